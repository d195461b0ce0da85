// The state machine with the real stages behind it, beside the command line's tick: the same evidence, whoever runs the stages.
import { beforeAll, describe, expect, it } from 'vitest'
import { runTick, type Ticking } from '../../src/cli/tick.ts'
import { plus } from '../../src/clock.ts'
import { collect } from '../../src/collect/collect.ts'
import { sha256 } from '../../src/digest.ts'
import { EvidenceError } from '../../src/errors.ts'
import { evaluate } from '../../src/evaluate/evaluate.ts'
import { open } from '../../src/ledger/dsse.ts'
import type { Instant } from '../../src/model.ts'
import { plan, type Slice } from '../../src/plan/plan.ts'
import { publishSealed } from '../../src/publish/sealed.ts'
import { seal } from '../../src/seal/seal.ts'
import { audit, born, makeLittle, smallWorld, tickAt } from '../pipeline/little.ts'
import { runMachine } from './machine.ts'

/** More than one slice of each kind, so that the machine's workers run side by side. */
const clusters = Array.from({ length: 60 }, (_, at) => ({
  name: `c${String(at).padStart(2, '0')}`,
  region: at % 2 === 0 ? 'eu-west-1' : 'us-east-1',
  born: born + at,
  public: at % 7 === 0,
}))
const ticks = [0, 1, 2, 3, 4].map(tickAt)
/** The key is out of reach at the third tick: the fourth finishes it. */
const isSignerAway = (now: Instant): boolean => now < plus(tickAt(2), 600) && now >= tickAt(2)

const makeAccount = () => {
  const little = makeLittle({ ...smallWorld(), clusters: structuredClone(clusters) })
  const times = new Map<string, number>()
  // Workers ask in any order: a request is named by its question, and not by how many came before.
  const send: Ticking['send'] = async (action, input, region) => {
    const now = little.clock.now()
    const question = `${now} ${action} ${region} ${JSON.stringify(input)}`
    const time = (times.get(question) ?? 0) + 1
    times.set(question, time)
    const requestId = sha256(`${question} ${time}`).slice('sha256:'.length, 'sha256:'.length + 32)
    if (!action.startsWith('securityhub:')) return { ...(await little.on.send(action, input, region)), requestId }
    return { host: '127.0.0.1', date: now, at: now, requestId, ok: true, text: hub(input as Asked) }
  }
  const signer: Ticking['signer'] = {
    ...little.on.signer,
    sign: async (message) => {
      if (isSignerAway(little.clock.now()))
        throw new EvidenceError('SIGNER_UNAVAILABLE', { key: 'little' }, { hint: 'the test took it away' })
      return little.on.signer.sign(message)
    },
  }
  const on: Ticking = { ...little.on, send, signer }
  return { ...little, on: { ...on, publish: async () => publishSealed(on) } }
}
type Asked = { Findings?: object[]; FindingIdentifiers?: object[] }
const hub = ({ Findings = [], FindingIdentifiers = [] }: Asked): string =>
  JSON.stringify({
    ...{ FailedCount: 0, SuccessCount: Findings.length, FailedFindings: [], Findings: [] },
    ...{ ProcessedFindings: FindingIdentifiers, UnprocessedFindings: [] },
  })

/** A change of the account before a tick. */
const change = ({ world }: ReturnType<typeof makeAccount>, at: number): void => {
  const [first] = world.clusters
  if (at === 1 && first) first.public = !first.public
  if (at === 2) world.clusters.push({ name: 'late', region: 'eu-west-1', born: born + 99, public: true })
  if (at === 3) world.clusters.splice(5, 1)
}

/** As Lambda runs a stage: what goes between two states is JSON, and an error is named by its code. */
const stage =
  <I>(run: (input: I) => Promise<unknown>) =>
  async (input: unknown): Promise<unknown> => {
    try {
      return JSON.parse(JSON.stringify(await run(JSON.parse(JSON.stringify(input)) as I)))
    } catch (error) {
      if (error instanceof EvidenceError) error.name = error.code
      throw error
    }
  }

