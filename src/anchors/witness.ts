// What somebody was told now, held against what they were told before: appended, known already, or another history.
import { EvidenceError } from '../errors.ts'
import type { Digest } from '../model.ts'
import type { Anchor } from './anchor.ts'

export type Witnessed = {
  /** In the order in which they were told, each once. */
  append: Anchor[]
  known: Anchor[]
  /** Of those to append: older than the newest known before. A head goes forward; a mail may be read late. */
  older: Anchor[]
}

/** Throws ANCHOR_CONTRADICTED with every contradiction, USAGE where they are of two ledgers. Nothing is to be appended then. */
export const witness = (before: readonly Anchor[], told: readonly Anchor[]): Witnessed => {
  oneLedger([...before, ...told])
  const known = new Map<number, Digest>()
  const faults: string[] = []
  const add = ({ sequence, sha256 }: Anchor, where: string): boolean => {
    const other = known.get(sequence)
    if (other === undefined) known.set(sequence, sha256)
    else if (other !== sha256) faults.push(`entry ${sequence}: known as ${other}, ${where} ${sha256}`)
    return other === undefined
  }
  for (const one of before) add(one, 'and the same file says')
  const newest = newestOf(before)?.sequence ?? 0
  const append = told.filter((one) => add(one, 'and now told as'))
  if (faults.length > 0) throw contradicted(faults)
  return {
    append,
    known: told.filter((one) => !append.includes(one)),
    older: append.filter(({ sequence }) => sequence < newest),
  }
}

export const newestOf = (anchors: readonly Anchor[]): Anchor | undefined =>
  anchors.reduce<Anchor | undefined>(
    (newest, one) => (newest && newest.sequence >= one.sequence ? newest : one),
    undefined,
  )

export const contradicted = (faults: string[]): EvidenceError =>
  new EvidenceError(
    'ANCHOR_CONTRADICTED',
    { faults },
    { hint: 'one of them was made up afterwards: keep both, append nothing, and ask for the ledger itself' },
  )

const oneLedger = (all: readonly Anchor[]): void => {
  const ledgers = new Set(all.flatMap(({ ledger }) => ledger ?? []))
  if (ledgers.size <= 1) return
  throw new EvidenceError('USAGE', { ledgers: [...ledgers] }, { hint: 'keep a file of anchors for each ledger' })
}
