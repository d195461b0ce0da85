// Writes a file that was not there: beside its name first, so that what has the name is whole.
import { link, open, unlink } from 'node:fs/promises'
import { EvidenceError } from '../errors.ts'
import type { Sink } from '../report/bundle/zip-write.ts'

/** Throws USAGE where something lies there, or nothing can be written. A crash leaves FILE.part and nothing else. */
export const writtenOnce = async <T>(path: string, write: (sink: Sink) => Promise<T>): Promise<T> => {
  const part = `${path}.part`
  const file = await open(part, 'w').catch((cause: unknown) => refused(path, cause))
  try {
    const made = await write(async (bytes) => {
      await file.writeFile(bytes)
    })
    await file.sync()
    // A link never replaces.
    await link(part, path).catch((cause: unknown) => refused(path, cause))
    return made
  } finally {
    await file.close()
    await unlink(part)
  }
}

const refused = (path: string, cause: unknown): never => {
  const code = cause instanceof Error && 'code' in cause ? cause.code : ''
  const why = code === 'EEXIST' ? 'it is there already' : cause instanceof Error ? cause.message : String(cause)
  throw new EvidenceError('USAGE', { '--out': path, why }, { hint: 'name a file that is not there yet', cause })
}
