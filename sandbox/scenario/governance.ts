// What the account's owner says of the organisation: register, acceptances, management's controls, and the records in the documents bucket.
import { type AttestedRecord, recordKey, writeRecord } from '../../src/attested/record.ts'
import { instant, seconds } from '../../src/clock.ts'
import type { ConfigFile } from '../../src/config.ts'
import { sha256 } from '../../src/digest.ts'
import type { Instant } from '../../src/model.ts'
import { plant } from '../services/s3/back-door.ts'
import type { Bucket } from '../services/s3/bucket.ts'
import type { World } from '../world.ts'
import { policyOf } from './deployment-names.ts'
import { account, base, daysAgo, hour } from './seed.ts'

export const documentsName = (region: string): string => `eks-evidence-prod-documents-${account}-${region}`

const developers = ['Dana Dev', 'Olu Ops', 'Sam Shift']
const entry = (primary: string, more: string[] = []): string[] => [
  `    responsible: { primary: ${primary}, supporting: [Platform team] }`,
  ...more.map((line) => `    ${line}`),
]
const roster = (names: string[]): string => `roster: [${names.join(', ')}]`

/** Beside eks-evidence.yml. */
export const governanceFiles = (): ConfigFile[] => [
  {
    name: 'governance.yml',
    text: [
      'items:',
      ...['  security-owner:', ...entry('Head of Security')],
      ...['  governance-framework:', ...entry('Head of Security', ['document: documents/framework.md'])],
      ...['  incident-response:', ...entry('Head of Platform')],
      ...['  awareness-training:', ...entry('People team', [roster(developers)])],
      ...['  security-policies:', ...entry('Head of Security', ['document: documents/policies.md'])],
      ...['  operating-procedures:', ...entry('Head of Platform', ['document: documents/procedures.md'])],
      ...['  architecture:', ...entry('Head of Platform', ['document: documents/architecture.md'])],
      ...['  compliance-monitoring:', ...entry('Head of Risk')],
      ...['  incident-communication:', ...entry('Head of Platform', [roster(['Olu Ops', 'Sam Shift'])])],
      ...['  security-metrics:', ...entry('Head of Security', ['renewal: 92', roster(['Board'])])],
      ...['  documentation-repository:', ...entry('Head of Platform')],
      ...['  training-material:', ...entry('People team', [roster(developers)])],
      '',
    ].join('\n'),
  },
  {
    name: 'acceptances.yml',
    text: [
      'acceptances:',
      '  - control: AVL-02',
      `    subject: arn:aws:eks:eu-west-1:${account}:cluster/staging`,
      '    reason: staging is torn down and made again on purpose',
      '    requestedBy: Head of Platform',
      '    approver: Head of Risk',
      '    ticket: RISK-118',
      `    expires: ${instant(seconds(base) + 180 * 86_400)}`,
      '',
    ].join('\n'),
  },
  {
    name: 'controls-map.yml',
    text: [
      'controls:',
      '  - id: AC-04',
      '    wording: Access to clusters is granted by role and reviewed every quarter',
      '    criteria: [CC6.2, CC6.3]',
      '    tests: [IAM-01, IAM-04, ACC-02]',
      '  - id: NS-02',
      '    wording: Clusters are not reachable from the internet',
      '    criteria: [CC6.6]',
      '    tests: [NET-01, NET-02]',
      '',
    ].join('\n'),
  },
]

type Said = Partial<AttestedRecord> & Pick<AttestedRecord, 'kind'> & { daysAgo: number }

const clustersOf = (world: World): string[] =>
  Object.values(world.regions).flatMap(({ clusters }) => clusters.flatMap(({ cluster }) => cluster.arn ?? []))

