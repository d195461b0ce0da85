// What each detection makes of single entries of a slot, in whatever order they come.
import type { Detection, Rules } from '../detection.ts'
import type { Slot } from '../model.ts'
import { allowing, imagesOf } from './allow.ts'
import type { AuditEntry } from './entries.ts'
import type { AuditEvent, Stage } from './event.ts'
import { common, type Found, nobody } from './found.ts'
import { settingsOf } from './rules.ts'
import { selects } from './select.ts'
import { visible } from './visible.ts'

/** Not sorted or bounded yet. */
export const judgeEntries = (detections: readonly Detection[], rules: Rules, slot: Slot) => {
  const hits: Kept = new Map()
  const judges = detections.flatMap((one) => judgeOf(one, rules, slot, hits) ?? [])
  return {
    /** Whether any detection has something to tell of the entry. */
    judge: (entry: AuditEntry): boolean => judges.map((one) => one(entry)).includes(true),
    found: (): Found[] => [...hits.values()].map(({ hit }) => hit),
  }
}

type Kept = Map<string, { rank: number; hit: Found }>
type Of<K extends Detection['kind']> = Extract<Detection, { kind: K }>
type Judge = (entry: AuditEntry) => boolean

const judgeOf = (detection: Detection, rules: Rules, slot: Slot, hits: Kept): Judge | undefined => {
  if (detection.kind === 'entry') return (entry) => tally(hits, detection, entry, slot)
  return detection.kind === 'event' ? eventJudge(detection, rules, slot, hits) : undefined
}

// A request is told by the stage that says most of it, whichever line came first.
const ranks: Record<Stage, number> = { ResponseComplete: 0, Panic: 1, ResponseStarted: 2, RequestReceived: 3 }

const eventJudge = (detection: Of<'event'>, rules: Rules, slot: Slot, hits: Kept): Judge | undefined => {
  const settings = settingsOf(detection, rules)
  if (!settings) return undefined
  const allowed = allowing(settings.allow)
  return ({ event, pointer, at }) => {
    if (!event.readable || !selects(detection.select, event)) return false
    const reason = judged(detection, event, settings.settings)
    if (reason === undefined) return false
    const why = allowed(allowableOf(event)) ?? null
    const key = `${detection.id} ${event.request}`
    const rank = ranks[event.stage]
    const known = hits.get(key)
    if (known && known.rank <= rank) return why === null
    const hit: Found = {
      ...common(detection, slot, reason),
      ...by(event),
      outcome: event.outcome ?? 'unknown',
      allowed: why,
      auditID: visible(event.auditID, 64),
      at: event.at ?? at ?? slot.start,
      count: 1,
      pointers: [pointer],
    }
    hits.set(key, { rank, hit })
    return why === null
  }
}

// What a detection stumbles over was not judged, and is told: a body that breaks it must not pass under it.
const judged = (detection: Of<'event'>, event: AuditEvent, settings: object): string | undefined => {
  try {
    return detection.hit(event, settings as never)
  } catch (error) {
    return `could not be judged: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** The names that the actor goes by. */
export const namesOf = ({ user, principal }: AuditEvent): string[] =>
  [user, principal?.arn, principal?.canonicalArn].filter((name) => typeof name === 'string' && name !== '') as string[]

const allowableOf = (event: AuditEvent) => ({
  names: namesOf(event),
  namespace: event.namespace,
  images: imagesOf(event.resource, event.body),
  sourceIPs: event.sourceIPs,
})

/** Who did it to what, made visible and bounded. */
export const by = (event: AuditEvent) => {
  const { resource, subresource, apiGroup, namespace, name, principal } = event
  const shown = (value: string | null): string | null => (value === null ? null : visible(value))
  return {
    actorClass: event.actorClass,
    actor: visible(event.actor),
    user: visible(event.user),
    groups: event.groups.slice(0, 10).map((group) => visible(group, 100)),
    principal: principal && {
      arn: shown(principal.arn),
      canonicalArn: shown(principal.canonicalArn),
      sessionName: shown(principal.sessionName),
      accessKeyId: shown(principal.accessKeyId),
    },
    impersonated: event.impersonated && visible(event.impersonated.user),
    sourceIPs: event.sourceIPs.slice(0, 10).map((ip) => visible(ip, 50)),
    userAgent: visible(event.userAgent, 120),
    object: {
      apiGroup: visible(apiGroup, 100),
      resource: visible(resource, 100),
      subresource: visible(subresource, 100),
      namespace: visible(namespace, 100),
      name: visible(name, 253),
    },
  }
}

const tally = (hits: Kept, detection: Of<'entry'>, { event, pointer, at }: AuditEntry, slot: Slot): boolean => {
  if (event.readable && !selects(detection.select, event)) return false
  const fault = detection.fault(event)
  if (fault === undefined) return false
  const key = `${detection.id} ${fault}`
  const before = hits.get(key)?.hit
  const count = (before?.count ?? 0) + 1
  const here = at ?? slot.start
  const hit: Found = {
    ...common(detection, slot, `${count} ${count === 1 ? 'entry' : 'entries'} could not be judged: ${fault}`),
    ...nobody,
    at: before && before.at < here ? before.at : here,
    count,
    pointers: [...(before?.pointers ?? []), pointer].sort().slice(0, 10),
  }
  hits.set(key, { rank: 0, hit })
  return true
}
