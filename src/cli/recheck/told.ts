// What recheck finds, as it finds it: for people, or as one JSON object.

import { visible } from '../../audit-log/visible.ts'
import type { Difference, Rechecked } from '../../prove/recheck/recheck.ts'
import { paint } from '../terminal.ts'
import { differenceText } from './difference-text.ts'
import { summaryText } from './summary-text.ts'
import { written } from './written.ts'

export type Found = AsyncGenerator<Difference, Rechecked>

/** `{"differences":[...], ...}`: nothing of it is held but what is being written. */
export const asJson = async (all: Found): Promise<Rechecked> => {
  // What throws before anything was found leaves no half of an object on stdout.
  for (let before = '{"differences":['; ; before = ',\n') {
    const { value, done } = await all.next()
    if (!done) await written(`${before}${JSON.stringify(value)}`)
    else {
      await written(`${before === ',\n' ? '' : before}],${JSON.stringify(value).slice(1)}\n`)
      return value
    }
  }
}

/** Where the same comes out otherwise in the same way in many slots: the first is shown, all are counted. */
export type Seen = { what: string; at: string; change: string; slots: number; first: string; last: string }

export const asText = async (all: Found, config: string | undefined, clear: () => void): Promise<Rechecked> => {
  const seen = new Map<string, Seen>()
  for (;;) {
    const { value, done } = await all.next()
    if (done) {
      clear()
      await written(`${summaryText(value, [...seen.values()], config)}\n`)
      return value
    }
    const one = seenIn(value)
    const name = JSON.stringify([one.what, value.subject.id, value.subject.bornAt, one.change])
    const known = seen.get(name)
    if (known) {
      known.slots += 1
      if (one.first < known.first) known.first = one.first
      if (one.last > known.last) known.last = one.last
      continue
    }
    seen.set(name, one)
    clear()
    await written(`${paint('bold', `${one.what} at ${one.at}: ${one.change}`)}\n${differenceText(value)}\n\n`)
  }
}

const seenIn = (one: Difference): Seen => {
  const { subject, slot } = one
  const what = one.kind === 'hits' ? one.detection : one.control
  const change =
    one.kind === 'hits' ? 'hits' : `${one.stored?.outcome ?? 'none stored'} -> ${one.now?.outcome ?? 'none now'}`
  return {
    what: visible(what, 40),
    at: visible(subject.name, 60),
    change,
    slots: 1,
    first: slot.start,
    last: slot.start,
  }
}
