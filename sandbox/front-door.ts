// What happens to one request, between socket and service: who asks, what it is, what goes wrong, what is allowed, what comes back.
import { type Clock, httpDate } from '../src/clock.ts'
import type { Instant } from '../src/model.ts'
import { recorded } from './canonical.ts'
import { type Effect, type Faults, makeFaults } from './faults.ts'
import { allowed, missing, type Need, needs, type Statement } from './permissions.ts'
import { credentialOf } from './protocols/credential.ts'
import { protocolOf } from './protocols/of.ts'
import type { Answer, Protocol, Request } from './protocols/protocol.ts'
import { restJson } from './protocols/rest-json.ts'
import { denied, injected, unknownKey, unsigned } from './refusals.ts'
import { requestDigests } from './request-id.ts'
import { AwsFault, type Call, type Service } from './service.ts'

export type CallRecord = Pick<Call, 'service' | 'operation' | 'region' | 'input'> & {
  caller: string
  at: Instant
  requestId: string
  /** As decided: a lost reply is recorded with what it would have said; 0 where nothing was decided. */
  status: number
  code: string | null
  /** The injected faults that hit it. */
  faults: Effect['kind'][]
  /** What the caller's permissions were asked for, and allowed. */
  allowed: Need[]
}

/** What the socket has to do. `lost`: the whole reply, or its second half. */
type Reply = { answer: Answer; lost: 'nothing' | 'reply' | 'half'; delay: number }

export type FrontDoorOptions = {
  /** 12 digits. */
  account: string
  services: readonly Service[]
  clock: Clock
  /** Request ids derive from it. */
  seed: string
  /** Access key id -> the ARN behind it. */
  principals: Record<string, string>
  /** What each ARN may do; an ARN without an entry may do everything. */
  permissions?: Record<string, readonly Statement[]>
  /** Whether the account has enabled a region; left out: all. In one that it has not, nobody is known. */
  isEnabled?: (region: string) => boolean
  /** False: requests count as plain HTTP. */
  tls?: boolean
}

export type FrontDoor = {
  ask(request: Request): Reply
  calls(): CallRecord[]
  faults: Faults
  /** Limits an ARN to these statements from now on, or lets it do everything again. */
  permit(principal: string, statements: readonly Statement[] | undefined): void
}

type Known = { service: Service; protocol: Protocol; call: Call & { caller: string }; fault: AwsFault | undefined }

