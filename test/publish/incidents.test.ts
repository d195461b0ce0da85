// Incidents in Security Hub: one finding for each, however often it goes on, and the way from a hit to its timeline and back.
import { describe, expect, it } from 'vitest'
import { disableHub, enableHub } from '../../sandbox/services/security-hub.ts'
import { plus } from '../../src/clock.ts'
import { sha256 } from '../../src/digest.ts'
import type { Action } from '../../src/model.ts'
import { readPublished, writePublished } from '../../src/publish/published.ts'
import { home, makeAccount } from './account.ts'
import { cluster, hit, verdict } from './examples.ts'
import { breaches } from './limits-check.ts'
import { judged } from './standings.ts'
import { evidenceOf, idOf, incident, put, timeline } from './timelines.ts'

type Here = ReturnType<typeof makeAccount>
type Found = Record<string, unknown> & { ProductFields: Record<string, string>; Workflow: { Status: string } }
const of = (here: Here, generator: string) =>
  here.findings().filter(({ GeneratorId }) => String(GeneratorId).startsWith(generator)) as Found[]
const incidents = (here: Here) => of(here, 'eks-evidence/incident')
const hits = (here: Here) => of(here, 'eks-evidence/detection/')
const field = (finding: Found | undefined, name: string) => finding?.ProductFields[`eks-evidence/${name}`]

/** A tick that judges a hit, and one that seals its timeline. */
const withIncident = async (here: Here, name = 'first', one = hit(), more = {}) => {
  await here.run([judged([], cluster(), [one])])
  const evidence = evidenceOf(here)
  const told = timeline(here.now(), incident(name, [{ hit: one, evidence }], more))
  const ref = await put(here, told)
  await here.run([], { timelines: [ref] })
  return { ref, evidence }
}
const later = hit({
  slot: { start: '2026-01-05T02:00:00Z', end: '2026-01-05T03:00:00Z' },
  at: '2026-01-05T02:05:00Z',
  auditID: 'a2',
  severity: 'critical',
})

