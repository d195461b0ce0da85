// What a day costs in API calls, by whom they are about and by source; what of it is asked twice; and what a reading stores.
import { identity } from '../src/complete.ts'
import { type Day, day, type Place, placeOf, type Reading } from './day.ts'
import { asked, type Figure, rounded, tell } from './figure.ts'
import { storedFigures } from './stored.ts'

const { quick } = asked()
const today = await day(quick)
const { hours, many, held, readings } = today
const days = hours / 24
const figures: Figure[] = []
const note = (name: string, value: number, unit: string, how: string): void => {
  figures.push({ name, value: rounded(value), unit, how })
}
const linesOf = (all: Reading[]): number => all.reduce((sum, { lines }) => sum + lines.length, 0)

// Without faults there are no retries: each call of a source stands as a line in what it read. Each call of the rest is the tick's.
const byPlace = Map.groupBy(readings, ({ subject }) => placeOf(subject, held))
for (const place of Object.keys(many) as Place[]) {
  const own = byPlace.get(place) ?? []
  const share = many[place] * days
  const all = linesOf(own)
  note(`all per ${place} and day`, all / share, 'calls', `${all} calls in ${hours} ticks`)
  const bySource = [...Map.groupBy(own, ({ source }) => source)].toSorted(([, a], [, b]) => linesOf(b) - linesOf(a))
  for (const [source, of] of bySource)
    note(
      `${source} per ${place} and day`,
      linesOf(of) / share,
      'calls',
      `${linesOf(of)} calls in ${of.length} readings`,
    )
}

const counted = (all: Iterable<string>): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1)
  return counts
}
const bySources = counted(readings.flatMap(({ lines }) => lines.map(({ action }) => action)))
// The service as IAM spells it.
const nameOf = (service: string): string => (service === 'monitoring' ? 'cloudwatch' : service)
const rest = [...counted(today.calls.map(({ service, operation }) => `${nameOf(service)}:${operation}`))]
  .map(([name, count]): [string, number] => [name, count - (bySources.get(name) ?? 0)])
  .filter(([, count]) => count > 0)
  .toSorted(([, a], [, b]) => b - a)
const ofStages = rest.reduce((sum, [, count]) => sum + count, 0)
note('all per tick beside the sources', ofStages / hours, 'calls', `${ofStages} calls in ${hours} ticks`)
for (const [name, count] of rest) note(`${name} per tick`, count / hours, 'calls', `${count} calls in ${hours} ticks`)

// Polls of one query are the same question, and are meant to be: what counts stands in another observation.
const again = (all: Reading[], of: (reading: Reading) => string): number => {
  const seen = new Map<string, Reading>()
  let twice = 0
  for (const reading of all) {
    for (const { action, input } of reading.lines) {
      const question = `${of(reading)} ${reading.subject.region} ${action} ${identity(input)}`
      const first = seen.get(question)
      if (first === undefined) seen.set(question, reading)
      else if (first !== reading) twice += 1
    }
  }
  return twice
}
const total = linesOf(readings)
const collected = readings.filter(({ source }) => source !== 'inventory' && source !== 'regions')
for (const [name, all, of] of [
  [
    'of one subject, asked by more than one of its readings in one tick',
    collected,
    ({ tick, subject }: Reading) => `${tick} ${subject.id}`,
  ],
  ['of anybody, asked more than once in one tick', readings, ({ tick }: Reading) => tick],
] as const) {
  const twice = again(all, of)
  note(name, (100 * twice) / linesOf(all), '% of the calls', `${twice} of ${linesOf(all)}`)
}
figures.push(...storedFigures(today satisfies Day, held))

const refused = today.calls.filter(({ code }) => code === 'SandboxDefect' || code === 'UnknownOperationException')
tell({
  bench: 'calls',
  quick,
  conditions: `${many.cluster} clusters and ${many.repository} repositories of ${today.images} images in ${many.region} regions, ${many['idle region']} more regions that hold nothing, and the stack itself; hourly ticks at the default cadences, ${quick ? 'after a first one' : 'after four days'}; ${total} calls of sources; no faults and so no retries, polls of a query among them; one process that remembers what it read from the store, where Lambda's functions read plan and ledger each for themselves`,
  figures,
  faults: refused.map(({ service, operation, code }) => `${service}:${operation}: ${code}`),
})
