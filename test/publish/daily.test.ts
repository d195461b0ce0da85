// What is due once a day: the heartbeat, deadlines that pass while nobody judges, and the count of all that stands.
import { describe, expect, it } from 'vitest'
import { disableHub, enableHub } from '../../sandbox/services/security-hub.ts'
import { plus } from '../../src/clock.ts'
import type { Acceptances } from '../../src/publish/changes.ts'
import { defaultSla } from '../../src/sla.ts'
import { home, makeAccount } from './account.ts'
import { cluster, verdict } from './examples.ts'
import { breaches } from './limits-check.ts'
import { failing, judged, passing, state, unread } from './standings.ts'

type Here = ReturnType<typeof makeAccount>
const account = (on?: string[]) => makeAccount(on, { daily: true })
const day = 86_400
const beats = (here: Here) => here.findings().filter(({ GeneratorId }) => GeneratorId === 'eks-evidence/heartbeat')
const failures = (here: Here) => here.findings().filter(({ GeneratorId }) => String(GeneratorId).includes('/control/'))
const fields = (finding: Record<string, unknown> = {}) => finding.ProductFields as Record<string, string>

describe('the heartbeat', () => {
  it('says up to where evidence is sealed, and that it is no anchor', async () => {
    const here = account()
    await here.run([])
    const [beat, ...more] = beats(here)
    expect(more).toEqual([])
    expect(beat).toMatchObject({
      Description: expect.stringMatching(
        /^Sealed up to 2026-01-05T00:20:00Z as entry 7, head sha256:[0-9a-f]{64}\. In the last day 240 slots were expected: 237 read, 1 missed, 2 still owed\. A convenience, not an anchor/,
      ),
      Severity: { Label: 'INFORMATIONAL' },
      Resources: [{ Type: 'AwsAccount' }],
      UpdatedAt: '2026-01-05T00:20:00Z',
    })
    expect(breaches(beat as never)).toEqual([])
  })

  it('comes once a day, under one id', async () => {
    const here = account()
    for (let hour = 0; hour < 49; hour++) await here.run([])
    const told = here.imports().flatMap(({ findings }) => findings.map(({ UpdatedAt }) => UpdatedAt))
    expect(told).toEqual(['2026-01-05T00:20:00Z', '2026-01-06T00:20:00Z', '2026-01-07T00:20:00Z'])
    expect(beats(here).length).toBe(1)
  })

  it('is tried again in the next hour where it was refused', async () => {
    const here = account()
    await here.run([])
    const [beat] = beats(here)
    here.at('2026-01-06T00:20:00Z')
    here.state.refusals.push({ id: String(beat?.Id), code: 'InternalFailure', message: 'later', times: 2 })
    const { heartbeat, failures: said } = await here.run([])
    expect([heartbeat, said.length]).toEqual(['2026-01-05T00:20:00Z', 1])
    expect((await here.run([])).heartbeat).toBe('2026-01-06T01:20:00Z')
  })

  it('waits for the next day where Security Hub is off, so that nothing is asked every hour', async () => {
    const here = account()
    disableHub(here.state, home)
    await here.run([])
    const calls = here.send.calls.length
    await here.run([])
    expect(here.send.calls.length).toBe(calls)
    enableHub(here.state, home, here.now())
    here.at('2026-01-06T00:20:00Z')
    await here.run([])
    expect(beats(here).length).toBe(1)
  })

  it('goes to the home region alone', async () => {
    const here = account([home, 'us-east-1'])
    await here.run([])
    expect([beats(here).length, here.findings('us-east-1').length]).toEqual([1, 0])
  })
})

