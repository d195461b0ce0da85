// Makes audit entries as the API server writes them, in its order of fields: for the examples of detections and for the sandbox.
import type { Stage } from './event.ts'

export type Example = {
  verb: string
  resource?: string
  subresource?: string
  apiGroup?: string
  namespace?: string
  name?: string
  user?: string
  groups?: string[]
  extra?: Record<string, string[]>
  impersonatedUser?: { username: string; groups?: string[] }
  stage?: Stage
  level?: string
  code?: number
  decision?: 'allow' | 'forbid'
  reason?: string
  sourceIPs?: string[]
  userAgent?: string
  requestURI?: string
  requestObject?: unknown
  responseObject?: unknown
  auditID?: string
  /** When the request came and when this stage was reached: RFC 3339 with microseconds. */
  received?: string
  reached?: string
}

/** A request that an administrator made through IAM and that was allowed, unless said otherwise. */
export const example = (given: Example): Record<string, unknown> => {
  const { verb, resource, stage = 'ResponseComplete', code = 200, decision = 'allow' } = given
  const received = given.received ?? '2026-01-05T00:07:11.482913Z'
  const human = given.user === undefined
  const objectRef = resource !== undefined && {
    resource,
    namespace: given.namespace,
    name: given.name,
    apiGroup: given.apiGroup,
    apiVersion: 'v1',
    subresource: given.subresource,
  }
  return present({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: given.level ?? (given.requestObject || given.responseObject ? 'RequestResponse' : 'Request'),
    auditID: given.auditID ?? '5c9e0b6a-4c1f-4f53-9d0e-1f0b7c3a9d21',
    stage,
    requestURI: given.requestURI ?? uri(given),
    verb,
    user: present({
      username: given.user ?? 'arn:aws:sts::111122223333:assumed-role/ClusterAdmin/alice',
      groups: given.groups ?? ['system:authenticated'],
      extra: given.extra ?? (human ? alice : undefined),
    }),
    impersonatedUser: given.impersonatedUser,
    sourceIPs: given.sourceIPs ?? ['198.51.100.23'],
    userAgent: given.userAgent ?? 'kubectl/v1.34.1 (linux/amd64) kubernetes/93248f9',
    objectRef: objectRef ? present(objectRef) : undefined,
    responseStatus: stage === 'RequestReceived' ? undefined : { metadata: {}, code },
    requestObject: given.requestObject,
    responseObject: given.responseObject,
    requestReceivedTimestamp: received,
    stageTimestamp: given.reached ?? received,
    annotations:
      stage === 'RequestReceived'
        ? undefined
        : { 'authorization.k8s.io/decision': decision, 'authorization.k8s.io/reason': given.reason ?? '' },
  })
}

const alice = {
  accessKeyId: ['ASIAIOSFODNN7EXAMPLE'],
  arn: ['arn:aws:sts::111122223333:assumed-role/ClusterAdmin/alice'],
  canonicalArn: ['arn:aws:iam::111122223333:role/ClusterAdmin'],
  principalId: ['AROAIOSFODNN7EXAMPLE'],
  sessionName: ['alice'],
}

const uri = ({ apiGroup, namespace, resource, name, subresource }: Example): string =>
  [
    apiGroup ? `/apis/${apiGroup}/v1` : '/api/v1',
    ...(namespace ? [`namespaces/${namespace}`] : []),
    ...[resource, name, subresource].filter((part) => part !== undefined),
  ].join('/')

const present = (members: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