describe('an incident whose timeline is sealed', () => {
  it('is a finding on its cluster: who, what, when, how often, and what was not read', async () => {
    const here = makeAccount()
    const { ref } = await withIncident(here)
    expect(incidents(here)).toMatchObject([
      {
        Id: expect.stringMatching(/^eks-evidence\/prod-[0-9a-f]{20}\/incident\/[0-9a-f]{20}$/),
        Title: 'Incident in prod: Exec in kube-system',
        Description:
          'prod: 1 hit of DET-23 from 2026-01-05T01:10:00Z to 2026-01-05T01:10:00Z by alice. ' +
          'First: alice opened exec in kube-system/coredns. Its timeline has 1 line. ' +
          'Not all was read: authenticator (there is no such log group).',
        Types: ['TTPs', 'Unusual Behaviors/User'],
        Severity: { Label: 'HIGH' },
        Workflow: { Status: 'NEW' },
        Resources: [{ Type: 'AwsEksCluster', Id: cluster().id }],
        ProductFields: { 'eks-evidence/timeline/key': ref.key, 'eks-evidence/timeline/sha256': ref.sha256 },
      },
    ])
  })

  it('names the findings of its hits, and each of them names the timeline', async () => {
    const here = makeAccount()
    const { ref } = await withIncident(here)
    const [[one], [told]] = [hits(here), incidents(here)]
    const ProductArn = one?.ProductArn
    expect(told?.RelatedFindings).toEqual([{ ProductArn, Id: one?.Id }])
    expect(one?.RelatedFindings).toEqual([{ ProductArn, Id: told?.Id }])
    expect([field(one, 'timeline/key'), field(one, 'timeline/sha256')]).toEqual([ref.key, ref.sha256])
    expect([one?.UpdatedAt, field(one, 'count')]).toEqual(['2026-01-05T01:20:00Z', '1'])
  })

  it('is still named by a hit that is counted on', async () => {
    const here = makeAccount()
    const { ref } = await withIncident(here)
    await here.run([judged([], cluster(), [later])])
    expect([field(hits(here)[0], 'count'), field(hits(here)[0], 'timeline/key')]).toEqual(['2', ref.key])
  })

  it('leaves to a hit what the stream counted meanwhile, and is told later than that', async () => {
    const here = makeAccount()
    await here.run([judged([], cluster(), [hit()])])
    const [one] = hits(here)
    Object.assign(one?.ProductFields ?? {}, { 'eks-evidence/count': '9' })
    Object.assign(one ?? {}, { UpdatedAt: '2026-01-05T01:25:00Z', LastObservedAt: '2026-01-05T01:25:00Z' })
    const ref = await put(here, timeline(here.now(), incident('first', [{ hit: hit(), evidence: evidenceOf(here) }])))
    await here.run([], { timelines: [ref] })
    expect(hits(here)).toMatchObject([
      {
        UpdatedAt: '2026-01-05T01:25:00.001Z',
        LastObservedAt: '2026-01-05T01:25:00Z',
        RelatedFindings: [{ Id: incidents(here)[0]?.Id }],
        ProductFields: { 'eks-evidence/count': '9', 'eks-evidence/timeline/key': ref.key },
      },
    ])
  })

  it('is named by a hit that the Hub does not show any more, made again from its evaluation', async () => {
    const here = makeAccount()
    await here.run([judged([], cluster(), [hit()])])
    here.state.hubs[home]?.findings.clear()
    const ref = await put(here, timeline(here.now(), incident('first', [{ hit: hit(), evidence: evidenceOf(here) }])))
    await here.run([], { timelines: [ref] })
    expect(hits(here).map((one) => [field(one, 'count'), field(one, 'timeline/key')])).toEqual([['1', ref.key]])
  })

  it('is told once: the next tick says nothing of it', async () => {
    const here = makeAccount()
    await withIncident(here)
    const calls = here.send.calls.length
    await here.run([])
    expect(here.send.calls.length).toBe(calls)
  })

  it('goes on in the finding of the one that it goes on with, whatever is decided of it', async () => {
    const here = makeAccount()
    await withIncident(here)
    const [first] = incidents(here)
    Object.assign(first ?? {}, { Workflow: { Status: 'SUPPRESSED' }, Note: { Text: 'a drill' } })
    await here.run([judged([], cluster(), [later])])
    const second = incident('second', [{ hit: later, evidence: evidenceOf(here) }], { continues: idOf('first') })
    const ref = await put(here, timeline(here.now(), second))
    await here.run([], { timelines: [ref] })
    const third = incident('third', [{ hit: later, evidence: evidenceOf(here) }], { continues: idOf('second') })
    const last = await put(here, timeline(here.now(), third))
    await here.run([], { timelines: [last] })
    expect(incidents(here)).toMatchObject([
      {
        Id: first?.Id,
        Severity: { Label: 'CRITICAL' },
        FirstObservedAt: '2026-01-05T01:10:00Z',
        LastObservedAt: '2026-01-05T02:05:00Z',
        Workflow: { Status: 'SUPPRESSED' },
        Note: { Text: 'a drill' },
        ProductFields: {
          'eks-evidence/count': '3',
          'eks-evidence/timeline/key': last.key,
          'eks-evidence/timeline/before/2/key': ref.key,
        },
      },
    ])
  })

  it('stays open when its cluster is deleted', async () => {
    const here = makeAccount()
    await withIncident(here)
    await here.run([], { retired: [cluster()] })
    expect(incidents(here).map(({ RecordState }) => RecordState)).toEqual(['ACTIVE'])
  })

  it('is told without its hits where their evaluation is not as it was', async () => {
    const here = makeAccount()
    await here.run([judged([], cluster(), [hit()])])
    const evidence = { ...evidenceOf(here), sha256: sha256('another') }
    const ref = await put(here, timeline(here.now(), incident('first', [{ hit: hit(), evidence }])))
    await here.run([], { timelines: [ref] })
    expect(incidents(here).map(({ RelatedFindings, Severity }) => [RelatedFindings, Severity])).toEqual([
      [undefined, { Label: 'HIGH', Original: 'high', Normalized: 70 }],
    ])
  })

  it('names the finding of the others, where a day has too many actors', async () => {
    const here = makeAccount()
    const crowd = Array.from({ length: 60 }, (_, at) =>
      hit({ actor: `user${at}`, user: `user${at}`, auditID: `c${at}` }),
    )
    await here.run([judged([], cluster(), crowd)])
    const last = crowd.at(-1) ?? hit()
    const ref = await put(here, timeline(here.now(), incident('first', [{ hit: last, evidence: evidenceOf(here) }])))
    await here.run([], { timelines: [ref] })
    expect(incidents(here).map(({ RelatedFindings }) => RelatedFindings)).toMatchObject([
      [{ Id: expect.stringMatching(/\/DET-23\/others\/2026-01-05$/) }],
    ])
  })
})