describe('a failure that nobody judges again', () => {
  it('is past its deadline on the day on which it passes it, and told once', async () => {
    const here = account()
    await here.run([judged(failing)])
    const seen: unknown[] = []
    for (const days of [29, 30, 31]) {
      here.at(plus('2026-01-05T01:20:00Z', days * day))
      const { figures } = await here.run([])
      const [finding] = failures(here)
      seen.push([fields(finding)['eks-evidence/sla'], finding?.UpdatedAt, figures?.past.high])
    }
    expect(seen).toEqual([
      ['in time', '2026-01-05T00:20:00Z', 0],
      ['past', '2026-02-04T01:20:00Z', 1],
      ['past', '2026-02-04T01:20:00Z', 1],
    ])
    expect(failures(here)[0]).toMatchObject({
      Description: 'Past its deadline of 2026-02-04T00:00:00Z. prod: public endpoint open to 0.0.0.0/0',
      Compliance: { Status: 'FAILED' },
    })
  })

  it('is told within the hour where it is judged', async () => {
    const here = account()
    await here.run([judged(failing)])
    here.at('2026-02-03T23:20:00Z')
    await here.run([judged(failing)])
    await here.run([judged(failing)])
    expect(failures(here)[0]?.UpdatedAt).toBe('2026-02-04T00:20:00Z')
  })

  it('is sent again every sixty days', async () => {
    const here = account()
    const old = verdict('fail', 'a', { since: '2025-01-01T00:00:00Z' })
    await here.run([judged(old)])
    const sent = new Set<unknown>()
    for (let days = 1; days <= 120; days++) {
      here.at(plus('2026-01-05T00:20:00Z', days * day))
      await here.run([])
      sent.add(failures(here)[0]?.UpdatedAt)
    }
    expect(sent.size).toBe(3)
  })

  it('says that its acceptance ends, thirty days before, and that it ended', async () => {
    const here = account()
    const by = (state?: 'ends' | 'ended'): Acceptances => ({
      'NET-01': {
        id: 'A1',
        until: '2026-03-01T00:00:00Z',
        approver: 'Chief Risk',
        ticket: 'SEC-7',
        ...(state && { state }),
      },
    })
    const said = () => [state(failures(here)[0])[0], failures(here)[0]?.Description]
    await here.run([judged(failing)], { accepted: by() })
    const first = said()
    here.at('2026-01-30T00:20:00Z')
    await here.run([], { acceptedBefore: by(), accepted: by('ends') })
    const second = said()
    here.at('2026-03-01T00:20:00Z')
    await here.run([], { acceptedBefore: by('ends'), accepted: by('ended') })
    expect([first, second, said()]).toEqual([
      [
        'WARNING',
        expect.stringMatching(/^Accepted until 2026-03-01T00:00:00Z by Chief Risk \(ticket SEC-7, A1\)\. prod: /),
      ],
      ['WARNING', expect.stringContaining('by Chief Risk (ticket SEC-7, A1), which is within 30 days. prod: ')],
      [
        'FAILED',
        expect.stringMatching(
          /^Past its deadline of 2026-02-04T00:00:00Z\. No longer accepted: it was until 2026-03-01T00:00:00Z by Chief Risk/,
        ),
      ],
    ])
  })
})

describe('the figures', () => {
  const three = [cluster('a'), cluster('b'), cluster('c')]
  it('count what fails, is unread, accepted and past its deadline, over all that stand', async () => {
    const here = account()
    const old = verdict('fail', 'a', { since: '2025-01-01T00:00:00Z' })
    const { figures } = await here.run([judged(old, three[0]), judged(unread, three[1]), judged(passing, three[2])])
    expect(figures).toMatchObject({
      counted: '2026-01-05T00:20:00Z',
      failing: { critical: 0, high: 2, medium: 0, low: 0 },
      past: { high: 1 },
      unread: 1,
      accepted: 0,
    })
  })

  it('go on by what changes, and come to what a count of everything comes to', async () => {
    const here = account()
    await here.run(three.map((one) => judged(failing, one)))
    const on = await here.run([judged(passing, three[0]), judged(unread, three[1])])
    expect(on.figures).toMatchObject({ counted: '2026-01-05T00:20:00Z', failing: { high: 2 }, unread: 1 })
    here.at('2026-01-06T00:20:00Z')
    const anew = await here.run([])
    expect(anew.figures).toEqual({ ...on.figures, counted: '2026-01-06T00:20:00Z', remediated: [], errors: 0 })
  })

  it('leave out a subject that is gone, at once', async () => {
    const here = account()
    await here.run([judged(failing, three[0]), judged(failing, three[1])])
    here.standing.delete([...here.standing.keys()][0] ?? '')
    const { figures } = await here.run([], { retired: [three[0] ?? cluster()] })
    expect(figures?.failing.high).toBe(1)
  })

  it('count what is accepted by itself', async () => {
    const here = account()
    const accepted = { 'NET-01': { id: 'A1', until: '2026-06-30T00:00:00Z' } }
    const { figures } = await here.run([judged(verdict('fail', 'a', { since: '2025-01-01T00:00:00Z' }))], { accepted })
    expect([figures?.accepted, figures?.failing.high, figures?.past.high]).toEqual([1, 0, 0])
  })

  it('say how long a failure was open that passes now', async () => {
    const here = account()
    await here.run([judged(failing)])
    const { figures } = await here.run([judged(passing)])
    expect(figures?.remediated).toEqual([4 * day])
  })

  it('count what Security Hub refused', async () => {
    const here = account()
    disableHub(here.state, home)
    const { figures } = await here.run([judged(failing)])
    expect(figures?.errors).toBeGreaterThan(0)
  })

  it('are by the deadlines of the tick', async () => {
    const here = account()
    const sla = { now: { ...defaultSla, high: 1 }, before: defaultSla }
    here.at('2026-01-07T00:20:00Z')
    const { figures } = await here.run([judged(failing)], { sla })
    expect(figures?.past.high).toBe(1)
  })
})
