// What the store itself vouches for, object by object: lock, kind of put, time. A folder cannot tell any of it.
import { plus, seconds } from '../clock.ts'
import type { Tick } from '../ledger/statement.ts'
import type { Instant, Ref, Slot } from '../model.ts'
import type { Custody, Store } from '../store/store.ts'
import type { Findings } from './checks.ts'
import type { Pins } from './pins.ts'

/** What an object is, as far as its time can be judged: evidence of a slot, or written by its tick. */
export type Placed =
  | { tick: Tick; role: 'ledger' | 'tick' | 'published' }
  | { tick: Tick; role: 'slot'; kind: 'state' | 'window'; slot: Slot }

/** Between two clocks of AWS and a request that is retried. */
export const slack = 15 * 60
const year = 365 * 86_400

export type Custodian = {
  /** When S3 itself wrote it, under lock and in one request; undefined where nobody can tell. */
  written(ref: Pick<Ref, 'key' | 'versionId'>): Promise<Instant | undefined>
  /** `told`: what came with the bytes. Where that shows no lock, the store is asked once more for it alone. */
  hold(
    ref: Pick<Ref, 'key' | 'versionId' | 'sha256'>,
    placed: Placed,
    told: Custody | undefined,
  ): Promise<Custody | undefined>
}

export const makeCustodian = (store: Store, pins: Pins, findings: Findings): Custodian => ({
  async written(ref) {
    const custody = await store.custody(ref)
    if (custody === 'cannot-tell' || custody.mode !== 'COMPLIANCE') return undefined
    return custody.sha256 !== null && oddities(custody, custody.sha256).length === 0 ? custody.at : undefined
  },
  async hold({ key, versionId, sha256 }, placed, told) {
    const custody = told && told.mode !== 'none' ? told : await store.custody({ key, versionId })
    if (custody === 'cannot-tell') return undefined
    const { mode, until } = custody
    findings.hold('lock-mode', mode === 'COMPLIANCE', key, mode === 'none' ? 'not locked' : `locked in ${mode} mode`)
    const covered = until !== null && seconds(until) >= seconds(pins.period.end) + year
    findings.hold('lock-covers-period', covered, key, `locked until ${until ?? 'never'}`)
    const odd = oddities(custody, sha256)
    findings.hold('put-kind', odd.length === 0, key, odd.join('; '))
    time(findings, key, custody.at, placed)
    return custody
  },
})

// Only for an object put in one request by S3 itself does LastModified mean when it was written.
const oddities = (
  { etag, sha256, checksumType, replication, storageClass, encryption }: Custody,
  sealed: string,
): string[] => [
  ...(etag.includes('-') ? ['put in parts: S3 shows when that was begun'] : []),
  ...(replication === null ? [] : [`replication status ${replication}: replicas keep the time of their original`]),
  ...(sha256 === null ? ['no SHA-256 of S3'] : sha256 === sealed ? [] : ["S3's SHA-256 is another"]),
  ...(checksumType === null || checksumType === 'FULL_OBJECT' ? [] : [`checksum of type ${checksumType}`]),
  ...(storageClass === null || storageClass === 'STANDARD' ? [] : [`storage class ${storageClass}`]),
  ...(encryption === 'AES256' ? [] : [`encrypted with ${encryption ?? 'nothing'}, not with S3's own key`]),
]

const time = (findings: Findings, key: string, at: Instant, placed: Placed): void => {
  const { tick } = placed
  if (placed.role === 'ledger') {
    const apart = Math.abs(seconds(at) - seconds(tick.sealedAt))
    findings.hold('seal-clock', apart <= slack, key, `sealed at ${tick.sealedAt}, written at ${at}`)
    return
  }
  const from =
    placed.role === 'slot'
      ? placed.kind === 'state'
        ? placed.slot.start
        : placed.slot.end
      : placed.role === 'tick'
        ? tick.tick
        : null
  const end = placed.role === 'slot' && placed.kind === 'state' ? placed.slot.end : tick.sealedAt
  const last = plus(seconds(end) < seconds(tick.sealedAt) ? end : tick.sealedAt, slack)
  const holds = (from === null || seconds(at) >= seconds(from)) && seconds(at) <= seconds(last)
  findings.hold(
    'slot-time',
    holds,
    key,
    `written at ${at}; it belongs between ${from ?? 'the tick before'} and ${last}`,
  )
}
