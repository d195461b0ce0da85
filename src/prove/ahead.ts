// Asks for what is looked at next while it looks at what is here: over a network nearly all of verify's time is waiting.
import type { Ref } from '../model.ts'

/** So many objects at once, and no more bytes of them than may lie in memory; one alone may be larger. */
const most = 16
const mostBytes = 16 * 1024 * 1024

type At = Pick<Ref, 'key' | 'versionId' | 'bytes'>

export type Ahead<T> = {
  /** What will be taken, in this order. What was expected before and nobody took is dropped. */
  expect(refs: readonly At[]): void
  /** What was not expected is asked for now. Rejects as the asking did. */
  take(ref: At): Promise<T>
}

export const makeAhead = <T>(get: (ref: At) => Promise<T>): Ahead<T> => {
  let queue = new Map<string, At>()
  let asked = new Map<string, { bytes: number; answer: Promise<T> }>()
  let bytes = 0

  const fill = (): void => {
    for (const [name, ref] of queue) {
      if (asked.size >= most || (asked.size > 0 && bytes + ref.bytes > mostBytes)) return
      queue.delete(name)
      const answer = get(ref)
      answer.catch(() => undefined) // told to whoever takes it
      asked.set(name, { bytes: ref.bytes, answer })
      bytes += ref.bytes
    }
  }

  return {
    expect(refs) {
      queue = new Map(refs.map((ref) => [nameOf(ref), ref]))
      asked = new Map()
      bytes = 0
      fill()
    },
    take(ref) {
      const name = nameOf(ref)
      const one = asked.get(name)
      if (!one) {
        queue.delete(name)
        return get(ref)
      }
      asked.delete(name)
      bytes -= one.bytes
      fill()
      return one.answer
    },
  }
}

const nameOf = ({ key, versionId }: At): string => `${key} ${versionId ?? ''}`