describe('what does not arrive', () => {
  it('is owed, and sent again from the timeline', async () => {
    const here = makeAccount()
    const id = `eks-evidence/${String((await idsOf(here))[0])}`
    here.state.refusals.push({ id, code: 'InternalFailure', message: 'try again', times: 2 })
    await withIncident(here)
    expect(incidents(here)).toEqual([])
    const { owed } = await here.run([])
    expect([incidents(here).length, owed]).toEqual([1, {}])
  })

  it('because a call was throttled is owed, the hits as well, and nothing doubles', async () => {
    const here = makeAccount()
    await here.run([judged([], cluster(), [hit()])])
    const ref = await put(here, timeline(here.now(), incident('first', [{ hit: hit(), evidence: evidenceOf(here) }])))
    const said = { host: null, date: null, requestId: 'r', at: here.now() }
    const through = async () => ({ ok: false as const, code: 'ThrottlingException', message: 'Rate exceeded', ...said })
    const { owed } = await here.run([], { timelines: [ref], through })
    expect(owed[home]?.findings.length).toBe(2)
    const next = await here.run([])
    expect([next.owed, incidents(here).length, field(hits(here)[0], 'timeline/key')]).toEqual([{}, 1, ref.key])
  })

  it('because Security Hub was off is told once it is on', async () => {
    const here = makeAccount()
    disableHub(here.state, home)
    await withIncident(here)
    enableHub(here.state, home, here.now())
    await here.run([])
    expect(incidents(here).length).toBe(1)
  })

  it('is not made up where the timeline is gone', async () => {
    const here = makeAccount()
    await here.run([judged([], cluster(), [hit()])])
    const ref = await put(here, timeline(here.now(), incident('first', [{ hit: hit(), evidence: evidenceOf(here) }])))
    here.store.objects.delete(ref.key)
    await here.run([], { timelines: [ref] })
    expect(incidents(here)).toEqual([])
  })
})

/** What an account without refusals calls the incident. */
const idsOf = async (_: Here): Promise<string[]> => {
  const other = makeAccount()
  await withIncident(other)
  return incidents(other).map(({ Id }) => String(Id).replace('eks-evidence/', ''))
}

describe('what the Hub would forget', () => {
  const agedBy = async (days: number, change: (finding: Found) => void = () => undefined) => {
    const here = makeAccount([home], { daily: true })
    await withIncident(here)
    const [first] = incidents(here)
    if (first) change(first)
    here.at(plus(here.now(), days * 86_400))
    const now = here.now()
    await here.run([])
    const [found] = incidents(here)
    return { isNew: found?.UpdatedAt === now, found, first }
  }

  it('is sent again after sixty days while nobody decided on it, as it was', async () => {
    const { isNew, found, first } = await agedBy(61)
    expect([isNew, found?.Description, found?.RelatedFindings]).toEqual([
      true,
      first?.Description,
      first?.RelatedFindings,
    ])
  })
  it('is not sent again before', async () => expect((await agedBy(59)).isNew).toBe(false))
  it.each(['RESOLVED', 'SUPPRESSED'])('may be forgotten once it is %s', async (Status) => {
    const { isNew } = await agedBy(61, (finding) => Object.assign(finding, { Workflow: { Status } }))
    expect(isNew).toBe(false)
  })
})

it('is all that is sent again, were the Hub to show everything, whatever is asked', async () => {
  const here = makeAccount([home], { daily: true })
  await withIncident(here)
  await here.run([judged(verdict('fail', 'a'))])
  here.at(plus(here.now(), 61 * 86_400))
  const through: typeof here.send = Object.assign(
    async (action: Action, input: unknown, region: string) =>
      here.send(action, action === 'securityhub:GetFindings' ? { Filters: {}, MaxResults: 100 } : input, region),
    { calls: here.send.calls },
  )
  const before = here.imports().length
  here.standing.clear()
  await here.run([], { through })
  const sent = here
    .imports()
    .slice(before)
    .flatMap(({ findings }) => findings.map(({ GeneratorId }) => GeneratorId))
  expect(sent.sort()).toEqual(['eks-evidence/heartbeat', 'eks-evidence/incident'])
})

describe('hostile text', () => {
  const long = 'x'.repeat(5_000)
  it.each([
    ['markup', '<img src=x onerror=alert(1)>"\'&'],
    ['bidi', 'user\u202Egnp.exe\u2066'],
    ['control characters', 'a\u0000b\u001b[31mc\r\nd\u2028e'],
    ['ten thousand characters', long],
    ['pairs', '😀'.repeat(3_000)],
    ['blanks', ' \n\t '],
  ])('in every place stays within the limits: %s', async (_, text) => {
    const here = makeAccount()
    const bad = hit({ reason: text, user: text, actor: text })
    const marks = { principals: [text, `${text}2`], keys: [text], sessions: [text], sourceIPs: [text], objects: [text] }
    await here.run([judged([], cluster(), [bad])])
    const one = incident('first', [{ hit: bad, evidence: evidenceOf(here) }], { marks })
    const looked = [{ where: 'audit-log' as const, found: 1, shown: 1, not: text }]
    const ref = await put(here, timeline(here.now(), one, { looked }))
    const { failures } = await here.run([], { timelines: [ref] })
    const sent = here.imports().flatMap(({ findings }) => findings)
    expect([failures, sent.length]).toEqual([[], 3])
    expect(sent.flatMap((finding) => breaches(finding as never))).toEqual([])
  })
})

it('is remembered in the record in canonical form, for as long as others can go on with it', async () => {
  const here = makeAccount()
  await withIncident(here)
  const record = await here.run([])
  expect(Object.keys(readPublished(writePublished(record)).incidents)).toEqual([idOf('first')])
  here.at(plus(here.now(), 4 * 86_400))
  expect((await here.run([])).incidents).toEqual({})
})
