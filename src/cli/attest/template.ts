// What attest --template prints: a record of a kind to be filled in, what it needs first, all else as comments.
import { renews } from '../../attested/items.ts'
import { type AttestedRecord, type Kind, needed } from '../../attested/record.ts'

/** Members that the command does not write itself, in the order in which somebody would say them. */
const means = {
  item: 'the item of the governance register',
  performedAt: 'when it was done, in UTC, as 2026-01-05T10:00:00Z',
  by: 'who did it, or wrote it',
  reviewedBy: 'who looked at it, and is somebody else',
  people: 'who took part, or whom it reached; as the roster of config/governance.yml names them',
  roster: 'who should have taken part',
  subjects: 'ARNs, as arn:aws:eks:eu-west-1:111122223333:cluster/NAME; * stands for any characters',
  from: 'the beginning of what it speaks of, in UTC',
  until: 'its end, which is not part of it; of an access review: when its list was drawn up',
  approvedBy: 'who approved it, and is somebody else',
  approvedAt: 'when, in UTC: before it was done',
  entries: 'one for each access entry of type STANDARD',
  findings: 'what was found',
  ticket: 'where it was asked for',
  notes: 'whatever else there is to say',
} satisfies Partial<Record<keyof AttestedRecord, string>>
type Member = keyof typeof means
const members = Object.keys(means) as Member[]
// What a kind may say beside, of what is worth asking for.
const usual: Member[] = ['findings', 'ticket', 'notes']
const optional: Partial<Record<Kind, Member[]>> = { review: ['subjects'], training: ['roster'], drill: ['subjects'] }
const lists: Member[] = ['people', 'roster', 'subjects', 'findings']
const entry = [
  '  - subject: # the ARN of the cluster',
  '    principal: # the ARN of who may enter',
  '    decision: # keep or revoke',
]

/** YAML. What is empty is told as missing by attest until it is filled in. */
export const template = (kind: Kind): string => {
  const asked: (keyof AttestedRecord)[] = ['performedAt', 'by', ...needed[kind]]
  const isAsked = (member: Member): boolean => asked.includes(member)
  const document = needed[kind].includes('document') ? 'needs its document' : 'may name a document'
  return [
    `# ${kind}. Fill in what is empty; of what is a comment take the # away, or leave it. Then:`,
    `# eks-evidence attest ${kind} --file FILE${needed[kind].includes('document') ? ' --document FILE' : ''}`,
    `# It ${document}: --document FILE puts it beside the record, --key documents/NAME where the register says.`,
    ...members.filter(isAsked).flatMap((member) => lines(kind, member)),
    ...[...(optional[kind] ?? []), ...usual]
      .filter((member) => !isAsked(member))
      .flatMap((member) => lines(kind, member).map((line) => `# ${line}`)),
  ].join('\n')
}

const lines = (kind: Kind, member: Member): string[] => {
  const items = member === 'item' ? (renews[kind] ?? []) : []
  if (items.length === 1) return [`item: ${items[0]}`]
  if (items.length > 1) return [`item: # one of ${items.join(', ')}`]
  const said = `${member}: # ${means[member]}`
  if (member === 'entries') return [said, ...entry]
  return lists.includes(member) ? [said, '  -'] : [said]
}

/** For the help: what each kind says beside performedAt and by. */
export const needsText = (): string =>
  [
    'What the file of each kind says beside performedAt and by:',
    ...Object.entries(needed).map(([kind, names]) => `  ${kind.padEnd(16)} ${names.map(named).join(', ')}`),
    'attest KIND --template prints a file to fill in.',
  ].join('\n')

const named = (name: string): string => (name === 'document' ? 'document (by --document or --key)' : name)
