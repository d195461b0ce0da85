// What a table of a period is: its name, what a row of it says, and its columns in their order. CSV and JSON are written of the same rows.
import type { Catalog } from '../../catalog.ts'
import type { Ref } from '../../model.ts'
import type { Coverage } from '../coverage/coverage.ts'
import type { Period, SubjectSeen } from '../period/period.ts'
import type { Tested } from './tested.ts'

/** Figures and truth stand as such; times are instants in UTC. A list is one cell of a CSV. Null is an empty one. */
export type Cell = string | number | boolean | null | readonly string[]

/** What rows are made of. */
export type Told = {
  period: Period
  coverage: Coverage
  catalog: Pick<Catalog, 'controls' | 'detections'>
  /** Every test that was anywhere judged; sorted by id. */
  tests(): readonly Tested[]
}

export type Table = {
  /** Of the file: `name.csv`. */
  name: string
  /** What a row is, in a sentence. */
  says: string
  /** What each column means, in the order in which they stand. */
  columns: Readonly<Record<string, string>>
  /** In an order that follows from the period alone; made one after the other. */
  rows(told: Told): Iterable<Readonly<Record<string, Cell>>>
}

/** Every row has every column, and no other. */
export const defineTable = <const Columns extends Record<string, string>>(
  table: Omit<Table, 'columns' | 'rows'> & {
    columns: Columns
    rows(told: Told): Iterable<Readonly<Record<keyof Columns, Cell>>>
  },
): Table => table

/** Columns by which a subject is named. */
export const ofSubject = {
  subject: 'the slug by which keys and indexes name it',
  scope: 'account, region, cluster, repository or deployment',
  arn: 'its ARN, or aws://ACCOUNT[/REGION] where AWS has none',
  name: 'its name',
  region: 'its region',
} as const

export const subjectCells = ({ slug, subject }: SubjectSeen) => ({
  subject: slug,
  ...{ scope: subject.scope, arn: subject.id, name: subject.name, region: subject.region },
})

/** Columns by which a stored object is named exactly. */
export const ofEvidence = {
  evidence_key: 'the stored object that shows it',
  evidence_version_id: "its version in the bucket; empty in a folder's evidence",
  evidence_sha256: 'the digest of its bytes',
} as const

export const evidenceCells = (ref: Ref) => ({
  ...{ evidence_key: ref.key, evidence_version_id: ref.versionId, evidence_sha256: ref.sha256 },
})
