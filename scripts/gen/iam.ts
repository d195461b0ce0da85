// gen/iam.yml and gen/iam.json: what each function may do, from what the stages it runs declare.
import { stringify } from 'yaml'
import { type Declared, generated } from './declared.ts'
import { actionsOf, alarmTopic, arnOf, byPrefix, functionArn, onAnything, resourcesOf } from './iam-resources.ts'

/** Resources as `Fn::Sub` takes them. */
type Grant = {
  actions: string[]
  resources: string[]
  /** Only from within this function. */
  inside?: string
}

const bucket = arnOf('EvidenceBucket')
const documents = arnOf('DocumentsBucket')
const evidence = (...keys: string[]): string[] => keys.map((key) => `${bucket}/${key}`)

// Without ListBucket a missing object reads as 403. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
const looking: Grant = { actions: ['s3:ListBucket'], resources: [bucket] }
const listing: Grant = { actions: ['s3:ListBucket', 's3:ListBucketVersions'], resources: [bucket] }
/** By key alone: what lies there now. */
const reading = (...keys: string[]): Grant => ({ actions: ['s3:GetObject'], resources: evidence(...keys) })
/** By version: what a Ref names. */
const recalling = (...keys: string[]): Grant => ({ actions: ['s3:GetObjectVersion'], resources: evidence(...keys) })
// A put with a retention date needs both. Credentials that were taken out of the function write nothing, nor does another
// function that was given its role. https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
const puts = ['s3:PutObject', 's3:PutObjectRetention']
const writing = (inside: string, ...keys: string[]): Grant => ({ actions: puts, resources: evidence(...keys), inside })
const work = arnOf('WorkBucket')
const topics = [`\${AuditorTopic}`, `\${StakeholderTopic}`]
/** The other owner's bucket, which lets the function in by its own policy. */
const ledgerCopy = `arn:\${AWS::Partition}:s3:::\${LedgerCopyBucket}`
const told = ['delivery', 'timestamps'].map((kind) => `${documents}/records/${kind}/*`)

const configuration: Grant[] = [
  { actions: ['s3:ListBucket'], resources: [documents] },
  { actions: ['s3:GetObject'], resources: [`${documents}/config/*`] },
]

const asking = (operations: Iterable<{ action: string }>): Grant[] => {
  const declared = [...operations].map(({ action }) => action)
  const actions = [...new Set(declared.flatMap(actionsOf))].sort()
  const needing = actions.filter((action) => action !== 'sts:GetCallerIdentity') // granted to everybody
  const byResources = Map.groupBy(needing, (action) => resourcesOf(action).join('\n'))
  return [...byResources].map(([resources, own]) => ({ actions: own, resources: resources.split('\n') }))
}

const previousKey = `\${PreviousSigningKey}`
/** Of both keys, while one takes over from the other, and of no other key. */
const signing = (operations: Iterable<{ action: string }>): Grant[] => [
  { actions: [...operations].map(({ action }) => action).sort(), resources: [arnOf('SigningKey'), previousKey] },
]

// By function, sorted.
const grants = ({ sources, asked }: Declared): Record<string, Grant[]> => {
  const own = (first: boolean) => sources.map(({ it }) => it).filter((source) => (source.first === true) === first)
  // What comes first is put as it is, all else zipped: so one pattern tells the two writers apart. A role has room for 10,240
  // characters, and a folder for each source would take a fifth of them.
  const plain = own(false).filter(({ zipped }) => !zipped)
  if (plain[0]) throw new Error(`${plain[0].id}: what collect reads is stored zipped`)
  const folders = own(true).map(({ id }) => `ticks/*/${id}/*`)
  const asks = (first: boolean) => own(first).flatMap(({ operations }) => operations)
  const isSign = ({ action }: { action: string }) => action === 'kms:Sign'
  const describing = signing(asked.signer.filter((one) => !isSign(one)))
  const ledger = [listing, reading('ticks/*'), recalling('ticks/*', 'ledger/*'), ...describing]
  return {
    collect: [looking, reading('ticks/*'), writing('collect', 'ticks/*.ndjson.gz'), ...asking(asks(false))],
    evaluate: [
      ...[looking, reading('ticks/*'), recalling('ticks/*')],
      writing('evaluate', 'ticks/*/evaluations/*', 'ticks/*/timelines/*'),
    ],
    plan: [
      ...ledger,
      writing('plan', 'ticks/*/config.json', 'ticks/*/plan.json', ...folders),
      ...configuration,
      ...asking([...asks(true), ...asked.caller]),
    ],
    publish: [...ledger, writing('publish', 'ticks/*/published/*'), ...asking(asked.publish)],
    report: [
      ...[listing, recalling('ticks/*', 'ledger/*'), ...describing],
      // Without it an entry is shown without its lock, and would be told as one that has none.
      { actions: ['s3:GetObjectRetention'], resources: evidence('ledger/*') },
      { actions: ['s3:ListBucket'], resources: [documents, ledgerCopy] },
      { actions: ['s3:GetObject'], resources: [...told, `${ledgerCopy}/ledger/*`] },
      {
        actions: ['s3:PutObject'],
        resources: [`${work}/pages/*`, ...told, `${ledgerCopy}/ledger/*`],
        inside: 'report',
      },
      { actions: ['sns:GetTopicAttributes'], resources: topics },
      { actions: ['sns:Publish'], resources: topics, inside: 'report' },
    ],
    seal: [
      ...ledger,
      reading('ledger/*'), // whose put came first
      writing('seal', 'ticks/*/index.ndjson', 'ledger/*'),
      ...signing(asked.signer.filter(isSign)).map((grant) => ({ ...grant, inside: 'seal' })),
    ],
  }
}

