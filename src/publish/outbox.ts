// What one region is to be told: filled one finding at a time, sent in batches, every refusal tried once more by itself.
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub'
import type { Send } from '../wire.ts'
import { type Hub, isOff, isRefusal, makeHub, type Receipt, type Refusal } from './hub.ts'
import { bytesOf, limits } from './limits.ts'
import type { Published } from './published.ts'

export type Letter = {
  finding: AwsSecurityFinding
  /** Set the workflow to RESOLVED once it has arrived, unless somebody suppressed it. */
  resolve: boolean
  /** Called at most once, with why it did not arrive as a whole. */
  lost(why: Refusal): void
}

export type Outcome = { sent: number; resolved: number; suppressed: number; archived: number }

export type Outbox = {
  outcome: Outcome
  /** As the Hub's `find`, and notices that it is off. */
  find: Hub['find']
  /** Security Hub is off here: letters are lost without being sent. */
  off(): boolean
  add(letter: Letter): Promise<void>
  flush(): Promise<void>
}

/** One for each region, made when it is first asked for. */
export const makeOutboxes = (
  send: Send,
  requests: Published['requests'],
): { outbox(region: string): Outbox; outboxes: Map<string, Outbox> } => {
  const outboxes = new Map<string, Outbox>()
  const outbox = (region: string): Outbox => {
    const found = outboxes.get(region) ?? makeOutbox(makeHub(send, region, requests))
    outboxes.set(region, found)
    return found
  }
  return { outbox, outboxes }
}

export const makeOutbox = (hub: Hub): Outbox => {
  const outcome: Outcome = { sent: 0, resolved: 0, suppressed: 0, archived: 0 }
  let off: Refusal | undefined
  let batch: Letter[] = []
  let bytes = 0

  const flush = async (): Promise<void> => {
    const letters = batch
    batch = []
    bytes = 0
    if (letters.length === 0) return
    if (off) {
      for (const { lost } of letters) lost(off)
      return
    }
    const arrived = await inTwoTries(letters, (some) => hub.import(some.map(({ finding }) => finding)))
    outcome.sent += arrived.length
    outcome.archived += arrived.filter(({ finding }) => finding.RecordState === 'ARCHIVED').length
    await resolve(arrived.filter((letter) => letter.resolve))
  }

  // All at once, then each refused one alone; what is refused again is lost.
  const inTwoTries = async (letters: Letter[], attempt: (letters: Letter[]) => Promise<Receipt>): Promise<Letter[]> => {
    const { arrived, refused } = sorted(letters, await attempt(letters))
    for (const [letter, first] of refused) {
      off ??= isOff(first) ? first : undefined
      const again = sorted(
        [letter],
        off ?? (first.whole && !perhapsOne(first, letters) ? first : await attempt([letter])),
      )
      arrived.push(...again.arrived)
      for (const [, why] of again.refused) letter.lost(why)
    }
    return arrived
  }

  // Read before write: a finding that its owner suppressed stays so. What the Hub does not show yet is left for the next tick.
  const resolve = async (letters: Letter[]): Promise<void> => {
    for (const some of chunks(letters, 20)) {
      // a filter takes 20 values
      const [first] = some
      const productArn = first?.finding.ProductArn ?? ''
      const found = await hub.find({
        ProductArn: [equal(productArn)],
        Id: some.map(({ finding }) => equal(finding.Id ?? '')),
      })
      const status = isRefusal(found) ? undefined : new Map(found.map((finding) => [finding.Id, workflow(finding)]))
      const todo = some.filter((letter) => {
        const now = status?.get(letter.finding.Id)
        if (now === undefined)
          letter.lost(
            isRefusal(found) ? found : { code: 'FindingNotFound', message: 'Security Hub does not show it yet' },
          )
        if (now === 'SUPPRESSED') outcome.suppressed++
        return now !== undefined && now !== 'SUPPRESSED' && now !== 'RESOLVED'
      })
      if (todo.length === 0) continue
      const done = await inTwoTries(todo, (these) =>
        hub.resolve(
          these.map(({ finding }) => finding.Id ?? ''),
          productArn,
        ),
      )
      outcome.resolved += done.length
    }
  }

  return {
    outcome,
    async find(filters) {
      const found = off ?? (await hub.find(filters))
      if (isRefusal(found)) off ??= isOff(found) ? found : undefined
      return found
    },
    off: () => off !== undefined,
    async add(letter) {
      const size = bytesOf(letter.finding) + 1
      if (off) return letter.lost(off)
      if (size > limits.findingBytes) return letter.lost({ code: 'FindingSizeExceeded', message: `${size} bytes` })
      if (batch.length >= limits.findings || bytes + size > limits.batchBytes) await flush()
      batch.push(letter)
      bytes += size
    },
    flush,
  }
}

export const equal = (Value: string): { Value: string; Comparison: 'EQUALS' } => ({ Value, Comparison: 'EQUALS' })
export const prefix = (Value: string): { Value: string; Comparison: 'PREFIX' } => ({ Value, Comparison: 'PREFIX' })

const sorted = (letters: Letter[], receipt: Receipt): { arrived: Letter[]; refused: [Letter, Refusal][] } => {
  if (isRefusal(receipt))
    return { arrived: [], refused: letters.map((letter) => [letter, { ...receipt, whole: true }]) }
  const { refused } = receipt
  const why = (letter: Letter): Refusal | undefined => refused.get(letter.finding.Id ?? '')
  return {
    arrived: letters.filter((letter) => !why(letter)),
    refused: letters.flatMap((letter): [Letter, Refusal][] => {
      const refusal = why(letter)
      return refusal ? [[letter, refusal]] : []
    }),
  }
}

// One bad finding can make the whole input invalid. Denied, throttled or broken, after the SDK's own retries: a hundred more calls would say the same.
const perhapsOne = ({ code }: Refusal, letters: Letter[]): boolean =>
  code === 'InvalidInputException' && letters.length > 1

const workflow = (finding: Record<string, unknown>): string => {
  const { Workflow } = finding
  const status = typeof Workflow === 'object' && Workflow !== null && 'Status' in Workflow ? Workflow.Status : 'NEW'
  return typeof status === 'string' ? status : 'NEW'
}

const chunks = <T>(list: T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size))
