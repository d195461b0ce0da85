// What the file of attest says, held against the schema before anything is asked: every fault at once.
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
    const hint = `correct ${file.name}; docs/operations.md says what a record of this kind holds`
    throw new EvidenceError('USAGE', { file: file.name, why: `this is no ${put.kind}`, faults }, { hint })
  }
  if ('faults' in read) return refuse(read.faults)
  if (!isRecord(read.value)) return refuse(['the record: expected members and their values'])
  const { value } = read
  const own = ['schema', 'kind', 'attestedBy', 'document'].filter((name) => name in value)
  const { kind, attestedBy, document, now } = put
  const whole = { ...value, schema: 'eks-evidence/record/v1', kind, attestedBy, ...(document && { document }) }
  const said = readRecord(whole)
  const faults = [
    ...own.map((name) => `${name}: is written by the command, leave it out`),
    ...('faults' in said ? said.faults : []),
    ...needed[kind].filter((name) => !(name in whole)).map((name) => `${name}: a ${kind} needs it`),
    ...('record' in said ? doubts(said.record, now) : []),
  ]
  return faults.length > 0 || 'faults' in said ? refuse(faults) : said.record
}

// What no control would count.
const doubts = ({ performedAt, by, reviewedBy }: AttestedRecord, now: Instant): string[] => [
  ...(seconds(performedAt) > seconds(now) ? [`performedAt: it is ${now} now; attest what was done`] : []),
  ...(reviewedBy && reviewedBy.trim().toLowerCase() === by.trim().toLowerCase()
    ? ['reviewedBy: is who did it; a review by its own author counts for nothing']
    : []),
]
