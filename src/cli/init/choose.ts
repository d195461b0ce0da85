// What init must know: the period and the regions, given or asked for.
import { periodOf } from '../given-pins.ts'
import type { Chosen } from './config-text.ts'

/** `question` undefined: nobody is there to answer, and what was not given stays open. Throws USAGE for a period that is none. */
export const choose = async (
  { period, regions }: { period?: string; regions?: string },
  question: ((text: string) => Promise<string>) | undefined,
): Promise<Chosen> => {
  const asked = async (given: string | undefined, text: string): Promise<string> =>
    (given ?? (await question?.(text)) ?? '').trim()
  const span = await asked(period, 'The audit period, START..END in UTC, or nothing if it is not known yet: ')
  const known = span === '' ? undefined : periodOf(span)
  const names = await asked(regions, 'Regions, with commas between, or nothing for all: ')
  return { period: known, regions: regionsOf(names) }
}

const regionsOf = (names: string): Chosen['regions'] =>
  names === '' || names === 'all' ? 'all' : names.split(',').map((name) => name.trim())