export const makeFrontDoor = (options: FrontDoorOptions): FrontDoor => {
  const { account, clock, principals, isEnabled = () => true, tls = true } = options
  const spoken = Map.groupBy(
    options.services.map((service) => ({ service, protocol: protocolOf(service) })),
    ({ service }) => service.signedAs ?? service.name,
  )
  const permissions = new Map(Object.entries(options.permissions ?? {}))
  const records: CallRecord[] = []
  const faults = makeFaults()
  const digest = requestDigests(options.seed)

  const recognise = (request: Request, now: Instant): Known | AwsFault => {
    const credential = credentialOf(request)
    if (!credential) return unsigned()
    const { service, protocol } = meant(spoken.get(credential.service) ?? [], request) ?? {}
    if (!service || !protocol) return new AwsFault('UnknownService', 404, `the sandbox has no ${credential.service}`)
    const caller = principals[credential.accessKey]
    const base = { service: service.name, region: credential.region, account, caller: caller ?? '', now, tls }
    try {
      const call = { ...base, ...protocol.read(request) }
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
      const isKnown = caller !== undefined && isEnabled(credential.region)
      return { service, protocol, call, fault: isKnown ? undefined : unknownKey(service.name) }
    } catch (cause) {
      return { service, protocol, call: { ...base, operation: '', input: {} }, fault: asFault(cause) }
    }
  }

  const handle = ({ service, call, fault }: Known, effects: Effect[], used: Need[]): unknown => {
    if (fault) throw fault
    const refusal = injected(effects, service, call)
    if (refusal) throw refusal
    const statements = permissions.get(call.caller)
    const lacking = missing(statements, service, call)
    if (lacking) throw denied(call, lacking)
    used.push(...needs(service, call))
    const forbidden = used.find((need) => service.guard?.(call, need))
    if (forbidden) throw denied(call, forbidden, true)
    const handler = service.operations[call.operation]
    const unknown = `the sandbox has no ${service.name}:${call.operation}`
    if (!handler) throw new AwsFault('UnknownOperationException', 404, unknown)
    const limit = effects.find((effect) => effect.kind === 'page-limit')
    const may = (action: string, resource: string): boolean => {
      const yes = allowed(statements, { action, resource })
      if (yes) used.push({ action, resource })
      return yes
    }
    return handler({ ...call, may, ...(limit ? { pageLimit: limit.size } : {}) })
  }

  const ask = (request: Request): Reply => {
    const now = clock.now()
    const date = httpDate(now)
    const known = recognise(request, now)
    if (known instanceof AwsFault) return { answer: strange(known, date), lost: 'nothing', delay: 0 }
    const { protocol, call } = known
    const requestId = protocol.requestId(digest(call, request.headers['amz-sdk-invocation-id']))
    const effects = faults.hit(call)
    const used: Need[] = []
    const { answer, code } = effects.some((effect) => effect.kind === 'reset' && effect.when === 'before')
      ? { answer: silence, code: null }
      : outcome(protocol, call.operation, requestId, () => handle(known, effects, used))
    const { service, operation, region, caller } = call
    const input = recorded(call.input) as Call['input']
    const hit = effects.map(({ kind }) => kind)
    records.push({
      service,
      operation,
      region,
      caller,
      input,
      at: now,
      requestId,
      status: answer.status,
      code,
      faults: hit,
      allowed: used,
    })
    return afflicted({ ...answer, headers: { date, ...answer.headers } }, effects)
  }

  return {
    ask,
    calls: () => [...records],
    faults,
    permit: (principal, statements) => {
      if (statements) permissions.set(principal, statements)
      else permissions.delete(principal)
    },
  }
}

const silence: Answer = { status: 0, headers: {}, body: new Uint8Array() }

// Where not even the service is known, whose form of an error it would be.
const strange = (fault: AwsFault, date: string): Answer => {
  const { headers, ...answer } = restJson({}).refuse(fault, '00000000-0000-0000-0000-000000000000')
  return { ...answer, headers: { date, ...headers } }
}

const outcome = (protocol: Protocol, operation: string, requestId: string, run: () => unknown) => {
  try {
    return { answer: protocol.answer(operation, run(), requestId), code: null }
  } catch (cause) {
    const fault = asFault(cause)
    return { answer: protocol.refuse(fault, requestId), code: fault.code }
  }
}

// A defect of the sandbox must be seen by whoever runs it, must not look like an answer of AWS, and is not retried.
const asFault = (cause: unknown): AwsFault =>
  cause instanceof AwsFault
    ? cause
    : new AwsFault('SandboxDefect', 501, cause instanceof Error ? (cause.stack ?? cause.message) : String(cause))

const afflicted = (answer: Answer, effects: Effect[]): Reply => {
  const cut = effects.find((effect) => effect.kind === 'truncate')
  const lost = effects.some(({ kind }) => kind === 'reset') ? 'reply' : cut?.how === 'broken-off' ? 'half' : 'nothing'
  const body = cut?.how === 'short' ? answer.body.subarray(0, answer.body.length >> 1) : answer.body
  const delays = effects.map((effect) => (effect.kind === 'latency' ? effect.milliseconds : 0))
  return { answer: { ...answer, body }, lost, delay: Math.max(0, ...delays) }
}

// The last one given counts, as of two with one name; a version is looked for only where one is needed.
const meant = <T extends { service: Service }>(signed: T[], { body }: Request): T | undefined => {
  const version = () => new URLSearchParams(new TextDecoder().decode(body)).get('Version')
  return signed.findLast(({ service }) => !('version' in service) || service.version === version())
}
