// DET-38: something was to run once, or again and again by the clock, or what does was changed.
import { isAsked } from '../audit-log/asked.ts'
import { asking } from '../audit-log/asked-pod.ts'
import { isOwnOfAws } from '../audit-log/by-aws.ts'
import { controller, patchEntry, refusedEntry, templateEntry, templateOf } from '../audit-log/example-pod.ts'
import { podMaker } from '../audit-log/pod-spec.ts'
import { ending, said } from '../audit-log/sentence.ts'
import { visible } from '../audit-log/visible.ts'
import { defineDetection } from '../detection.ts'
import { isRecord } from '../json.ts'

const spec = { containers: [{ name: 'a', image: 'a:1' }] }
const cron = { resource: 'cronjobs' }
const whole = { spec: { schedule: '*/5 * * * *', ...templateOf(spec, 'cronjobs').spec } }

export default defineDetection({
  id: 'DET-38',
  kind: 'event',
  title: 'CronJob or Job created or changed',
  criteria: ['CC6.8', 'CC8.1'],
  severity: 'low',
  select: { verb: ['create', 'update', 'patch'], resource: ['cronjobs', 'jobs'], subresource: [''] },
  hit(event) {
    // The controller of CronJobs makes a Job each time one is due, every minute if it says so.
    if (podMaker(event) === undefined || !isAsked(event) || isOwnOfAws(event)) return undefined
    const its = isRecord(event.body?.spec) ? event.body.spec.schedule : undefined
    const due = its === undefined ? '' : `, due at ${visible(said(its), 60)}`
    return `${asking(event)}${due}${ending(event)}`
  },
  respond:
    'Ask the actor for the approved change; a CronJob comes back by itself: suspend or delete it, and read what it runs.',
  limits:
    'Jobs that the controller of CronJobs makes are not told, nor rehearsals (dryRun). Deletions are told by DET-39 where a person deletes.',
  sameAs: [
    'Panther Kubernetes CronJob Created or Modified',
    'Sigma Kubernetes CronJob/Job Modification',
    'Elastic Kubernetes CronJob or Job Created',
  ],
  examples: {
    hit: [
      [templateEntry(spec, { ...cron, responseObject: whole })],
      [templateEntry(spec, { resource: 'jobs' })],
      [templateEntry(spec, { ...cron, verb: 'update', code: 200 })],
      [patchEntry('cronjobs', { spec: { schedule: '* * * * *' } }, whole)],
      [patchEntry('cronjobs', [{ op: 'replace', path: '/spec/suspend', value: false }], whole)],
      [refusedEntry('cronjobs')],
      [templateEntry(spec, { resource: 'jobs', user: 'system:serviceaccount:ci:runner' })],
      [templateEntry(spec, { ...cron, responseObject: { spec: ['* * * * *'] } })],
    ],
    miss: [
      [templateEntry(spec, { resource: 'jobs', ...controller('cronjob-controller') })],
      [templateEntry(spec, { resource: 'jobs', apiGroup: 'batch.volcano.sh' })],
      [templateEntry(spec, { ...cron, verb: 'update', subresource: 'status' })],
      [templateEntry(spec, { ...cron, verb: 'delete' })],
      [templateEntry(spec, { ...cron, requestURI: '/apis/batch/v1/namespaces/shop/cronjobs?dryRun=All' })],
    ],
  },
})
