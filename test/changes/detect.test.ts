// Detections of management events: who did what to which thing of a region, in which window, and what is told of it.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changesFound } from '../../src/changes/detect.ts'
import { lives, ofClusters, ofLogGroups, ofRepositories, tagging } from '../../src/changes/event-names.ts'
import { plus } from '../../src/clock.ts'
import { type Detection, defineDetection, type Rules } from '../../src/detection.ts'
import access from '../../src/detections/cluster-access-changed.ts'
import exposed from '../../src/detections/cluster-exposed-or-deleted.ts'
import registry from '../../src/detections/registry-weakened.ts'
import { anna, historyOfRecords, trailRecord } from '../../src/examples/change-events.ts'
import type { Exchange } from '../../src/model.ts'
import { detections } from '../audit-log/detections.ts'

const slot = { start: '2026-01-05T00:00:00Z', end: '2026-01-05T01:00:00Z' }
const subject = { id: 'aws://111122223333/eu-central-1', region: 'eu-central-1' }
const begin = 1_767_571_200
const principalArn = 'arn:aws:iam::111122223333:role/Ops'
const entry = { name: 'CreateAccessEntry', asked: { name: 'prod', principalArn } }
type Over = Record<string, unknown>
const record = (over: Over = {}, minute = 10, id = 'e-1') =>
  ({ ...trailRecord(entry, begin + minute * 60, id), ...over }) as Over
const found = (records: Over[], rules: Rules = {}, all: Detection[] = [access]) =>
  changesFound(all, historyOfRecords(records), { subject, slot, rules })
const only = (over: Over = {}, rules: Rules = {}) => {
  const [hit, ...more] = found([record(over)], rules)
  if (!hit || more.length > 0) throw new Error(`${more.length + (hit ? 1 : 0)} hits`)
  return hit
}
const by = (identity: Over) => ({ userIdentity: { ...(record().userIdentity as Over), ...identity } })

describe('a hit of a management event', () => {
  it('tells who did it, from where, to which cluster, and by which event', () => {
    expect(only(by({ accessKeyId: 'ASIAIOSFODNN7EXAMPLE' }))).toEqual({
      ...{ detection: 'DET-59', criteria: ['CC6.2', 'CC6.3'], severity: 'low', slot },
      reason: `${anna} asked to let ${principalArn} enter the cluster prod`,
      ...{ outcome: 'allowed', actorClass: 'human', actor: anna, user: anna, groups: [], impersonated: null },
      principal: {
        arn: anna,
        canonicalArn: 'arn:aws:iam::111122223333:role/Admin',
        sessionName: 'anna@example.com',
        accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
      },
      ...{ sourceIPs: ['203.0.113.12'], userAgent: 'aws-cli/2.31.0', allowed: null },
      object: { arn: 'arn:aws:eks:eu-central-1:111122223333:cluster/prod' },
      ...{ auditID: 'e-1', at: '2026-01-05T00:10:00Z', count: 1, pointers: ['e-1'] },
    })
  })

  it.each([
    ['AccessDenied', 'denied'],
    ['AccessDeniedException', 'denied'],
    ['Client.UnauthorizedOperation', 'denied'],
    ['ResourceInUseException', 'failed'],
  ])('that ended with %s was %s, and says so', (errorCode, outcome) => {
    expect(only({ errorCode })).toMatchObject({ outcome, reason: expect.stringContaining(errorCode) })
  })

  it('names the repository, and nothing where it is about the registry', () => {
    const source = 'ecr.amazonaws.com'
    const put = (name: string, asked: Over) => found([trailRecord({ name, source, asked })], {}, [registry])[0]?.object
    expect(put('DeleteRepositoryPolicy', { repositoryName: 'team/app' })).toEqual({
      arn: 'arn:aws:ecr:eu-central-1:111122223333:repository/team/app',
    })
    expect(put('DeleteRegistryPolicy', {})).toBeNull()
  })

  it.each<[string, Over, string, string]>([
    [
      'a service',
      { type: 'AWSService', arn: null, invokedBy: 'eks.amazonaws.com' },
      'aws-managed',
      'eks.amazonaws.com',
    ],
    ['CloudFormation in her name', { invokedBy: 'cloudformation.amazonaws.com' }, 'human', anna],
    [
      'a role that is linked to a service',
      {
        arn: 'arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForAmazonEKS/EKS',
        sessionContext: {
          sessionIssuer: {
            arn: 'arn:aws:iam::111122223333:role/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS',
          },
        },
      },
      'aws-managed',
      'arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForAmazonEKS/EKS',
    ],
    [
      'root',
      { type: 'Root', arn: 'arn:aws:iam::111122223333:root', sessionContext: null },
      'human',
      'arn:aws:iam::111122223333:root',
    ],
  ])('by %s is told, as what it is', (_, identity, actorClass, actor) => {
    expect(only(by(identity))).toMatchObject({ actorClass, actor })
  })

  it('names the service that called in the name of somebody, and with whom a chain of roles began', () => {
    const identity = { invokedBy: 'cloudformation.amazonaws.com', sessionContext: { sourceIdentity: 'anna' } }
    expect(only(by(identity)).reason).toContain(`${anna} (anna) through cloudformation.amazonaws.com asked`)
  })

  it('shows what would hide, and bounds what would flood', () => {
    const long = only({ requestParameters: { name: 'prod', principalArn: `\u202e${'x'.repeat(5_000)}` } }).reason
    expect(long).toContain('\\u{202E}')
    expect(long.length).toBeLessThan(650)
  })
})

