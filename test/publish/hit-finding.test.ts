// A day's hits as a finding: who did what, how often; what an allow-list lets pass is none; and never a flood.
import { existsSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { bounded } from '../../src/audit-log/found.ts'
import { instant, plus, seconds } from '../../src/clock.ts'
import type { Hit } from '../../src/model.ts'
import { daysOfHits, hitId } from '../../src/publish/days-of-hits.ts'
import { hitFinding } from '../../src/publish/hit-finding.ts'
import { makeAccount } from './account.ts'
import { cluster, detection, evaluation, hit, publisher, ref } from './examples.ts'
import { breaches } from './limits-check.ts'
import { judged } from './standings.ts'

const tick = '2026-01-05T03:20:00Z'
const schemaPath = '../shared/data/asff/asff.schema.json'
const schema = existsSync(schemaPath)
  ? new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(readFileSync(schemaPath, 'utf8')))
  : undefined

const days = (hits: Hit[], subject = cluster()) => daysOfHits(evaluation(tick, [], subject, hits), {})
const findings = (hits: Hit[], subject = cluster()) =>
  days(hits, subject).flatMap(
    (of) => hitFinding({ tick, subject, of, detection, evaluation: ref('e') }, publisher) ?? [],
  )
const fieldsOf = (hits: Hit[]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(findings(hits)[0]?.ProductFields ?? {}).map(([name, value]) => [
      name.replace('eks-evidence/', ''),
      value,
    ]),
  )
const countIn = (finding: { ProductFields?: unknown }): number =>
  Number((finding.ProductFields as Record<string, string>)['eks-evidence/count'])
const sum = (all: number[]): number => all.reduce((a, b) => a + b, 0)

const principal = {
  arn: 'arn:aws:sts::111122223333:assumed-role/Admin/alice',
  canonicalArn: 'arn:aws:iam::111122223333:role/Admin',
  sessionName: 'alice',
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
}

describe('the finding of a hit', () => {
  it('names who did it, from where, with what and to what', () => {
    const of = hit({ principal, impersonated: 'system:admin', groups: ['a', 'b'], pointers: ['p1', 'p2'] })
    expect(fieldsOf([of])).toMatchObject({
      ...{ detection: 'DET-23', actor: 'alice', actors: '1', actorClass: 'human', user: 'alice', groups: 'a, b' },
      ...{ 'principal/arn': principal.arn, 'principal/canonicalArn': principal.canonicalArn, session: 'alice' },
      ...{ accessKeyId: principal.accessKeyId, impersonated: 'system:admin', userAgent: 'kubectl/v1.34.1' },
      ...{ 'object/resource': 'pods', 'object/subresource': 'exec', 'object/namespace': 'kube-system' },
      ...{ 'object/name': 'coredns', sourceIPs: '198.51.100.7', auditID: 'a1', 'pointers/1': 'p1', 'pointers/2': 'p2' },
    })
  })

  it('says nothing of what there is none of', () => {
    const none = { groups: [], sourceIPs: [], userAgent: '', user: '', object: null, auditID: null }
    const named = Object.keys(fieldsOf([hit(none)]))
    expect(
      named.filter((name) =>
        /principal|session|key$|impersonated|object|groups|source|user|audit|pointers|allowed/i.test(name),
      ),
    ).toEqual(['evaluation/key', 'basis/1/key'])
  })

  it('counts how they ended, whatever came last', () => {
    const denied = hit({ outcome: 'denied', count: 40, at: '2026-01-05T01:50:00Z', auditID: null })
    const { outcome, outcomes, count } = fieldsOf([hit(), denied])
    expect([outcome, outcomes, count]).toEqual(['denied', 'allowed 1, denied 40', '41'])
  })

  it('shows the newest pointers of many', () => {
    const hits = Array.from({ length: 9 }, (_, n) =>
      hit({ at: plus('2026-01-05T01:10:00Z', n), pointers: [`p${n}`], auditID: `a${n}` }),
    )
    const { 'pointers/1': first, 'pointers/5': last, 'pointers/6': none } = fieldsOf(hits)
    expect([first, last, none]).toEqual(['p4', 'p8', undefined])
  })

  it('has room for all of it, whole, with the longest values and many objects of evidence', () => {
    const long = 'x'.repeat(300)
    const of = hit({
      principal: { arn: long, canonicalArn: long, sessionName: long, accessKeyId: long },
      ...{ impersonated: long, groups: Array(10).fill(long), sourceIPs: Array(10).fill(long), userAgent: long },
      object: { apiGroup: long, resource: long, subresource: long, namespace: long, name: long },
      pointers: Array.from({ length: 10 }, () => long),
      basis: Array.from({ length: 40 }, (_, n) => ref(`k${n}`)),
    })
    const [finding] = findings([of, hit({ allowed: long, auditID: 'b' })])
    const named = finding?.ProductFields ?? {}
    expect(Object.keys(named).length).toBeLessThanOrEqual(50)
    expect([named['eks-evidence/basis/count'], named['eks-evidence/basis/4/sha256']]).toEqual(['40', ref('k3').sha256])
    expect(finding && breaches(finding)).toEqual([])
    if (schema) expect(schema(finding), JSON.stringify(schema.errors)).toBe(true)
  })
})

