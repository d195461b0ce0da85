// What stands beside the slots: who came and went, who is left out, what was changed and by whom, when nothing ran, what ran.
import { visible } from '../../audit-log/visible.ts'
import type { Coverage } from '../../report/coverage/coverage.ts'
import type { Period } from '../../report/period/period.ts'
import { reasonOf } from '../../report/tables/exclusions.ts'
import { clip, count } from '../terminal.ts'
import { figure, labelOf } from './rows.ts'

// What every caller begins with is the account's own.
const who = (caller: string): string => visible(caller.replace(/^arn:aws[\w-]*:(?:sts|iam)::\d{12}:/, ''), 200)

/** Lines of one kind. */
const most = 8

export const besideText = (period: Period, coverage: Coverage, width: number): string[] =>
  [
    subjects(period, coverage),
    leftOut(period),
    outages(period),
    configurations(period),
    programs(period),
    keys(period),
  ].flatMap(({ name, says, lines }) => [
    `${name.padEnd(11)} ${says}`,
    ...lines.slice(0, most).map((line) => clip(`            ${line}`, width)),
    ...(lines.length > most ? [`            and ${figure(lines.length - most)} more`] : []),
  ])

type Part = { name: string; says: string; lines: string[] }

const subjects = ({ subjects }: Period, { came, went }: Coverage): Part => ({
  name: 'subjects',
  says: `${figure(subjects.length)}; ${came.length + went.length === 0 ? 'nobody came or went' : `${figure(came.length)} came, ${figure(went.length)} went`}`,
  lines: [
    ...came.map((one) => `came  ${one.from}  ${labelOf(one)}`),
    ...went.map((one) => {
      const shown = one.tombstone
        ? `shown by ${count(one.tombstone.inventory.length, 'inventory', 'inventories')} without it and ${count(one.tombstone.notFound.length, 'answer')} that it is not there`
        : 'looked for once more before it is retired'
      return `went  ${one.vanished}  ${labelOf(one)}: ${shown}`
    }),
  ],
})

const leftOut = (period: Period): Part => {
  const { subjects, owed } = period
  const out = subjects.flatMap((one) => one.excluded.map((span) => ({ one, ...span })))
  return {
    name: 'left out',
    says: `${out.length === 0 ? 'nobody' : count(out.length, 'exclusion')}; ${owed.length === 0 ? 'nobody owed' : `${figure(owed.length)} found and not identified`}`,
    lines: [
      ...out.map(
        ({ one, rule, from, to }) =>
          `${from} to ${to ?? 'now'}  ${labelOf(one)}: ${visible(reasonOf(period, rule, from) ?? rule, 200)}`,
      ),
      ...owed.map(({ name, from, reason }) => `${from} owed  ${visible(name, 60)}: ${visible(reason, 200)}`),
    ],
  }
}

const outages = ({ outages }: Period): Part => ({
  name: 'outages',
  says:
    outages.length === 0 ? 'none' : `${figure(outages.reduce((sum, { ticks }) => sum + ticks, 0))} ticks did not run`,
  lines: outages.map(({ from, to, ticks }) => `${from} to ${to}  ${count(ticks, 'tick')}`),
})

const configurations = ({ configs }: Period): Part => {
  const changes = configs.flatMap(({ from, caller, changes }) => changes.map((one) => ({ from, caller, ...one })))
  const loosened = changes.filter((one) => one.loosened)
  return {
    name: 'rules',
    says: `${count(configs.length, 'configuration')}; ${count(changes.length, 'change')}, ${loosened.length === 0 ? 'none' : figure(loosened.length)} that loosen${loosened.length === 1 ? 's' : ''} a rule`,
    lines: [...loosened, ...changes.filter((one) => !one.loosened)].map(
      ({ from, caller, what, loosened }) =>
        `${from}  ${loosened ? 'loosened: ' : ''}${visible(what, 300)}; run by ${who(caller)}`,
    ),
  }
}

const programs = ({ collectors }: Period): Part => ({
  name: 'programs',
  says: count(collectors.length, 'program that sealed', 'programs that sealed'),
  lines: collectors.map(
    ({ version, commit, caller, from }) =>
      `${from}  ${visible(version, 40)}, commit ${visible(commit, 12).slice(0, 12)}, run by ${who(caller)}`,
  ),
})

const keys = ({ keys }: Period): Part => ({
  name: 'keys',
  says: count(keys.length, 'key that signed', 'keys that signed, in this order'),
  lines: keys.map(({ fingerprint, from }) => `${fingerprint}  ${from.slice(0, 10)}`),
})