// The stack of a region knows the bucket by its name alone, as a parameter: it may lie in another region.
const streamBucket = `arn:\${AWS::Partition}:s3:::\${EvidenceBucket}`
const streamed = 'ticks/*/streamed/*'
const streamGrants = ({ asked }: Declared): Record<string, Grant[]> => {
  const isPut = ({ action }: { action: string }) => action === 'logs:PutSubscriptionFilter'
  return {
    stream: [
      { actions: ['s3:ListBucket'], resources: [streamBucket] },
      { actions: ['s3:GetObject'], resources: [`${streamBucket}/ticks/*/config.json`, `${streamBucket}/${streamed}`] },
      { actions: puts, resources: [`${streamBucket}/${streamed}`], inside: 'stream' },
      ...asking(asked.stream),
      { actions: ['sqs:SendMessage'], resources: [arnOf('BatchesFailed')] },
    ],
    // AWS has no condition on where a subscription sends. Its role may hand none on, nor name another account's destination:
    // what is left is a function of this account that lets CloudWatch Logs invoke it.
    subscribe: [
      ...asking(asked.subscribe.filter((one) => !isPut(one))),
      ...asking(asked.subscribe.filter(isPut)).map((grant) => ({ ...grant, inside: 'subscribe' })),
    ],
  }
}

// What `reperform` asks under the auditor's role. A role has room for 10,240 characters, and AWS holds each action of EKS against
// its own type of resource alone: so those stand together, and the stack's own functions and roles by the beginning of their names.
const auditorGrants = ({ sources }: Declared): Record<string, Grant[]> => {
  const asked = asking(sources.flatMap(({ it }) => (it.looks ? [] : it.operations)))
  const short = asked.map(({ actions, resources }) => ({ actions, resources: [...new Set(resources.map(byPrefix))] }))
  const isOfEks = ({ actions, resources }: Grant) =>
    resources[0] !== '*' && actions.every((one) => one.startsWith('eks:'))
  const eks = short.filter(isOfEks)
  const joined = (of: 'actions' | 'resources') => [...new Set(eks.flatMap((one) => one[of]))].sort()
  return {
    auditor: [...short.filter((one) => !isOfEks(one)), { actions: joined('actions'), resources: joined('resources') }],
  }
}

// Bucket, key and topic may have been there before the stack, which then has no resources of these names.
const bucketName = { 'Fn::If': ['OwnsEvidenceBucket', { Ref: 'EvidenceBucket' }, { Ref: 'ExistingEvidenceBucket' }] }
const substituted = (resource: string) => {
  if (resource === '*') return '*'
  if (resource === previousKey)
    return { 'Fn::If': ['HasPreviousSigningKey', { Ref: 'PreviousSigningKey' }, { Ref: 'AWS::NoValue' }] }
  if (resource.startsWith(ledgerCopy))
    return { 'Fn::If': ['HasLedgerCopy', { 'Fn::Sub': resource }, { Ref: 'AWS::NoValue' }] }
  if (resource === alarmTopic) return { 'Fn::If': ['OwnsAlarmTopic', { Ref: 'Alarms' }, { Ref: 'AlarmTopic' }] }
  if (resource === arnOf('SigningKey'))
    return { 'Fn::If': ['OwnsSigningKey', { 'Fn::Sub': resource }, { Ref: 'ExistingSigningKey' }] }
  if (!resource.startsWith(bucket)) return { 'Fn::Sub': resource }
  return { 'Fn::Sub': [resource.replace(bucket, `arn:\${AWS::Partition}:s3:::\${Name}`), { Name: bucketName }] }
}

const yaml = (granted: Record<string, Grant[]>): string => {
  const of = Object.entries(granted).map(([name, all]) => [
    name,
    all.map(({ actions, resources, inside }) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: resources.map(substituted),
      ...(inside && { Condition: { ArnEquals: { 'lambda:SourceFunctionArn': { 'Fn::Sub': functionArn(inside) } } } }),
    })),
  ])
  const reasons = Object.entries(onAnything).map(([action, reason]) => `#   ${action}: ${reason}`)
  return `# ${generated}\n# Granted on "*", for AWS names no resource:\n${reasons.join('\n')}\n${stringify(Object.fromEntries(of), { lineWidth: 0, aliasDuplicateObjects: false })}`
}

/** By path: the statements of the main stack, of the auditor's role and of a region's stack, for the templates and for the tests. */
export const iam = (declared: Declared): [path: string, text: string][] => [
  ['gen/iam.yml', yaml(grants(declared))],
  ['gen/iam.json', json(grants(declared))],
  ['gen/iam-auditor.yml', yaml(auditorGrants(declared))],
  ['gen/iam-auditor.json', json(auditorGrants(declared))],
  ['gen/iam-stream.yml', yaml(streamGrants(declared))],
  ['gen/iam-stream.json', json(streamGrants(declared))],
]

const json = (granted: Record<string, Grant[]>): string => `${JSON.stringify(granted, null, 2)}\n`