// Most in order. The policies were reviewed by who wrote them, and nobody looked at the procedures for two years.
const records = (world: World): Said[] => [
  { kind: 'review', item: 'security-owner', daysAgo: 70 },
  { kind: 'review', item: 'governance-framework', daysAgo: 120, document: documentOf('documents/framework.md') },
  { kind: 'review', item: 'incident-response', daysAgo: 45, document: documentOf('documents/response.md') },
  { kind: 'drill', item: 'incident-response', daysAgo: 40, people: ['Olu Ops', 'Sam Shift'] },
  { kind: 'training', item: 'awareness-training', daysAgo: 90, people: developers, roster: developers },
  {
    kind: 'review',
    item: 'security-policies',
    daysAgo: 60,
    reviewedBy: 'Ada Author',
    document: documentOf('documents/policies.md'),
  },
  { kind: 'review', item: 'operating-procedures', daysAgo: 760, document: documentOf('documents/procedures.md') },
  {
    kind: 'review',
    item: 'architecture',
    daysAgo: 30,
    subjects: clustersOf(world),
    document: documentOf('documents/architecture.md'),
  },
  { kind: 'sign-off', item: 'compliance-monitoring', daysAgo: 20, document: documentOf('documents/report.md') },
  { kind: 'review', item: 'incident-communication', daysAgo: 45, document: documentOf('documents/communication.md') },
  { kind: 'acknowledgement', item: 'incident-communication', daysAgo: 44, by: 'Olu Ops' },
  { kind: 'acknowledgement', item: 'incident-communication', daysAgo: 43, by: 'Sam Shift' },
  { kind: 'delivery', item: 'security-metrics', daysAgo: 15, people: ['Board'] },
  {
    kind: 'delivery',
    item: 'training-material',
    daysAgo: 88,
    people: developers,
    document: documentOf('documents/training.md'),
  },
  { kind: 'access-review', daysAgo: 25, ...accessOf(world, 'prod') },
  // That the endpoint of prod is shut again; nobody was asked before it was opened.
  {
    kind: 'change',
    daysAgo: 1,
    by: 'Jonas Weber',
    approvedBy: 'Ravi Reviewer',
    approvedAt: instant(seconds(base) - 8 * 3_600),
    ticket: 'CHG-1207',
    subjects: clustersOf(world).filter((arn) => arn.endsWith('/prod')),
    from: instant(hour(57)),
    until: instant(hour(59)),
  },
]

const documentOf = (key: string): NonNullable<AttestedRecord['document']> => {
  const bytes = contentOf(key)
  return { name: key.split('/').at(-1) ?? key, sha256: sha256(bytes), bytes: bytes.length, key }
}
const contentOf = (key: string): Uint8Array => Buffer.from(`# ${key}\n\nWritten for the demo.\n`)

const accessOf = (world: World, name: string): Partial<AttestedRecord> => {
  const of = Object.values(world.regions)
    .flatMap(({ clusters }) => clusters)
    .find(({ cluster }) => cluster.name === name)
  const subject = of?.cluster.arn ?? ''
  const people = (of?.access ?? []).filter(({ entry: { type } }) => type === 'STANDARD')
  const entries = people.map(({ entry: { principalArn = '' } }) => ({
    subject,
    principal: principalArn,
    decision: 'keep' as const,
  }))
  return { subjects: [subject], until: instant(seconds(base) - 26 * 86_400), entries }
}

// As infra/documents.yml has it, but for plain HTTP, which the sandbox speaks.
export const recordsArePutOnce = (name: string) => ({
  Sid: 'RecordsArePutOnce',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:PutObject',
  Resource: `arn:aws:s3:::${name}/records/*`,
  Condition: { Null: { 's3:if-none-match': 'true' } },
})

const reviewed: AttestedRecord['kind'][] = ['access-review', 'review', 'sign-off']

/** Puts documents and records as somebody would have put them in the months before. */
export const seedRecords = (bucket: Bucket, world: World): void => {
  bucket.versioned = true
  bucket.settings.policy ??= policyOf([recordsArePutOnce(bucket.name)])
  for (const { daysAgo: days, ...said } of records(world)) {
    const at: Instant = instant(Math.floor(daysAgo(`record/${said.kind}/${said.item}/${said.by}`, days)))
    const record: AttestedRecord = {
      schema: 'eks-evidence/record/v1',
      performedAt: at,
      by: 'Ada Author',
      ...(reviewed.includes(said.kind) && { reviewedBy: 'Ravi Reviewer' }),
      attestedBy: `arn:aws:sts::${account}:assumed-role/compliance/ada`,
      ...said,
    }
    const put = instant(seconds(at) + 3_600)
    const { document } = record
    if (document) plant(bucket, document.key, contentOf(document.key), at, { contentType: 'text/markdown' })
    const body = Buffer.from(writeRecord(record))
    plant(bucket, recordKey(record), body, put, { contentType: 'application/json' })
  }
}