describe('a window', () => {
  it('is half-open: what happened at its end belongs to the next', () => {
    const at = (minute: number) => found([record({}, minute)]).length
    expect([at(-1), at(0), at(59), at(60)]).toEqual([0, 1, 1, 0])
  })

  it('tells an event once, in however many answers it stands', () => {
    const twice = [...historyOfRecords([record()]), ...historyOfRecords([record()])]
    expect(changesFound([access], twice, { subject, slot, rules: {} })).toHaveLength(1)
  })

  it('tells the same in whatever order the answers come', () => {
    const records = [0, 1, 2, 3, 4].map((n) => record({}, 10 + n, `e-${n}`))
    fc.assert(
      fc.property(fc.shuffledSubarray(records, { minLength: 5 }), (shuffled) => {
        expect(found(shuffled)).toEqual(found(records))
      }),
      { seed: 11, numRuns: 50 },
    )
  })

  it('tells what it holds where it was not read wholly', () => {
    const [answered] = historyOfRecords([record()]) as [Exchange]
    const denied = { ...answered, got: 'failed', code: 'ThrottlingException', message: 'x' } as unknown as Exchange
    expect(changesFound([access], [denied, answered], { subject, slot, rules: {} })).toHaveLength(1)
  })

  it('bounds what one actor did to one cluster, and counts the rest', () => {
    const records = Array.from({ length: 60 }, (_, n) => record({}, n % 60, `e-${n}`))
    const hits = found(records)
    expect(hits.length).toBeLessThanOrEqual(21)
    expect(hits.reduce((sum, { count }) => sum + count, 0)).toBe(60)
    expect(new Set(hits.map(({ object }) => JSON.stringify(object))).size).toBe(1)
  })
})

describe('an event that cannot be read', () => {
  const broken = (CloudTrailEvent: string, EventName = 'CreateAccessEntry') => {
    const [line] = historyOfRecords([record()]) as [Exchange & { body: { Events: Over[] } }]
    const Events = line.body.Events.map((one) => ({ ...one, EventName, CloudTrailEvent }))
    return [{ ...line, body: { Events } }] as Exchange[]
  }

  it.each([
    ['cut', '{"eventID":'],
    ['withheld', '[redacted]'],
    ['of nobody', JSON.stringify({ ...record(), userIdentity: {} })],
  ])('because it is %s is told, and hides no other', (_, text) => {
    const exchanges = [...broken(text), ...historyOfRecords([record({}, 20, 'e-2')])]
    const hits = changesFound([access], exchanges, { subject, slot, rules: {} })
    expect(hits.map(({ outcome, auditID }) => [outcome, auditID])).toEqual([
      ['unknown', 'e-1'],
      ['allowed', 'e-2'],
    ])
    expect(hits[0]?.reason).toMatch(/^could not be judged: CreateAccessEntry: /)
  })

  it('is told by those detections alone that its name concerns', () => {
    const exchanges = broken('{', 'DeleteCluster')
    expect(changesFound([access, exposed], exchanges, { subject, slot, rules: {} })).toMatchObject([
      { detection: 'DET-61', actor: 'unknown' },
    ])
  })

  it('is told where a detection stumbles over it', () => {
    const stumbling = defineDetection({
      ...access,
      kind: 'change',
      id: 'DET-X',
      names: ['eks:CreateAccessEntry'],
      hit: () => {
        throw new TypeError('no such member')
      },
    })
    expect(found([record()], {}, [stumbling])).toMatchObject([
      { reason: 'could not be judged: CreateAccessEntry: no such member', severity: 'medium' },
    ])
  })
})

