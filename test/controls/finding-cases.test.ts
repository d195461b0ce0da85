// Findings of GuardDuty and Security Hub that look triaged, covered or harmless, and are not, or not known to be.
import { describe, expect, it } from 'vitest'
import dispositioned from '../../src/controls/detections-dispositioned.ts'
import triaged from '../../src/controls/guardduty-findings-triaged.ts'
import runtimeProtected from '../../src/controls/runtime-protected.ts'
import { describedCluster } from '../../src/examples/example.ts'
import { coverageOf, detectorOf, guardDutyFindingsOf, hubFindingsOf, rulesOf } from '../../src/examples/guardduty.ts'
import type { Exchange } from '../../src/model.ts'
import { runAny as run } from './run.ts'

const unknownBecause = (why: string) => ({ outcome: 'unknown', reason: expect.stringContaining(why) })
const cluster = [describedCluster()]

describe('a detection whose severity somebody lowered', () => {
  const hit = { id: 'h1', of: 'DET-26', at: '2025-12-20T00:00:00Z' }

  it.each(['LOW', 'INFORMATIONAL', 'MEDIUM'])('to %s is due as it was found', (severity) => {
    expect(run(dispositioned, { cluster, hub: hubFindingsOf({ ...hit, severity, found: 'HIGH' }) })).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining('DET-26 since 2025-12-20T00:00:00Z'),
    })
  })

  it('or raised is due as it stands', () => {
    expect(
      run(dispositioned, { cluster, hub: hubFindingsOf({ ...hit, severity: 'HIGH', found: 'LOW' }) }).outcome,
    ).toBe('fail')
  })
})

describe('runtime monitoring', () => {
  const guardDuty = detectorOf({ RUNTIME_MONITORING: 'ENABLED' })
  const of = (...coverage: Parameters<typeof coverageOf>) =>
    run(runtimeProtected, { cluster, guardDuty, coverage: coverageOf(...coverage) })

  it("of another account's cluster of the same name is not this one's", () => {
    expect(of({ name: 'prod', of: '444455556666' }).outcome).toBe('fail')
    const both = of({ name: 'prod', of: '444455556666' }, { name: 'prod', status: 'UNHEALTHY', issue: 'no endpoint' })
    expect(both).toMatchObject({ outcome: 'fail', reason: expect.stringContaining('UNHEALTHY (no endpoint)') })
  })

  it('of a cluster that is listed twice is as the worse of the two', () => {
    expect(of({ name: 'prod' }, { name: 'prod', status: 'UNHEALTHY' }).outcome).toBe('fail')
  })

  it('in a state that nobody knows is not known', () => {
    expect(of({ name: 'prod', status: 'PARTIAL' })).toMatchObject(unknownBecause('not as documented'))
  })
})

describe('a finding of GuardDuty', () => {
  const guardDuty = detectorOf({ EKS_AUDIT_LOGS: 'ENABLED' })
  const old = { id: 'f1', severity: 8, createdAt: '2025-12-01T00:00:00Z' }
  const given = (findings: Exchange[], rules = rulesOf({})) => ({
    ...{ cluster, guardDuty, findings, rules },
    hub: hubFindingsOf(),
  })

  it('that a rule may have archived was not looked at by anybody', () => {
    const archived = guardDutyFindingsOf({ ...old, archived: true })
    const hidden = given(archived, rulesOf({ everything: 'ARCHIVE' }))
    expect(run(triaged, hidden)).toMatchObject(unknownBecause('a suppression rule that nobody agreed on (everything)'))
    expect(run(triaged, { ...hidden, with: { settings: { rules: ['everything'] } } }).outcome).toBe('pass')
    expect(run(triaged, given(archived, rulesOf({ mine: 'NOOP' }))).outcome).toBe('pass')
    const looked = hubFindingsOf({
      id: 'f1',
      of: 'GuardDuty',
      severity: 'HIGH',
      workflow: 'RESOLVED',
      at: old.createdAt,
    })
    expect(run(triaged, { ...hidden, hub: looked }).outcome).toBe('pass')
  })

  it('is late, whatever rule archives others', () => {
    const rules = rulesOf({ everything: 'ARCHIVE' })
    expect(run(triaged, given(guardDutyFindingsOf(old), rules)).outcome).toBe('fail')
  })

  it('is not forgotten because GuardDuty was suspended since', () => {
    const suspended = { ...given(guardDutyFindingsOf(old)), guardDuty: detectorOf({}, 'DISABLED') }
    expect(run(triaged, suspended).outcome).toBe('fail')
    expect(run(triaged, { ...suspended, findings: guardDutyFindingsOf() }).outcome).toBe('not-applicable')
  })

  const sequence = (type: string, ...arns: string[]) => {
    const lines = guardDutyFindingsOf({ ...old, severity: 9 })
    const [first] = (lines.at(-1) as unknown as { body: { findings: { service: object }[] } }).body.findings
    const service = {
      ...first?.service,
      detection: { sequence: { resources: arns.map((arn) => ({ data: { eksCluster: { arn } } })) } },
    }
    const finding = { ...first, type, resource: { resourceType: 'AttackSequence' }, service }
    return given([...lines.slice(0, -1), { ...lines.at(-1), body: { findings: [finding] } } as Exchange])
  }
  const arn = 'arn:aws:eks:eu-central-1:111122223333:cluster/prod'

  it('that sums up an attack is about each cluster in it', () => {
    const type = 'AttackSequence:EKS/CompromisedCluster'
    expect(run(triaged, sequence(type, `${arn}-2`, arn))).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining(type),
    })
    expect(run(triaged, sequence(type, `${arn}-2`)).outcome).toBe('pass')
    expect(run(triaged, sequence(type))).toMatchObject(unknownBecause('without its cluster'))
    expect(run(triaged, sequence('AttackSequence:S3/CompromisedData')).outcome).toBe('pass')
  })
})