/** `most`: how many subjects a worker gets to before its time is up; then it is called again for the rest. */
const byMachine = async (most: number) => {
  const account = makeAccount()
  const { on, clock } = account
  const calls: string[][] = []
  const ended: string[] = []
  const limited = () => {
    let begun = 0
    return { ...on, isTimeUp: () => begun++ >= most }
  }
  for (const [at, tick] of ticks.entries()) {
    change(account, at)
    clock.set(tick)
    const ran = await runMachine(
      { tick },
      {
        Plan: stage(({ tick }: { tick: Instant }) => plan(on, tick)),
        CollectSlice: stage((slice: Slice) => collect(limited(), slice)),
        EvaluateSlice: stage((slice: Slice) => evaluate(limited(), slice)),
        Seal: stage(({ tick }: { tick: Instant }) => seal(on, tick)),
        Publish: stage(() => on.publish()),
      },
    )
    calls.push(ran.names)
    ended.push(ran.ended)
  }
  return { ...account, calls, ended }
}

const byCommandLine = async () => {
  const account = makeAccount()
  const ended: string[] = []
  for (const [at, tick] of ticks.entries()) {
    change(account, at)
    account.clock.set(tick)
    ended.push(
      await runTick(account.on, tick).then(
        () => 'succeeded',
        ({ code }: EvidenceError) => code,
      ),
    )
  }
  return { ...account, ended }
}

type Ran = Awaited<ReturnType<typeof byCommandLine>>
/** Everything that was put, by key. Of an envelope its payload: a signature of ECDSA is another each time. */
const put = ({ memory }: Ran): Record<string, string> =>
  Object.fromEntries(
    [...memory.objects].map(([key, [held]]) => {
      const body = held?.body ?? new Uint8Array()
      return [key, Buffer.from(key.startsWith('ledger/') ? open(body).payload : body).toString('latin1')]
    }),
  )

let cli: Ran
beforeAll(async () => {
  cli = await byCommandLine()
})

describe.each([
  ['in one call per slice', Number.POSITIVE_INFINITY],
  ['with workers that are called again and again', 7],
])('the state machine, %s', (_, most) => {
  let machine: Awaited<ReturnType<typeof byMachine>>
  beforeAll(async () => {
    machine = await byMachine(most)
  })

  it('seals the statements that the command line seals, byte for byte', () => {
    const [ours, theirs] = [put(machine), put(cli)]
    const entries = Object.keys(theirs).filter((key) => key.startsWith('ledger/'))
    expect(entries).toHaveLength(ticks.length)
    for (const key of entries) expect(ours[key]).toBe(theirs[key])
  })

  it('puts what the command line puts, under the same keys', () => {
    const [ours, theirs] = [put(machine), put(cli)]
    expect(Object.keys(ours).sort()).toEqual(Object.keys(theirs).sort())
    expect(Object.keys(theirs).filter((key) => ours[key] !== theirs[key])).toEqual([])
  })

  it('runs more than one slice at a time', () => {
    for (const names of machine.calls) {
      const collected = names.filter((name) => name === 'CollectSlice').length
      expect(collected).toBeGreaterThan(most === 7 ? 8 : 1)
    }
  })

  it('fails where the key is out of reach, and finishes that tick with the next', () => {
    expect(cli.ended).toEqual(['succeeded', 'succeeded', 'SIGNER_UNAVAILABLE', 'succeeded', 'succeeded'])
    expect(machine.ended.map((one) => one === 'succeeded')).toEqual([true, true, false, true, true])
  })

  it('leaves what an auditor finds whole, but for the hour without a key and what was read late', async () => {
    const { said } = await audit(machine.memory, ticks.length)
    const named = new Set(said.map((one) => one.split(' ').slice(0, 2).join(' ')))
    expect([...named].sort()).toEqual(['deviation seal-delayed', 'deviation slot-read'])
  })
})
