// GOV-15: documents and records lie where every version is kept, and where nobody else gets in.
import { outsiders } from '../answers/policy.ts'
import { seconds } from '../clock.ts'
import { defineControl, latest, previous } from '../control.ts'
import { bucketOf, registerOf } from '../examples/attested.ts'
import { type DocumentsBucket, documentsBucket, type Touched } from '../facts/documents-bucket.ts'
import { type RecordVersions, recordVersions } from '../facts/record-versions.ts'
import { type Exchange, fail, type Instant, pass } from '../model.ts'

const item = 'documentation-repository'
const register = registerOf(item)
const policy = (Principal: unknown) => ({
  GetBucketPolicy: { Statement: { Effect: 'Allow', Principal, Action: 's3:GetObject' } },
})
const listed = (bucket: Exchange[]) => bucket.filter(({ action }) => recordVersions.actions.includes(action))
const example = (bucket: Exchange[], before = bucketOf()) => ({
  ...{ bucket, versions: listed(bucket), before: listed(before) },
  with: { register },
})

export default defineControl({
  id: 'GOV-15',
  of: 'deployment',
  title: 'Documents and records lie in a bucket that keeps every version and lets in nobody from outside',
  criteria: ['CC2.1', 'CC6.1'],
  severity: 'medium',
  needs: { bucket: latest(documentsBucket), versions: latest(recordVersions), before: previous(recordVersions) },
  settings: { days: 366 },
  assess: ({ bucket, versions, before }, { asOf, register, settings, subject }) => {
    const entry = register?.[item]
    if (!entry) return fail(`the governance register, config/governance.yml, says nothing of ${item}`)
    // A record that was put again or deleted stays so: it is held against this for as long as a period is.
    const from = seconds(asOf) - settings.days * 86_400
    const own = subject.id.split(':')[4] ?? ''
    const faults = [...faultsOf(bucket, own, (at) => seconds(at) > from), ...differs(versions, before)]
    if (faults.length > 0) return fail(`${bucket.name}: ${faults.join('; ')}`)
    return pass(
      `${bucket.name} keeps every version of ${bucket.keys} keys, and all ${before.all.length} versions of records that the reading before listed are there; responsible, as attested: ${entry.responsible.primary}`,
    )
  },
  limits:
    'Who of the account itself may read or write is decided by IAM and not judged; Deny statements are not subtracted.',
  remedy:
    'Deploy the stack again: infra/documents.yml sets versions, access and policy. A record that was put again or deleted keeps its old versions: aws s3api list-object-versions --bucket DOCUMENTS_BUCKET --prefix records/ shows them and when; find out in CloudTrail who did it, and attest what holds as a new record.',
  sameAs: ['Security Hub S3.8', 'Security Hub S3.14'],
  examples: {
    pass: [
      example(bucketOf()),
      example(bucketOf(policy({ AWS: 'arn:aws:iam::111122223333:role/records' }))),
      example(bucketOf({ GetBucketPolicy: 'NoSuchBucketPolicy' })),
    ],
    fail: [
      { ...example(bucketOf()), with: {} },
      example(bucketOf({ GetBucketVersioning: {} })),
      example(bucketOf({ GetBucketVersioning: { Status: 'Suspended' } })),
      example(bucketOf({ GetPublicAccessBlock: 'NoSuchPublicAccessBlockConfiguration' })),
      example(bucketOf(policy('*'))),
      example(bucketOf(policy({ AWS: 'arn:aws:iam::444455556666:root' }))),
      example(bucketOf({}, 'rewritten')),
      example(bucketOf({}, 'deleted')),
      example(bucketOf({}, 'empty')),
      // Taken away for good.
      example(bucketOf(), bucketOf({}, 'rewritten')),
    ],
  },
})

const faultsOf = (
  { isVersioned, unblocked, policy, keys, rewritten, deleted }: DocumentsBucket,
  own: string,
  isRecent: (at: Instant) => boolean,
): string[] => {
  const others = outsiders(policy, [own])
  const dated = (all: Touched[]): string[] =>
    all.filter(({ at }) => isRecent(at)).map(({ key, at }) => `${key} on ${at.slice(0, 10)}`)
  const again = dated(rewritten)
  const gone = dated(deleted)
  return [
    ...(isVersioned ? [] : ['versions are not kept']),
    ...(unblocked.length > 0 ? [`open to the public as far as ${unblocked.join(', ')} would close it`] : []),
    ...(others.length > 0 ? [`its policy lets in ${others.join(', ')}`] : []),
    ...(keys === 0 ? ['nothing lies below records/ or documents/'] : []),
    ...(again.length > 0
      ? [`put again under ${again.length > 1 ? 'their names' : 'its name'}: ${again.join(', ')}`]
      : []),
    ...(gone.length > 0 ? [`deleted: ${gone.join(', ')}`] : []),
  ]
}

// A version that is deleted for good leaves no marker. One that S3 dates earlier than it appeared was a copy of another
// bucket's, or an upload that was begun then and ended now: what it attests was not there at the time.
const differs = (now: RecordVersions, before: RecordVersions): string[] => {
  const nameOf = ({ key, versionId }: RecordVersions['all'][number]): string => `${key} ${versionId}`
  const [is, was] = [now, before].map(({ all }) => new Set(all.map(nameOf)))
  const gone = before.all.filter((one) => !is?.has(nameOf(one)))
  const dated = now.all.filter((one) => !was?.has(nameOf(one)) && seconds(one.putAt) + soon < seconds(before.at))
  const keys = (all: RecordVersions['all']): string => [...new Set(all.map(({ key }) => key))].join(', ')
  return [
    ...(gone.length > 0 ? [`taken away since the reading before: ${keys(gone)}`] : []),
    ...dated.map(({ key, putAt }) => `${key} is dated ${putAt} by S3, and was not listed at ${before.at}`),
  ]
}
const soon = 900
