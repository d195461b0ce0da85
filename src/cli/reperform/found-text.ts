// One observation or outcome as people read it. All of it comes from the account or from AWS: it is made visible and bounded.
import { visible } from '../../audit-log/visible.ts'
import type { Changed, Compared } from '../../prove/reperform/compare.ts'
import type { LogCompared } from '../../prove/reperform/log-rows.ts'
import { refText } from '../recheck/difference-text.ts'
import { clip, count, paint, wrapped } from '../terminal.ts'
import type { Found, Observed } from './reperform.ts'

/** Fields and refusals of one observation, and characters of a value: --json has them all. */
const shown = 10
const longest = 300

/** Empty where nothing differs and everything was compared. */
export const foundText = (one: Found): string => {
  if (one.kind === 'outcome') {
    const { control, subject, stored, live } = one
    const change =
      stored.outcome === live.outcome ? `${live.outcome}, for another reason` : `${stored.outcome} -> ${live.outcome}`
    return [
      paint('bold', `${control} at ${visible(subject.name, 60)}: ${change}`),
      row('subject', subject.id),
      row('stored', `${stored.outcome}: ${stored.reason}`),
      row('live', `${live.outcome}: ${live.reason}`),
    ].join('\n')
  }
  const said = 'log' in one ? ofLog(one.log) : ofAnswers(one.compared)
  return said.length === 0 ? '' : [...heading(one), ...said].join('\n')
}

const heading = ({ source, subject, slot, storedAt, liveAt, storedBy, evidence }: Observed): string[] => [
  paint('bold', `${source} of ${visible(subject.name, 60)}`),
  row('subject', subject.id),
  row(
    'read',
    `${storedAt ?? 'never'} by ${storedBy}, for the slot from ${slot.start}; asked again ${liveAt ?? 'never'}`,
  ),
  ...evidence.slice(0, 3).map((ref) => row('evidence', refText(ref))),
]

const ofAnswers = ({ changed, more, notCompared, withheld }: Compared): string[] => {
  if (changed.length + notCompared.length === 0) return []
  return [
    ...changed.slice(0, shown).flatMap(field),
    ...(changed.length + more > shown
      ? [row('', `and ${changed.length + more - shown} more fields; --json names them`)]
      : []),
    ...notCompared
      .slice(0, shown)
      .map(({ action, input, why }) => row('not compared', `${action} ${clip(JSON.stringify(input), 200)}: ${why}`)),
    ...(notCompared.length > shown ? [row('', `and ${notCompared.length - shown} more not compared`)] : []),
    ...(withheld.length > 0 ? [row('withheld', `${withheld.join(', ')}: not compared`)] : []),
  ]
}

const field = ({ action, input, path, stored, live, storedAt }: Changed): string[] => [
  row('field', `${path} of ${action} ${clip(JSON.stringify(input), 200)}`),
  row('  stored', `${storedAt ? `read ${storedAt}: ` : ''}${clip(stored ?? 'nothing', longest)}`),
  row('  live', clip(live ?? 'nothing', longest)),
]

const ofLog = ({ stored, live, same, altered, onlyStored, onlyLive, hindered }: LogCompared): string[] => {
  if (hindered) return [row('not compared', hindered)]
  const isSame = altered.entries + onlyStored.entries + onlyLive.entries === 0 && stored.counted === live.counted
  if (isSame) return []
  const some = ({ entries, first }: { entries: number; first: string[] }) =>
    `${count(entries, 'entry', 'entries')}${entries > 0 ? `: ${first.slice(0, 5).join(', ')}` : ''}`
  return [
    row('entries', `${same} the same; counted then ${stored.counted ?? 'not'}, now ${live.counted ?? 'not'}`),
    row('altered', some(altered)),
    row('only then', some(onlyStored)),
    row('only now', some(onlyLive)),
  ]
}

const row = (name: string, text: string): string => `  ${name.padEnd(12)}  ${wrapped(visible(text, 700), 110, 16)}`
