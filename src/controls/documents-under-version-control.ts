// GOV-15: documents and records lie where every version is kept, and where nobody else gets in.
import { outsiders } from '../answers/policy.ts'
import { defineControl, latest } from '../control.ts'
import { bucketOf, registerOf } from '../examples/attested.ts'
import { type DocumentsBucket, documentsBucket } from '../facts/documents-bucket.ts'
import { fail, pass } from '../model.ts'

const item = 'documentation-repository'
const register = registerOf(item)
const policy = (Principal: unknown) => ({
  GetBucketPolicy: { Statement: { Effect: 'Allow', Principal, Action: 's3:GetObject' } },
})

export default defineControl({
  id: 'GOV-15',
  of: 'deployment',
  title: 'Documents and records lie in a bucket that keeps every version and lets in nobody from outside',
  criteria: ['CC2.1', 'CC6.1'],
  severity: 'medium',
  needs: { bucket: latest(documentsBucket) },
  settings: {},
  assess: ({ bucket }, { register, subject }) => {
    const entry = register?.[item]
    if (!entry) return fail(`the governance register, config/governance.yml, says nothing of ${item}`)
    const faults = faultsOf(bucket, subject.id.split(':')[4] ?? '')
    if (faults.length > 0) return fail(`${bucket.name}: ${faults.join('; ')}`)
    return pass(`responsible: ${entry.responsible.primary}; ${bucket.name} keeps every version of ${bucket.keys} keys`)
  },
  remedy:
    'Deploy the stack again: infra/documents.yml sets versions, access and policy. A record that was put again or deleted keeps its old versions: aws s3api list-object-versions --prefix records/ shows them; attest what holds as a new record.',
  sameAs: ['Security Hub S3.8', 'Security Hub S3.14'],
  examples: {
    pass: [
      { bucket: bucketOf(), with: { register } },
      { bucket: bucketOf(policy({ AWS: 'arn:aws:iam::111122223333:role/records' })), with: { register } },
      { bucket: bucketOf({ GetBucketPolicy: 'NoSuchBucketPolicy' }), with: { register } },
    ],
    fail: [
      { bucket: bucketOf() },
      { bucket: bucketOf({ GetBucketVersioning: {} }), with: { register } },
      { bucket: bucketOf({ GetBucketVersioning: { Status: 'Suspended' } }), with: { register } },
      { bucket: bucketOf({ GetPublicAccessBlock: 'NoSuchPublicAccessBlockConfiguration' }), with: { register } },
      { bucket: bucketOf(policy('*')), with: { register } },
      { bucket: bucketOf(policy({ AWS: 'arn:aws:iam::444455556666:root' })), with: { register } },
      { bucket: bucketOf({}, 'rewritten'), with: { register } },
      { bucket: bucketOf({}, 'deleted'), with: { register } },
      { bucket: bucketOf({}, 'empty'), with: { register } },
    ],
  },
})

const faultsOf = (
  { isVersioned, unblocked, policy, keys, rewritten, deleted }: DocumentsBucket,
  own: string,
): string[] => {
  const others = outsiders(policy, [own])
  return [
    ...(isVersioned ? [] : ['versions are not kept']),
    ...(unblocked.length > 0 ? [`open to the public as far as ${unblocked.join(', ')} would close it`] : []),
    ...(others.length > 0 ? [`its policy lets in ${others.join(', ')}`] : []),
    ...(keys === 0 ? ['nothing lies below records/ or documents/'] : []),
    ...(rewritten.length > 0 ? [`put again under their names: ${rewritten.join(', ')}`] : []),
    ...(deleted.length > 0 ? [`deleted: ${deleted.join(', ')}`] : []),
  ]
}
