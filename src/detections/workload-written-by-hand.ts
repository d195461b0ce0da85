// DET-39: a person changed what runs, and not the pipeline that the change should have come by.
import { anyPattern } from '../arn-pattern.ts'
import { isWorkload } from '../audit-log/activity/workloads.ts'
import { namesOf } from '../audit-log/allow.ts'
import { isAsked } from '../audit-log/asked.ts'
import { asking } from '../audit-log/asked-pod.ts'
import type { AuditEvent } from '../audit-log/event.ts'
import { controller, patchEntry, podEntry, refusedEntry, templateEntry, templateOf } from '../audit-log/example-pod.ts'
import { isHuman } from '../audit-log/human.ts'
import { podMakers } from '../audit-log/pod-spec.ts'
import { ending } from '../audit-log/sentence.ts'
import { visible } from '../audit-log/visible.ts'
import { writes } from '../audit-log/written.ts'
import { defineDetection } from '../detection.ts'

// Proxies let people in by their own service account and act as them; who acts as another without one stays who they are.
const personOf = (event: AuditEvent): string | undefined => {
  if (!isHuman(event)) return undefined
  return event.actorClass === 'human' || event.principal !== null ? event.user : event.impersonated?.user
}

const spec = { containers: [{ name: 'a', image: 'a:1' }] }
const scaled = { requestObject: { spec: { replicas: 0 } }, verb: 'update', code: 200 }
const proxy = { user: 'system:serviceaccount:teleport:teleport' }
const pipelines = (...names: string[]) => ({ log: [templateEntry(spec)], settings: { pipelines: names } })

export default defineDetection({
  id: 'DET-39',
  kind: 'event',
  title: 'Workload changed by a human outside the pipeline',
  criteria: ['CC8.1'],
  severity: 'low',
  select: { verb: writes, resource: podMakers, subresource: ['', 'scale', 'ephemeralcontainers', 'resize'] },
  // ARNs or user names, `*` for any characters: as the setting of CHG-04.
  settings: { pipelines: [] as string[] },
  hit(event, { pipelines }) {
    const person = personOf(event)
    if (!person || !isWorkload(event) || !isAsked(event)) return undefined
    if ([...namesOf(event), person].some(anyPattern(pipelines))) return undefined
    const hand = person === event.user ? 'by hand' : `by hand of ${visible(person, 100)}`
    return `${asking(event)}${event.verb === 'deletecollection' ? ' (all)' : ''}, ${hand}${ending(event)}`
  },
  respond:
    'Ask the actor for the approved change and bring it into the repository; name the roles that deploy in the setting `pipelines`.',
  limits:
    'Until `pipelines` names the roles that deploy, they are told as people are: both come through IAM. Pods that are deleted are made again, and are not told, nor rehearsals (dryRun), nor custom resources that operators make workloads from.',
  sameAs: [
    'Falco K8s Deployment Created',
    'Falco K8s Deployment Deleted',
    'Sigma Deployment Deleted',
    'Sigma Potential Sidecar Injection Into Running Deployment',
  ],
  examples: {
    hit: [
      [templateEntry(spec)],
      [templateEntry(spec, { apiGroup: 'extensions' })],
      [patchEntry('deployments', templateOf(spec), templateOf(spec))],
      [templateEntry(spec, { verb: 'delete', code: 200 })],
      [templateEntry(spec, { verb: 'deletecollection', code: 200, name: '' })],
      [templateEntry(spec, { ...scaled, subresource: 'scale' })],
      [podEntry(spec)],
      [podEntry(spec, { verb: 'patch', subresource: 'ephemeralcontainers' })],
      [refusedEntry('cronjobs', { verb: 'patch' })],
      pipelines('arn:aws:iam::111122223333:role/Deploy'),
      [templateEntry(spec, { ...proxy, impersonatedUser: { username: 'bob', groups: ['ops'] } })],
      {
        log: [templateEntry(spec, { impersonatedUser: { username: 'deployer' } })],
        settings: { pipelines: ['deployer'] },
      },
    ],
    miss: [
      [templateEntry(spec, { user: 'system:serviceaccount:argocd:argocd-application-controller' })],
      [templateEntry(spec, controller('deployment-controller'))],
      [templateEntry(spec, { ...proxy, impersonatedUser: { username: 'system:serviceaccount:shop:deployer' } })],
      [templateEntry(spec, { verb: 'get' })],
      [templateEntry(spec, { subresource: 'status', verb: 'patch' })],
      [templateEntry(spec, { requestURI: '/apis/apps/v1/namespaces/shop/deployments/cart?dryRun=All' })],
      [podEntry(spec, { verb: 'delete' })],
      [templateEntry(spec, { apiGroup: 'apps.openshift.io' })],
      pipelines('arn:aws:iam::111122223333:role/Cluster*'),
      pipelines('arn:aws:sts::111122223333:assumed-role/ClusterAdmin/alice'),
    ],
  },
})
