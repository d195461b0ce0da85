// The story as a person reads it: what happened, and below it what the evidence says.
import { clip, count, paint, wrapped } from '../../src/cli/terminal.ts'
import { plus, seconds } from '../../src/clock.ts'
import type { Instant, Slot } from '../../src/model.ts'
import type { Run } from './runs.ts'
import type { SlotsSeen } from './slots-seen.ts'
import type { AroundSeen, HitsSeen, Told } from './story-seen.ts'
import type { VerdictsSeen } from './verdicts-seen.ts'

export const columns = 100
const indent = '      '

export const storyText = (story: Told[]): string =>
  story
    .flatMap((told) => [
      `  ${wrapped(`${minute(told.from)}  ${told.what}`, columns - 2, 20)}`,
      ...said(told).map((line) => paint('dim', indent + wrapped(line, columns - indent.length, indent.length + 2))),
    ])
    .join('\n')

const said = (told: Told): string[] => {
  const lines = [
    ...told.hits.map(hitText),
    ...told.around.map(aroundText),
    ...told.verdicts.map(verdictsText),
    ...gapText(told),
    ...lifeText(told),
    ...told.slots.map(slotsText),
  ]
  return lines.length > 0 ? lines : ['nothing in the evidence shows it']
}

const hitText = ({ detections, severity, reason, tick }: HitsSeen): string =>
  clip(
    `${detections.join(' and ')} (${severity}${detections.length > 1 ? ' at most' : ''}), sealed in the tick ${minute(tick)}: ${shortened(reason)}`,
    2 * columns - 20,
  )

const aroundText = ({ key, lines }: AroundSeen): string =>
  `around it  ${lines.map(([where, number]) => `${count(number, 'line')} of ${where}`).join(', ')}: ${key}`

const verdictsText = ({ controls, runs }: VerdictsSeen): string => {
  const [first, ...later] = runs
  const name = `${controls.join(', ')}  `
  const other = later.filter(({ outcome }) => outcome !== first?.outcome)
  if (first && other.length === 0) {
    const reasons = heads(runs.map(({ reason }) => shortened(reason)))
    return `${name}${first.outcome} all along; the reason changed ${slots(later[0] ?? first)}: ${reasons.join(' -> ')}`
  }
  const way = runs.map(({ outcome }) => outcome).join(' -> ')
  return `${name}${[way, ...other.map((run) => `${run.outcome} ${slots(run)}: ${clip(shortened(run.reason), 90)}`)].join('; ')}`
}

/** The beginnings of reasons, so far as they tell them apart. */
const heads = (reasons: string[]): string[] => {
  const short = reasons.map((reason) => reason.split(/[:;] /, 1)[0] ?? reason)
  const differ = short.every((one, at) => at === 0 || one !== short[at - 1])
  return (differ ? short : reasons).map((reason) => `"${clip(reason, 60)}"`)
}

const slots = ({ slots: number, first, last, tick }: Run): string =>
  number === 1
    ? `in the slot of ${slotName(first)}, read ${minute(tick)}`
    : `in ${count(number, 'slot')}, ${slotName(first)} to ${slotName(last)}`

const gapText = ({ gap }: Told): string[] => {
  if (!gap) return []
  const { from, to, hours, recordedIn, unknown } = gap
  return [
    `${count(hours, 'hour')} without a tick, ${minute(from)} to ${minute(to)}: recorded in entry ${recordedIn}`,
    ...unknown.map(
      ({ subject, controls, until }) =>
        `${subject}  ${count(controls, 'control')} unknown afterwards, ${until ? `until read again at ${minute(until)}` : 'to the end'}`,
    ),
  ]
}

const lifeText = ({ life }: Told): string[] => {
  if (!life) return []
  const { sources, tombstone } = life
  return [
    ...sources.map(
      ({ source, slots: number, read, first, last }) =>
        `${source}  ${count(number, 'slot')} from ${minute(first)} to ${minute(last)}, ${read === number ? 'all' : read} of them read in full`,
    ),
    tombstone
      ? `tombstone of the tick ${minute(tombstone.tick)}: the inventory lacks it, and ${tombstone.said}`
      : 'no tombstone',
  ]
}

const slotsText = ({ source, status, late, slots: number, attempts }: SlotsSeen): string => {
  const many = count(number, 'slot')
  if (late) return `${source}  ${many} read late: CloudWatch still held them`
  if (status === 'missed') return `${source}  ${many} missed: a state that is over cannot be read`
  return `${source}  ${many} ${status}: asked ${count(attempts, 'time')}, and lost when it was over`
}

/** Principals by their names: what stands before them is the same all over. */
const shortened = (reason: string): string => reason.replace(/arn:aws:(?:iam|sts)::\d{12}:(?:assumed-)?role\//g, '')

const minute = (at: Instant): string => `${at.slice(0, 10)} ${at.slice(11, 16)}`

const slotName = ({ start, end }: Slot): string =>
  seconds(end) - seconds(start) >= 86_400 && plus(start, 0).endsWith('T00:00:00Z') ? start.slice(0, 10) : minute(start)