describe('a hit that is allowed', () => {
  it('is no finding', () => {
    expect(findings([hit({ allowed: 'drill', count: 12 })])).toEqual([])
  })

  it('is counted beside the hits that are told, and not with them', () => {
    const { count, allowed } = fieldsOf([hit(), hit({ allowed: 'drill', count: 12, auditID: null })])
    expect([count, allowed]).toEqual(['1', '12 more of the last windows, let pass: drill'])
  })

  it('is not said of another actor', () => {
    expect(fieldsOf([hit(), hit({ allowed: 'drill', actor: 'bob' })])).not.toHaveProperty('allowed')
  })

  it('reaches Security Hub neither at once nor when something is owed', async () => {
    const here = makeAccount()
    await here.run([judged([], cluster(), [hit({ allowed: 'drill', count: 400 })])])
    await here.run([judged([], cluster(), [])])
    expect([here.findings(), here.send.calls]).toEqual([[], []])
  })
})

const at = (start: string, second: number): string => instant(seconds(start) + second)
/** Hits of an hour as a scan keeps them. */
const hour = (start: string, count: number, actors: number): Hit[] => {
  const slot = { start, end: plus(start, 3_600) }
  const { basis, ...own } = hit()
  const hits = Array.from({ length: count }, (_, n) => ({
    ...{ ...own, slot, actor: `u${n % actors}`, user: `u${n % actors}`, auditID: `${start}-${n}`, pointers: [`p${n}`] },
    at: at(start, n % 3_600),
  }))
  return bounded(hits).map((one) => ({ ...one, basis }))
}

describe('ten thousand hits of three thousand actors in an hour', () => {
  it('are at most 51 findings that count them all', () => {
    const made = findings(hour('2026-01-05T01:00:00Z', 10_000, 3_000))
    expect([made.length, sum(made.map(countIn))]).toEqual([51, 10_000])
    const others = made.find(({ Id }) => Id?.includes('/others/'))
    expect(others?.ProductFields).toMatchObject({ 'eks-evidence/actors': expect.stringMatching(/^\d+ or more$/) })
    for (const one of made) expect(breaches(one)).toEqual([])
  })

  it('stay at most 51 from hour to hour, whoever comes next', async () => {
    const here = makeAccount()
    for (const [n, start] of ['2026-01-05T00:00:00Z', '2026-01-05T01:00:00Z', '2026-01-05T02:00:00Z'].entries()) {
      const hits = hour(start, 2_000, 700).map((one) => ({ ...one, actor: one.actor.replace('u', `h${n}u`) }))
      await here.run([judged([], cluster(), hits)])
    }
    expect([here.findings().length, sum(here.findings().map(countIn))]).toEqual([51, 6_000])
  })

  it('go on from what the stream told, so that none has two', async () => {
    const here = makeAccount()
    const hits = hour('2026-01-05T00:00:00Z', 600, 300)
    const streamed = new Set(hits.slice(-40).map((one) => hitId(cluster(), one)))
    const tell = findings(hits.filter((one) => streamed.has(hitId(cluster(), one))))
    await here.send('securityhub:BatchImportFindings', { Findings: tell }, 'eu-central-1')
    await here.run([judged([], cluster(), hits)])
    const all = here.findings()
    expect([all.length, sum(all.map(countIn))]).toEqual([51, 600])
    expect(all.filter(({ Id }) => streamed.has(String(Id)))).toHaveLength(streamed.size)
  })

  it('are told all the same where Security Hub does not say what it has', async () => {
    const here = makeAccount()
    const deaf: typeof here.send = Object.assign(
      async (...given: Parameters<typeof here.send>) =>
        given[0] === 'securityhub:GetFindings'
          ? {
              ok: false as const,
              code: 'AccessDeniedException',
              message: 'no',
              host: 'h',
              date: '',
              at: here.now(),
              requestId: 'r',
            }
          : here.send(...given),
      { calls: here.send.calls },
    )
    await here.run([judged([], cluster(), hour('2026-01-05T00:00:00Z', 600, 300))], { through: deaf })
    expect([here.findings().length, sum(here.findings().map(countIn))]).toEqual([51, 600])
  })
})
