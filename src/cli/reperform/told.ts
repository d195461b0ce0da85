// What reperform finds, as it finds it: for people, or as one JSON object.
import { written } from '../recheck/written.ts'
import { paint } from '../terminal.ts'
import { foundText } from './found-text.ts'
import type { Found, Reperformed } from './reperform.ts'
import { summaryText } from './summary-text.ts'

type All = AsyncGenerator<Found, Reperformed>

/** `{"found":[...], ...}`: nothing of it is held but what is being written. */
export const asJson = async (all: All): Promise<Reperformed> => {
  // What throws before anything was found leaves no half of an object on stdout.
  for (let before = '{"found":['; ; before = ',\n') {
    const { value, done } = await all.next()
    if (done) {
      await written(`${before === ',\n' ? '' : before}],${JSON.stringify(value).slice(1)}\n`)
      return value
    }
    await written(`${before}${JSON.stringify(value)}`)
  }
}

export const asText = async (all: All, clear: () => void): Promise<Reperformed> => {
  let outcomes = 0
  for (;;) {
    const { value, done } = await all.next()
    clear()
    if (done) {
      await written(`${summaryText(value)}\n`)
      return value
    }
    if (value.kind === 'outcome' && outcomes++ === 0) await written(`${paint('bold', 'Outcomes that differ')}\n`)
    const text = foundText(value)
    if (text !== '') await written(`${text}\n\n`)
  }
}
