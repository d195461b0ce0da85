// Labelled cases of others, where they lie beside the project: read, completed by what every real event has, never altered.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { complete } from '../../src/cli/classify/complete.ts'
import { type Answered, answered } from './stances.ts'

const folder = join(import.meta.dirname, '../../../shared/data/audit-events')

/** Which of the vendors' cases are not there. */
export const absent = (['Falco', 'Panther'] as const).filter(
  (vendor) => !existsSync(join(folder, vendor.toLowerCase())),
)

/** `expected`: whether the vendor's rule fires. `name` holds the rule's. */
export type Case = { name: string; expected: boolean; answered: Answered; event: Record<string, unknown> }

const completed = (event: Record<string, unknown>, id: string): Record<string, unknown> =>
  complete({ level: 'RequestResponse', user: {}, ...event }, id).event

/** Each of Panther's cases is of one rule. */
export const pantherCases = (): Case[] =>
  readFileSync(join(folder, 'panther/cases.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map(
      (line) =>
        JSON.parse(line) as { id: string; rule_id: string; test: string; expected: boolean; event: Case['event'] },
    )
    .flatMap(({ id, rule_id, test, expected, event }) =>
      answered
        .filter(({ vendor, answers }) => vendor === 'Panther' && answers.includes(rule_id))
        .map((one) => ({ name: `${rule_id}: ${test}`, expected, answered: one, event: completed(event, id) })),
    )

// Traces on which a rule fires by its own condition, and no case says that it must: neither right nor wrong.
const unlabelled: Readonly<Record<string, readonly string[]>> = {
  'DET-45': ['anonymous_creates_namespace_foo.json', 'minikube_creates_namespace_foo.json'],
  'DET-06': ['create_cluster_role_wildcard_resources.json', 'create_cluster_role_write_privileges.json'],
}

type Label = { trace_file: string; expect: { rule: string }[] }

/** Each of Falco's traces is a case of every rule: it fires on those where that is expected, and on no other. */
export const falcoCases = (): Case[] => {
  const { cases } = JSON.parse(readFileSync(join(folder, 'falco/labels.json'), 'utf8')) as { cases: Label[] }
  return [...Map.groupBy(cases, ({ trace_file }) => trace_file)].flatMap(([file, labels]) => {
    const event = JSON.parse(readFileSync(join(folder, 'falco/trace_files', file), 'utf8')) as Case['event']
    const fires = labels.flatMap(({ expect }) => expect.map(({ rule }) => rule))
    return answered
      .filter(({ vendor, ours }) => vendor === 'Falco' && !ours.some((id) => unlabelled[id]?.includes(file)))
      .map((one) => ({
        name: `${one.answers.find((rule) => fires.includes(rule)) ?? one.answers[0]}: ${file}`,
        expected: one.answers.some((rule) => fires.includes(rule)),
        answered: one,
        event: completed(event, file),
      }))
  })
}
