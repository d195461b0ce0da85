// What the file of attest says, held against the schema before anything is asked: every fault at once.
import { ofDocument, renews } from '../../attested/items.ts'
import { maybeSamePerson } from '../../attested/person.ts'
import { type AttestedRecord, type Kind, needed, readRecord } from '../../attested/record.ts'
import { seconds } from '../../clock.ts'
import { readYaml } from '../../config/yaml.ts'
import { EvidenceError } from '../../errors.ts'
import { isRecord } from '../../json.ts'
import type { Instant } from '../../model.ts'

type Put = { kind: Kind; attestedBy: string; now: Instant; document: AttestedRecord['document'] | undefined }

/** The record as it is to be put. Throws USAGE with every fault and its path. */
export const recordFrom = (file: { name: string; text: string }, put: Put): AttestedRecord => {
  const read = readYaml(file)
  const refuse = (faults: string[]): never => {
    const hint = `correct ${file.name}; eks-evidence attest ${put.kind} --template prints one to fill in`
    throw new EvidenceError('USAGE', { file: file.name, why: `this is no ${put.kind}`, faults }, { hint })
  }
  if ('faults' in read) return refuse(read.faults)
  if (!isRecord(read.value)) return refuse(['expected what was done, as members and their values'])
  // What a template leaves empty is not there.
  const value = Object.fromEntries(Object.entries(read.value).filter(([, one]) => one !== null))
  const own = ['schema', 'kind', 'attestedBy', 'document', 'published'].filter((name) => name in value)
  const { kind, attestedBy, document, now } = put
  const { document: _, ...rest } = value
  const whole = { ...rest, schema: 'eks-evidence/record/v1', kind, attestedBy, ...(document && { document }) }
  const said = readRecord(whole)
  const faults = [
    ...own.map((name) => `${name}: is written by the command, leave it out`),
    ...('faults' in said ? said.faults : []),
    ...needed[kind].flatMap((name) => (name in whole ? [] : lacks(kind, name))),
    ...itemFault(kind, value.item),
    ...itemNeeds(kind, whole),
    ...('record' in said ? doubts(said.record, now) : []),
  ]
  return faults.length > 0 || 'faults' in said ? refuse(faults) : said.record
}

const lacks = (kind: Kind, name: string): string[] => {
  const how = name === 'document' ? ', by --document or --key' : ''
  const items = name === 'item' ? (renews[kind] ?? []) : []
  return [`${name}: a ${kind} needs it${how}${items.length > 0 ? `: ${items.join(', ')}` : ''}`]
}

// A slip of the pen would be put for good, and no control would ever look at it.
const itemFault = (kind: Kind, item: unknown): string[] => {
  const known = renews[kind]
  if (typeof item !== 'string' || !known || known.some((one) => one === item)) return []
  return [`item: a ${kind} is of ${known.length > 1 ? 'one of ' : ''}${known.join(', ')}`]
}

const itemNeeds = (kind: Kind, { item, document, subjects }: Record<string, unknown>): string[] => {
  const isOf = (kind === 'review' || kind === 'delivery') && ofDocument.some((one) => one === item)
  return [
    ...(isOf && document === undefined ? [`document: a ${kind} of ${item} needs it, by --document or --key`] : []),
    ...(kind === 'review' && item === 'architecture' && subjects === undefined
      ? ['subjects: a review of architecture needs the ARNs of the clusters that the document describes']
      : []),
  ]
}

// What no control would count.
const doubts = ({ performedAt, by, reviewedBy, approvedBy, kind, until }: AttestedRecord, now: Instant): string[] => [
  ...(seconds(performedAt) > seconds(now) ? [`performedAt: it is ${now} now; attest what was done`] : []),
  ...(reviewedBy && maybeSamePerson(reviewedBy, by)
    ? ['reviewedBy: may be who did it, by name or address; a review by its own author counts for nothing']
    : []),
  ...(approvedBy && maybeSamePerson(approvedBy, by)
    ? ['approvedBy: may be who did it, by name or address; whoever approves is somebody else']
    : []),
  ...(kind === 'access-review' && until && seconds(until) > seconds(performedAt)
    ? ['until: is when the list was drawn up, and so not after performedAt']
    : []),
]
