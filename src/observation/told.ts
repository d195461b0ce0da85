// What an observation that was put down holds already: the same answers to the same questions, so that a source that is
// asked to begin anew comes to where it was, and goes on from there.
import { identity } from '../complete.ts'
import type { Action, Exchange } from '../model.ts'
import { exchangesOf, type Part } from './read.ts'

export type Told = {
  /** The next stored answer to this question, once each, in the order of the lines; undefined where it is still to be asked. */
  next(action: Action, input: unknown): Exchange | undefined
  /** Whether stored answers are left that nothing asked for yet. */
  isMore(): boolean
}

/** Of many parts one is open at a time: the questions come again in the order of the lines. */
export const toldBy = (parts: readonly Part[]): Told => {
  const places = new Map<string, { part: number; line: number }[]>()
  let open = { part: -1, exchanges: [] as Exchange[] }
  const opened = (part: number): Exchange[] => {
    const found = parts[part]
    if (open.part !== part && found) open = { part, exchanges: [...exchangesOf([found])] }
    return open.exchanges
  }
  let left = 0
  for (const part of parts.keys()) {
    for (const [line, { action, input }] of opened(part).entries()) {
      const question = `${action} ${identity(input)}`
      const known = places.get(question) ?? []
      known.push({ part, line })
      places.set(question, known)
      left += 1
    }
  }
  return {
    next(action, input) {
      const place = places.get(`${action} ${identity(input)}`)?.shift()
      if (!place) return undefined
      left -= 1
      return opened(place.part)[place.line]
    },
    isMore: () => left > 0,
  }
}
