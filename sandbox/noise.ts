// A cluster's background audit log, hour by hour: always the same for the same cluster and hour.
import { createHash } from 'node:crypto'
import { type Example, example } from '../src/audit-log/example.ts'
import { instant, plus, seconds } from '../src/clock.ts'
import type { Instant, Slot } from '../src/model.ts'
import { authenticatorStream, type Comer, letIn } from './services/logs-authenticator.ts'
import { discovered } from './services/logs-fields.ts'
import { type Dice, kinds, nodes } from './services/logs-noise.ts'
import type { LogEvent } from './services/logs-state.ts'

type Place = { region: string; name: string }

const digest = (label: string): Buffer => createHash('sha256').update(label).digest()

/** The two streams that the API servers of a cluster write. */
export const auditStreams = ({ region, name }: Place): [string, string] => {
  const stream = (server: number) =>
    `kube-apiserver-audit-${digest(`${region}/${name}/${server}`).toString('hex').slice(0, 32)}`
  return [stream(1), stream(2)]
}

/**
 * For `LogGroup.background`: some 280 entries an hour, of which the rows query drops about nine in ten, and a few lines of
 * another log of the control plane; of each kind only a `share`, and one at least. Nothing arrives within `silences`.
 */
export const backgroundOf = (
  place: Place,
  silences: readonly Slot[] = [],
  share = 1,
): ((hour: Instant) => Record<string, LogEvent[]>) => {
  let last: { hour: Instant; events: Record<string, LogEvent[]> } | undefined
  return (hour) => {
    // Both queries of a window ask for the same hour.
    if (last?.hour !== hour) last = { hour, events: hourOf(place, hour, { silences, share }) }
    return last.events
  }
}

type Made = { silences: readonly Slot[]; share: number }

const hourOf = (place: Place, hour: Instant, { silences, share }: Made): Record<string, LogEvent[]> => {
  const dice = diceOf(`${place.region}/${place.name}/${hour}`)
  const [first, second] = auditStreams(place)
  const streams: Record<string, LogEvent[]> = { [first]: [], [second]: [], [authenticatorStream]: [] }
  const from = seconds(hour) * 1_000
  const silent = silences.map(({ start, end }) => ({ start: seconds(start) * 1_000, end: seconds(end) * 1_000 }))
  const put = (stream: string, ms: number, told: Pick<LogEvent, 'message' | 'found'>): void => {
    if (silent.some(({ start, end }) => ms >= start && ms < end)) return
    streams[stream]?.push({ timestamp: ms, ingestionTime: ms + 1_000 + dice(4_000), ...told })
  }
  for (const [kind, { perHour: usual, make }] of kinds.entries()) {
    const perHour = Math.ceil(usual * share)
    for (let nth = 0; nth < perHour; nth++) {
      const ms = from + Math.floor(((nth + dice(1_000) / 1_000) * 3_600_000) / perHour)
      const drawn = dice(nodes)
      const told = templateOf(`${kind}/${drawn}`, () => make(() => drawn))(
        uuid(dice),
        micros(ms, dice),
        micros(ms + 1 + dice(20), dice),
      )
      put(dice(2) === 0 ? first : second, ms, told)
    }
  }
  for (let nth = 0; nth < 3; nth++) {
    const ms = from + nth * 1_200_000 + dice(60_000)
    const node = dice(nodes)
    for (const message of letIn(nodeOf(place, node, 30_000 + dice(30_000)), instant(Math.floor(ms / 1_000))))
      put(authenticatorStream, ms, { message })
  }
  return streams
}

const nodeOf = ({ region, name }: Place, nth: number, port: number): Comer => {
  const host = `ip-10-0-${nth + 1}-21.${region}.compute.internal`
  const hex = digest(`${region}/${name}/node/${nth}`).toString('hex')
  return {
    ...{ region, account: '111122223333', role: `${name}-node`, session: `i-0${hex.slice(0, 16)}`, port },
    accessKeyId: `ASIA${hex.slice(16, 32).toUpperCase()}`,
    principalId: `AROA${hex.slice(32, 49).toUpperCase()}`,
    ...{ username: `system:node:${host}`, groups: ['system:bootstrappers', 'system:nodes'] },
  }
}

type Template = (auditID: string, received: string, reached: string) => Required<Pick<LogEvent, 'message' | 'found'>>

