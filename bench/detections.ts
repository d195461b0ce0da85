// npm run bench:detections: recall and precision on labelled cases of others, each counted by its vendor's stance, and what the
// detections tell of a day of a healthy cluster. Figures as JSON, tables on stderr.
import { detections } from '../gen/registry.ts'
import { absent, falcoCases, pantherCases } from './detections/cases.ts'
import { differences } from './detections/differences.ts'
import { quietDay } from './detections/quiet-day.ts'
import { differing, isOfCreation, type Score, type Scored, score, scored } from './detections/score.ts'
import { answered, unanswered } from './detections/stances.ts'
import { table } from './detections/table.ts'
import { asked, type Figure, rounded, tell } from './figure.ts'

const { quick } = asked()
const print = (...lines: string[]): void => void process.stderr.write(`${lines.join('\n')}\n`)

const cases = [...(absent.includes('Falco') ? [] : falcoCases()), ...(absent.includes('Panther') ? [] : pantherCases())]
const judged = scored(detections, cases)
// The same by the settings that a deployment begins with.
const byDefault = scored(
  detections,
  cases.map((one) => ({ ...one, answered: { ...one.answered, rules: {} } })),
)
const scoreOf = (own: readonly Scored[]): string[] => {
  const { cases, expected, found, both, recall, precision } = score(own)
  return [`${cases}`, `${expected}`, `${found}`, `${both}`, percent(recall), percent(precision)]
}
const percent = (share: number): string => (Number.isNaN(share) ? '-' : share.toFixed(3))
const figuresOf = (name: string, { recall, precision }: Score, how: string): Figure[] =>
  Object.entries({ recall, precision }).flatMap(([what, value]) =>
    Number.isNaN(value) ? [] : [{ name: `${what}, ${name}`, value: rounded(value), unit: 'share', how }],
  )

for (const vendor of absent) print(`skipped: no cases of ${vendor} beside the project`)
const head = ['cases', 'expected', 'found', 'both', 'recall', 'precision']
const byAnswer = [...Map.groupBy(judged, ({ answered: { ours } }) => ours.join(', '))].sort(([a], [b]) =>
  a < b ? -1 : 1,
)
const created = judged.filter((one) => one.expected || isOfCreation(one))
print(
  'How each vendor counts',
  table(
    ['vendor', 'rule', 'ours', 'attempts', 'system principals', 'because'],
    answered.map((one) => [one.vendor, one.answers.join('; '), one.ours.join(' '), one.attempts, one.systems, one.why]),
  ),
  '',
  table(
    ['answered by', ...head],
    [
      ...byAnswer.map(([ours, own]) => [ours, ...scoreOf(own)]),
      ...[...Map.groupBy(judged, ({ answered: { vendor } }) => vendor)].map(([vendor, own]) => [
        vendor,
        ...scoreOf(own),
      ]),
      ['all', ...scoreOf(judged)],
      ['all but later changes', ...scoreOf(created)],
      ['all, by our defaults', ...scoreOf(byDefault)],
    ],
  ),
  '',
  'Where we differ',
  table(
    ['', 'by', 'case', 'why'],
    differing(judged).map((one) => [
      one.expected ? 'not found' : 'not wanted',
      one.answered.ours.join(' '),
      one.name,
      differences[one.name] ?? 'NO REASON KNOWN',
    ]),
  ),
  '',
  'Rules that nothing here answers',
  table(['rule', 'why'], Object.entries(unanswered)),
)

const { entries, told } = quietDay(detections)
print(
  '',
  `A day of a healthy cluster: ${entries} entries`,
  table(
    ['detection', 'severity', 'hits', 'findings', 'actors'],
    told.map(({ id, severity, hits, findings, actors }) => [id, severity, `${hits}`, `${findings}`, actors.join(' ')]),
  ),
)

const sum = (all: number[]): number => all.reduce((total, one) => total + one, 0)
tell({
  bench: 'detections',
  quick,
  conditions: `${judged.length} labelled cases${absent.length > 0 ? ` (without ${absent.join(', ')})` : ''} for ${answered.length} rules of others, by their stances; ${entries} entries of a healthy cluster's day`,
  figures: [
    ...figuresOf('all', score(judged), 'every case, counted as its vendor does: attempts, system principals, settings'),
    ...figuresOf('all but later changes', score(created), 'the same without updates and patches that no vendor wants'),
    ...figuresOf('all, by our defaults', score(byDefault), 'the same without setting ours as the rule is'),
    ...byAnswer.flatMap(([ours, own]) => figuresOf(ours, score(own), 'the rules that they answer')),
    {
      name: 'findings of a healthy day',
      value: sum(told.map(({ findings }) => findings)),
      unit: 'count',
      how: 'one per detection, actor and day',
    },
    ...(['high', 'medium', 'low'] as const).map((severity) => ({
      name: `findings of a healthy day, ${severity}`,
      value: sum(told.filter((one) => one.severity === severity).map(({ findings }) => findings)),
      unit: 'count',
      how: 'of them',
    })),
  ],
  faults: [],
})
