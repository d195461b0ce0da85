// Writes tables where they were asked for, piece by piece.
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { EvidenceError } from '../../errors.ts'
import type { Piecewise } from '../../report/tables/tables.ts'
import { count } from '../terminal.ts'

/** Into a folder, or the first alone into a file that ends in `.csv`; what is there is replaced. Returns what to say. Throws USAGE. */
export const writeTables = (path: string, files: readonly Piecewise[]): string => {
  try {
    if (/\.csv$/i.test(path)) {
      if (files[0]) write(path, files[0])
      return `written     ${path}`
    }
    mkdirSync(path, { recursive: true })
    for (const file of files) write(join(path, file.name), file)
    return `written     ${count(files.length, 'table')} to ${path}`
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause) || cause instanceof EvidenceError) throw cause
    const hint = 'name a folder, or a file that ends in .csv, that can be written'
    throw new EvidenceError('USAGE', { '--csv': path, why: cause.message }, { hint, cause })
  }
}

const write = (path: string, { pieces }: Piecewise): void => {
  const file = openSync(path, 'w')
  try {
    for (const piece of pieces()) writeSync(file, piece)
  } finally {
    closeSync(file)
  }
}

export const writePieces = (to: NodeJS.WritableStream, { pieces }: Piecewise): void => {
  for (const piece of pieces()) to.write(piece)
}