// Entries of a kind differ in their id and their times alone: what is found in one is found in all.
const templates = new Map<string, Template>()
const templateOf = (name: string, make: () => Example): Template => {
  const known = templates.get(name) ?? template(make())
  templates.set(name, known)
  return known
}

const marks = ['<auditID>', '<received>', '<reached>']

const template = (given: Example): Template => {
  const [auditID = '', received = '', reached = ''] = marks
  const text = JSON.stringify(example({ ...given, auditID, received, reached }))
  const parts = text.split(new RegExp(`(${marks.join('|')})`))
  const fields = discovered(text)
  return (...values) => {
    const filled = (part: string): string => {
      const at = marks.indexOf(part)
      return at < 0 ? part : (values[at] ?? '')
    }
    return {
      message: parts.map(filled).join(''),
      found: fields.map(([path, value]) => [path, typeof value === 'string' ? filled(value) : value]),
    }
  }
}

const entryAt = (ms: number, given: Example, dice: Dice): string => {
  const received = micros(ms, dice)
  return JSON.stringify(
    example({ ...given, auditID: given.auditID ?? uuid(dice), received, reached: micros(ms + 1 + dice(20), dice) }),
  )
}

// As the API server writes times: six digits of a second.
const micros = (ms: number, dice: Dice): string => {
  const at = instant(ms / 1_000).slice(0, -1)
  return `${at.includes('.') ? at : `${at}.000`}${String(dice(1_000)).padStart(3, '0')}Z`
}

const uuid = (dice: Dice): string => {
  const hex = (digits: number) =>
    dice(16 ** digits)
      .toString(16)
      .padStart(digits, '0')
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(6)}${hex(6)}`
}

// mulberry32, seeded by the label.
const diceOf = (label: string): Dice => {
  let state = digest(label).readUInt32LE()
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below)
  }
}

/** Entries for a scenario, ready for `putEvent`, with their times. */
export type Told = { at: Instant; message: string }

const told = (at: Instant, given: Example): Told => ({
  at,
  message: entryAt(seconds(at) * 1_000, given, diceOf(`${at}/${JSON.stringify(given)}`)),
})

export const coredns = 'coredns-6799fbcd5-7wq2k'

/** A person opens a shell in CoreDNS by websocket: verb get, begun and ended half a minute later. */
export const execIntoKubeSystem = (at: Instant): Told[] => {
  const session: Example = {
    verb: 'get',
    resource: 'pods',
    subresource: 'exec',
    namespace: 'kube-system',
    name: coredns,
    code: 101,
    auditID: uuid(diceOf(`exec ${at}`)),
    received: micros(seconds(at) * 1_000, diceOf(at)),
    requestURI: `/api/v1/namespaces/kube-system/pods/${coredns}/exec?command=sh&container=coredns&stdin=true&tty=true`,
  }
  const stage = (reached: Instant, name: 'ResponseStarted' | 'ResponseComplete'): Told => ({
    at: reached,
    message: JSON.stringify(
      example({ ...session, stage: name, reached: micros(seconds(reached) * 1_000, diceOf(reached)) }),
    ),
  })
  return [stage(at, 'ResponseStarted'), stage(plus(at, 30), 'ResponseComplete')]
}

/** So many refused attempts, a second apart, to read secrets by somebody who may not. */
export const deniedAttempts = (at: Instant, count: number): Told[] =>
  Array.from({ length: count }, (_, nth) =>
    told(plus(at, nth), {
      verb: 'get',
      resource: 'secrets',
      namespace: 'shop',
      name: `guess-${nth}`,
      user: 'arn:aws:sts::111122223333:assumed-role/Contractor/mallory',
      code: 403,
      decision: 'forbid',
      level: 'Metadata',
      sourceIPs: ['203.0.113.77'],
    }),
  )

/** A write whose entry CloudWatch cut: the end is missing, so that it is no JSON. */
export const truncatedEntry = (at: Instant): Told => {
  const object = { kind: 'Deployment', metadata: { annotations: { blob: 'x'.repeat(20_000) } } }
  const { message } = told(at, {
    verb: 'update',
    resource: 'deployments',
    apiGroup: 'apps',
    namespace: 'shop',
    name: 'cart',
    requestObject: object,
  })
  return { at, message: message.slice(0, 16_384) }
}
