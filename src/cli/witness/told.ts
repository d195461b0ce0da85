// What witness did, as a person reads it and as JSON.
import type { Anchor } from '../../anchors/anchor.ts'
import type { Token } from '../../anchors/timestamp-token.ts'
import type { Witnessed } from '../../anchors/witness.ts'

/** `held`: whether an authority was named that it is of. */
export type Stamp = Pick<Token, 'at' | 'authority'> & { file: string; held: boolean }
export type Done = {
  file: string
  witnessed: Witnessed
  newest: Anchor | undefined
  stamp: Stamp | undefined
  /** Of the store's head. */
  notes: string[]
}

export const asJson = ({ file, witnessed, newest, stamp, notes }: Done): string => {
  const { append: appended, known, older } = witnessed
  return JSON.stringify({ file, appended, known, older, newest: newest ?? null, stamp: stamp ?? null, notes })
}

export const asText = ({ file, witnessed, newest, stamp, notes }: Done): string => {
  const { append, known, older } = witnessed
  const late = (one: Anchor): string => (older.includes(one) ? '  (older than the newest that you held)' : '')
  const lines = [
    ...notes,
    ...append.map((one) => `appended    entry ${one.sequence}  ${one.sha256}${late(one)}`),
    ...known.map((one) => `held        entry ${one.sequence}  ${one.sha256}  (the same as before)`),
    ...(stamp
      ? [`time-stamp  entry ${newest?.sequence} was there by ${stamp.at}, says ${stamp.authority}: ${stamp.file}`]
      : []),
    ...(stamp && !stamp.held ? ['            held against no certificate: name one with --tsa-certificate'] : []),
    newest ? `${file}: the newest is entry ${newest.sequence}` : `${file}: nothing is in it`,
  ]
  return lines.join('\n')
}
