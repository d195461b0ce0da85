// By which configuration a batch of the stream was to be judged: the newest one that was sealed when it came.
import { plus, seconds } from '../clock.ts'
import { type Config, configOf } from '../config.ts'
import { EvidenceError } from '../errors.ts'
import type { Tick } from '../ledger/statement.ts'
import type { Instant, Ref } from '../model.ts'
import { tickEvery } from '../plan/slots.ts'
import { type IndexLine, isSlotLine } from '../store/documents.ts'
import { parseKey } from '../store/keys.ts'
import { configReach, type Streamed } from '../store/streamed.ts'
import { objectName } from './entered.ts'
import type { Objects } from './objects.ts'

/** `isStray`: it lay in the folder of a tick that was never sealed. */
type Past = { tick: Instant; sealedAt: Instant; config: Ref; isStray: boolean }

/** `rules` undefined: it cannot be judged again. `odd`: by what it was judged, and why that was not to be expected. */
export type Ruled = { rules: Config['detections'] | undefined; odd?: string; unknown?: string }

/** Entries remembered: a batch is sealed by the tick to come, or by one that adopts it as a stray. */
const remembered = 240

export const makeStreamedConfigs = (objects: Objects) => {
  const past: Past[] = []

  const rulesOf = async (ref: Ref): Promise<Ruled['rules']> => {
    try {
      return configOf(await objects.again(ref)).detections
    } catch (error) {
      if (!(error instanceof EvidenceError) || error.code === 'STORE_UNREADABLE') throw error
      return undefined // object-present, digest and json-strict say what is there instead
    }
  }

  // What a stream could not but find: sealed when the batch came, of a tick so near that it looks there.
  const newest = ({ tick, at }: Streamed): Past | undefined =>
    past.findLast(
      (one) =>
        !one.isStray &&
        one.tick < tick &&
        seconds(one.sealedAt) <= seconds(at) &&
        isWithin(configReach, one.tick, tick),
    )

  return {
    enter({ tick, sealedAt, config }: Tick, lines: readonly IndexLine[]): void {
      for (const line of lines) {
        const key = isSlotLine(line) || line.role !== 'stray' ? undefined : parseKey(line.object.key)
        if (key?.kind === 'config' && !isSlotLine(line))
          past.push({ tick: key.tick, sealedAt, config: line.object, isStray: true })
      }
      past.push({ tick, sealedAt, config, isStray: false })
      past.splice(0, past.length - remembered)
    },

    /** Throws STORE_UNREADABLE. */
    async of(document: Streamed): Promise<Ruled> {
      const { config, tick } = document
      const near = newest(document)
      if (config === null)
        return { rules: {}, ...(near && { odd: `by no configuration, although that of ${near.tick} was sealed` }) }
      const used = past.findLast((one) => objectName(one.config) === objectName(config) && one.tick < tick)
      if (!used)
        return { rules: undefined, unknown: `by ${config.key} (${config.sha256}), which no tick before sealed` }
      const rules = await rulesOf(used.config)
      if (used.isStray) return { rules, odd: `by ${config.key}, which no tick ran with` }
      // It is looked for before the batch is judged, and put after that: the hour may change in between.
      if (!isWithin(configReach + 1, used.tick, tick))
        return { rules, odd: `by ${config.key}, which is older than a stream looks back` }
      const isOlder = near !== undefined && near.tick > used.tick && near.config.sha256 !== config.sha256
      return { rules, ...(isOlder && { odd: `by ${config.key}, although that of ${near.tick} was sealed` }) }
    },
  }
}

const isWithin = (ticks: number, from: Instant, to: Instant): boolean =>
  seconds(from) >= seconds(plus(to, -ticks * tickEvery))

export type StreamedConfigs = ReturnType<typeof makeStreamedConfigs>
