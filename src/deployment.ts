// What the functions of one deployment share, made from the environment that the stack gives them.
import * as z from 'zod/mini'
import { version } from '../gen/version.ts'
import { makeAws, makeS3, type Service } from './aws.ts'
import { type Clock, isInstant, systemClock } from './clock.ts'
import type { ConfigFile } from './config.ts'
import { EvidenceError } from './errors.ts'
import { kmsSigner } from './ledger/kms.ts'
import type { Signer } from './ledger/signer.ts'
import type { Instant } from './model.ts'
import { caller } from './plan/caller.ts'
import { leastDays, retainUntil } from './store/retention.ts'
import { s3Store } from './store/s3.ts'
import { s3Config } from './store/s3-config.ts'
import type { Store } from './store/store.ts'
import type { Send } from './wire.ts'

export type Deployment = {
  store: Store
  signer: Signer
  /** The key that signed the ledger so far, while another takes over from it. */
  previousSigner?: Signer
  send: Send
  clock: Clock
  account: string
  home: string
  /** The ARN of the stack that its functions run in; undefined where they run in none. */
  deployment: string | undefined
  /** What is put now stays locked until then. */
  retainUntil(): Instant
  documents(): Promise<ConfigFile[]>
  /** Observed where the configuration names no regions; undefined: all. */
  regions: string[] | undefined
  /** Who this is: version, commit, and the role by whose right it asks. */
  collector(): Promise<{ version: string; commit: string; caller: string }>
}

const set = z.string().check(z.minLength(1, 'is empty'))
const days = z
  .string()
  .check(z.refine((text) => /^\d{3,5}$/.test(text) && Number(text) >= leastDays, `expected ${leastDays} days or more`))
const endOfPeriod = z
  .string()
  .check(z.refine((at) => at === '' || isInstant(at), 'expected a time as 2027-01-01T00:00:00Z'))
const stackArn = /^arn:[a-z-]+:cloudformation:[a-z0-9-]+:\d{12}:stack\/[A-Za-z][A-Za-z0-9-]{0,127}\/[A-Za-z0-9-]+$/
/** What the functions of every stack are told. */
export const told = {
  ACCOUNT: z.string().check(z.regex(/^\d{12}$/, 'expected the 12 digits of the account')),
  AWS_REGION: set,
  COMMIT: set,
  EVIDENCE_BUCKET: set,
  PERIOD_END: z._default(endOfPeriod, ''),
  RETENTION_DAYS: days,
  // The SDK reads these by itself; here they say that buckets are not found by host name.
  AWS_ENDPOINT_URL: z.optional(z.string()),
  AWS_ENDPOINT_URL_S3: z.optional(z.string()),
}
const region = /^[a-z]{2,}(-[a-z]+)+-\d+$/
const isRegions = (names: string[]): boolean =>
  names.every((name) => region.test(name)) && new Set(names).size === names.length
const regions = z
  .string()
  .check(
    z.refine(
      (text) => text === 'all' || isRegions(text.split(',')),
      'expected all, or regions with a comma between them',
    ),
  )
const schema = z.object({
  ...told,
  DOCUMENTS_BUCKET: set,
  SIGNING_KEY_ID: set,
  PREVIOUS_SIGNING_KEY_ID: z._default(z.string(), ''),
  REGIONS: z._default(regions, 'all'),
  STACK_ID: z.optional(z.string().check(z.regex(stackArn, 'expected the ARN of a CloudFormation stack'))),
})

/** Throws CONFIG_INVALID with every fault of the environment. Asks AWS nothing. */
export const deployment = (env: NodeJS.ProcessEnv, services: Service[], clock: Clock = systemClock): Deployment => {
  const { ACCOUNT: account, AWS_REGION: home, ...on } = readEnvironment(schema, env)
  const previousKey = on.PREVIOUS_SIGNING_KEY_ID
  const { s3, store, until } = evidenceBucket({ ...on, account, home }, clock)
  const { send } = makeAws({ home }, services, clock)
  return {
    store,
    signer: kmsSigner({ send, keyId: on.SIGNING_KEY_ID }),
    ...(previousKey !== '' && { previousSigner: kmsSigner({ send, keyId: previousKey }) }),
    send,
    clock,
    account,
    home,
    deployment: on.STACK_ID,
    retainUntil: until,
    regions: on.REGIONS === 'all' ? undefined : on.REGIONS.split(','),
    documents: () => s3Config({ client: s3, bucket: on.DOCUMENTS_BUCKET, owner: account }),
    collector: async () => {
      const who = await caller(send)
      if (who.account === account) return { version, commit: on.COMMIT, caller: who.arn }
      const detail = { expected: account, caller: who.arn }
      throw new EvidenceError('CONFIG_INVALID', detail, { hint: 'deploy the stack into the account that it observes' })
    },
  }
}

type Told = Omit<z.infer<z.ZodMiniObject<typeof told>>, 'ACCOUNT' | 'AWS_REGION' | 'COMMIT'>

/** The bucket of the home region, whichever region the function is in. */
export const evidenceBucket = ({ account, home, ...on }: Told & { account: string; home: string }, clock: Clock) => {
  const s3 = makeS3({ home }, on.AWS_ENDPOINT_URL_S3 ?? on.AWS_ENDPOINT_URL)
  const period = on.PERIOD_END === '' ? undefined : { end: on.PERIOD_END }
  const until = (): Instant => retainUntil(clock.now(), { period }, Number(on.RETENTION_DAYS))
  return { s3, until, store: s3Store({ client: s3, bucket: on.EVIDENCE_BUCKET, owner: account, retainUntil: until }) }
}

/** Throws CONFIG_INVALID with every fault. */
export const readEnvironment = <T>(schema: z.ZodMiniType<T>, env: NodeJS.ProcessEnv): T => {
  const { data, error } = schema.safeParse(env)
  if (!error) return data as T
  const faults = error.issues.map(({ path, message }) => {
    const name = path.join('.')
    return `${name}: ${env[name] === undefined ? 'is not set' : message}`
  })
  throw new EvidenceError(
    'CONFIG_INVALID',
    { faults },
    { hint: 'deploy the stack again: it sets the environment of its functions' },
  )
}
