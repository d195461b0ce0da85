// LOG-12: entries came when they were written. A hole that PutLogEvents filled afterwards shows by entries that took too long.
import { example } from '../audit-log/example.ts'
import { countExample, windowExample } from '../audit-log/example-window.ts'
import { seconds } from '../clock.ts'
import { defineControl, latest, over } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { lostSaid } from '../facts/audit-log-group.ts'
import { auditLogPopulation, type Population } from '../facts/audit-log-population.ts'
import { controlPlaneLogging } from '../facts/control-plane-logging.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { type Exchange, fail, notApplicable, pass, unknown } from '../model.ts'

const logging = [describedCluster()]
const hour = (at: number, ...lags: string[]): Exchange[] =>
  windowExample(
    { start: `2026-01-05T0${at}:00:00Z`, end: `2026-01-05T0${at + 1}:00:00Z` },
    { counts: lags.map((lag) => countExample(256, { lag })) },
  )

const slot = { start: '2026-01-05T00:00:00Z', end: '2026-01-05T01:00:00Z' }
const astray = JSON.stringify(example({ verb: 'list', resource: 'secrets', reached: '2026-01-05T06:30:00.000000Z' }))

const isBefore = ({ first, identity }: Population, most: number): boolean =>
  first !== null && identity !== null && seconds(identity.createdAt) - seconds(first) > most

export default defineControl({
  id: 'LOG-12',
  of: 'cluster',
  title: 'Audit log entries arrived soon after they were written',
  criteria: ['CC7.2'],
  severity: 'high',
  needs: { hours: over(auditLogPopulation, 86_400), logging: latest(controlPlaneLogging) },
  settings: { minutes: 15 },
  assess({ hours, logging: mode }, { settings: { minutes } }) {
    if (mode === 'connected') return ofConnected
    const told = hours.filter(({ value }) => value.delivered > 0)
    if (told.length === 0) return notApplicable('no entry was delivered in the last day: LOG-03 judges that')
    const older = told.find(({ value }) => isBefore(value, minutes * 60))
    if (older)
      return fail(
        `log-injected: an entry of ${older.value.first} is in a log group that was made at ${older.value.identity?.createdAt}`,
      )
    const astray = told.find(({ value }) => (value.skew?.seconds ?? 0) > minutes * 60)
    if (astray)
      return fail(
        `log-injected or a wrong clock: an entry of the hour from ${astray.slot.start} says to be of a time ${astray.value.skew?.seconds} s from CloudWatch's, in the stream ${astray.value.skew?.stream}`,
      )
    const unsaid = told.find(({ value }) => value.lag === null)
    if (unsaid) return unknown(`the hour from ${unsaid.slot.start} was read without the times of arrival`)
    const late = told.filter(({ value }) => (value.lag?.seconds ?? 0) > minutes * 60)
    const slowest = told.reduce((most, { value }) => Math.max(most, value.lag?.seconds ?? 0), 0)
    if (late[0])
      return fail(
        `log-injected or delayed: entries came up to ${slowest} s after their time, in ${late.length} of ${told.length} hours, the first from ${late[0].slot.start} in the stream ${late[0].value.lag?.stream}`,
      )
    const lost = told.map((one) => one.value.lost).find((one) => one !== null)
    if (lost) return unknown(lostSaid(lost))
    return pass(`the slowest entry of ${told.length} hours took ${slowest} s`)
  },
  limits:
    'An entry that was put in within `minutes` of the time that it gives itself looks as one that EKS delivered. The time that an entry gives itself is seen of those alone that no noise rule drops.',
  remedy:
    'Look at who may call logs:PutLogEvents on the log group, which is no management event, and in CloudTrail for who made or deleted its streams (CreateLogStream, DeleteLogStream) and who stopped the log before. Deny logs:PutLogEvents, logs:CreateLogStream and logs:DeleteLogGroup on /aws/eks/* by a service control policy.',
  sameAs: [],
  examples: {
    pass: [{ hours: [hour(0, '4211', '900000'), hour(1, '3122'), hour(2)], logging }],
    fail: [
      { hours: [hour(0, '4211'), hour(1, '4211', '2400000')], logging },
      { hours: [windowExample(slot, { messages: [astray], counts: [countExample(256)] })], logging },
      { hours: [windowExample(slot, { madeAt: '2026-01-05T00:40:00Z', counts: [countExample(256)] })], logging },
    ],
    notApplicable: [
      { hours: [hour(0)], logging },
      { hours: [hour(0, '4211')], logging: [connectedCluster()] },
    ],
  },
})