describe('the configuration', () => {
  it('switches a detection off', () => {
    expect(found([record()], { 'DET-59': { off: 'why' } })).toEqual([])
  })

  it.each<[string, object]>([
    ['the session', { principals: [anna] }],
    ['the role', { principals: ['arn:aws:iam::*:role/Admin'] }],
    ['the address', { cidrs: ['203.0.113.0/24'] }],
  ])('allows by %s, and it is counted with the reason', (_, allow) => {
    const rules = { 'DET-59': { allow: [{ ...allow, reason: 'the pipeline' }] } }
    const hits = found([record(), record({}, 11, 'e-2')], rules)
    expect(hits).toMatchObject([{ allowed: 'the pipeline', count: 2 }])
  })

  it('allows no service by an address that it has not', () => {
    const rules = { 'DET-59': { allow: [{ cidrs: ['0.0.0.0/0'], reason: 'x' }] } }
    expect(only({ sourceIPAddress: 'cloudformation.amazonaws.com' }, rules).allowed).toBeNull()
  })
})

describe('what detections are named for', () => {
  const read = new Set([...lives, ...tagging, ...ofClusters, ...ofLogGroups, ...ofRepositories])
  const named = detections.flatMap((one) => (one.kind === 'change' ? one.names.map((name) => [one.id, name]) : []))

  it.each(named)('%s: %s is asked of the history', (_, name = '') => {
    expect(name).toMatch(/^(eks|ecr|logs):\w+$/)
    expect(read.has(name.split(':')[1] ?? '')).toBe(true)
  })

  it('whatever was asked for of any shape breaks no detection', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom(null, true, 'true', 0, '', '*', '0.0.0.0/0'),
        fc.array(tie('any')),
        fc.dictionary(fc.string(), tie('any')),
      ),
    })).any
    const members = [
      ...['principalArn', 'kubernetesGroups', 'type', 'policyArn', 'accessScope', 'oidc', 'logging', 'username'],
      ...['resourcesVpcConfig', 'accessConfig', 'encryptionConfig', 'deletionProtection', 'retentionInDays', 'rules'],
      ...[
        'policyText',
        'imageIds',
        'imageTagMutability',
        'imageScanningConfiguration',
        'force',
        'logGroupName',
        'name',
      ],
    ]
    const asked = fc.record(Object.fromEntries(members.map((member) => [member, value])), { requiredKeys: [] })
    const all = detections.flatMap((one) => (one.kind === 'change' ? [one] : []))
    const source = { eks: 'eks.amazonaws.com', ecr: 'ecr.amazonaws.com', logs: 'logs.amazonaws.com' }
    fc.assert(
      fc.property(asked, fc.constantFrom(...named.map(([, name = '']) => name)), (requestParameters, name) => {
        const [service = '', event = ''] = name.split(':')
        const over = { eventName: event, eventSource: source[service as 'eks'], requestParameters }
        const hits = found([record(over)], {}, all)
        expect(hits.filter(({ reason }) => reason.startsWith('could not be judged'))).toEqual([])
      }),
      { seed: 5, numRuns: 500 },
    )
  })
})

it('knows nothing of the hour before', () => {
  const later = { start: slot.end, end: plus(slot.end, 3_600) }
  expect(changesFound([access], historyOfRecords([record()]), { subject, slot: later, rules: {} })).toEqual([])
})
