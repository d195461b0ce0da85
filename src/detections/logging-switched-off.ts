// DET-60: a log of the control plane was switched off, deleted, masked, kept for less long, or cut off from who reads it.
import type { Changed } from '../changes/event.ts'
import { cluster, ending, isAsked, text, who } from '../changes/sentence.ts'
import { defineDetection } from '../detection.ts'
import { trailRecord } from '../examples/change-events.ts'
import { isRecord } from '../json.ts'
import type { Severity } from '../model.ts'

const off = (logging: unknown, more: Record<string, unknown> = {}) => [
  trailRecord({ name: 'UpdateClusterConfig', asked: { name: 'prod', logging }, more }),
]
const setup = (types: unknown, enabled: unknown = false) => ({ clusterLogging: [{ types, enabled }] })
const every = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler']
const group = '/aws/eks/prod/cluster'
const ofGroup = (name: string, asked: object = {}) => [
  trailRecord({ name, source: 'logs.amazonaws.com', asked: { logGroupName: group, ...asked } }),
]
const denied = { errorCode: 'AccessDeniedException' }

type Asked = { what: string; severity: Severity } | undefined

// The two that say who was let in and what they did.
const telling = ['audit', 'authenticator']

const switched = (event: Changed): Asked => {
  const { logsOff, asked } = event
  const setups = isRecord(asked.logging) ? asked.logging.clusterLogging : undefined
  const isOdd = (Array.isArray(setups) ? setups : []).some(
    (one) => isRecord(one) && String(one.enabled) === 'false' && isAsked(one.types) && !Array.isArray(one.types),
  )
  if (logsOff.length === 0 && !isOdd) return undefined
  const types = logsOff.length === 0 ? 'of types that cannot be read' : text(logsOff.join(', '), 150)
  const isTelling = isOdd || logsOff.some((type) => telling.includes(type))
  return { what: `switch off the logs ${types} of ${cluster(event)}`, severity: isTelling ? 'high' : 'medium' }
}

const done: Record<string, { what(log: string): string; severity: Severity }> = {
  DeleteLogGroup: { what: (log) => `delete ${log}`, severity: 'high' },
  DeleteLogStream: { what: (log) => `delete a stream of ${log}`, severity: 'high' },
  PutDataProtectionPolicy: { what: (log) => `mask entries of ${log}`, severity: 'high' },
  PutTransformer: { what: (log) => `transform the entries of ${log}`, severity: 'medium' },
  DeleteSubscriptionFilter: { what: (log) => `delete a subscription filter of ${log}`, severity: 'medium' },
  AssociateKmsKey: { what: (log) => `encrypt ${log} with another key`, severity: 'medium' },
  DisassociateKmsKey: { what: (log) => `encrypt ${log} without a key of the account`, severity: 'medium' },
}

const logOf = (event: Changed): string => `the control plane's log of ${cluster(event)}`

const shortened = (event: Changed, days: number): Asked => {
  const { retentionInDays } = event.asked
  if (Number(retentionInDays) >= days) return undefined
  return { what: `keep ${logOf(event)} for ${text(retentionInDays)} days`, severity: 'medium' }
}

const ofLog = (event: Changed): Asked => {
  const one = done[event.name]
  if (!one) return undefined
  const { logStreamName, filterName, kmsKeyId } = event.asked
  const named = [logStreamName, filterName, kmsKeyId].filter(isAsked).map((part) => ` (${text(part, 150)})`)
  return { what: `${one.what(logOf(event))}${named.join('')}`, severity: one.severity }
}

export default defineDetection({
  id: 'DET-60',
  kind: 'change',
  title: 'Control-plane logging switched off, or its log deleted, masked or shortened',
  criteria: ['CC7.2'],
  severity: 'high',
  names: ['eks:UpdateClusterConfig', 'logs:PutRetentionPolicy', ...Object.keys(done).map((name) => `logs:${name}`)],
  // Days that the log must be kept.
  settings: { days: 365 },
  hit(event, { days }) {
    const asked =
      event.service === 'eks'
        ? switched(event)
        : event.name === 'PutRetentionPolicy'
          ? shortened(event, days)
          : ofLog(event)
    return asked && { reason: `${who(event)} asked to ${asked.what}${ending(event)}`, severity: asked.severity }
  },
  limits:
    'An event says what was asked for and not what was before: a type that was off already may be named among those switched off, as Terraform does. A cluster that is made without logs is told by LOG-01.',
  respond:
    'Switch the logs on again and ask who asked for it; what happened meanwhile the audit log does not show, so look at the events of CloudTrail by the same actor.',
  sameAs: ['Elastic AWS EKS Control Plane Logging Disabled'],
  examples: {
    hit: [
      off(setup(every)),
      off(setup(['audit'])),
      off(setup(['scheduler'], 'false')),
      off({
        clusterLogging: [...setup(['api', 'audit'], true).clusterLogging, ...setup(['scheduler']).clusterLogging],
      }),
      off(setup('audit')),
      off(setup(['audit']), denied),
      ...Object.keys(done).map((name) => ofGroup(name)),
      ofGroup('DisassociateKmsKey', {
        logGroupName: null,
        resourceIdentifier: `arn:aws:logs:eu-central-1:111122223333:log-group:${group}:*`,
      }),
      ofGroup('PutRetentionPolicy', { retentionInDays: 7 }),
      ofGroup('PutRetentionPolicy', { retentionInDays: null }),
      { log: ofGroup('PutRetentionPolicy', { retentionInDays: 400 }), settings: { days: 731 } },
    ],
    miss: [
      off(setup(every, true)),
      off(setup([])),
      off('audit'),
      off(null),
      [trailRecord({ name: 'UpdateClusterConfig', asked: { name: 'prod', deletionProtection: false } })],
      ofGroup('PutRetentionPolicy', { retentionInDays: 365 }),
      ofGroup('DeleteRetentionPolicy'),
      ofGroup('PutSubscriptionFilter', { filterName: 'eks-evidence', filterPattern: '' }),
      ofGroup('DeleteLogGroup', { logGroupName: '/aws/lambda/prod' }),
      ofGroup('DeleteLogGroup', { logGroupName: '/aws/eks/prod/cluster-old' }),
    ],
  },
})
