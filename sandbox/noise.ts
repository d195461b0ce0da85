// A cluster's background audit log, hour by hour: always the same for the same cluster and hour.
import { createHash } from 'node:crypto'
import { type Example, example } from '../src/audit-log/example.ts'
import { instant, plus, seconds } from '../src/clock.ts'
import type { Instant, Slot } from '../src/model.ts'
import { type Dice, kinds } from './services/logs-noise.ts'
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
 * another log of the control plane. Nothing arrives within `silences`.
 */
export const backgroundOf = (
  place: Place,
  silences: readonly Slot[] = [],
): ((hour: Instant) => Record<string, LogEvent[]>) => {
  let last: { hour: Instant; events: Record<string, LogEvent[]> } | undefined
  return (hour) => {
    // Both queries of a window ask for the same hour.
    if (last?.hour !== hour) last = { hour, events: hourOf(place, hour, silences) }
    return last.events
  }
}

const hourOf = (place: Place, hour: Instant, silences: readonly Slot[]): Record<string, LogEvent[]> => {
  const dice = diceOf(`${place.region}/${place.name}/${hour}`)
  const [first, second] = auditStreams(place)
  const streams: Record<string, LogEvent[]> = { [first]: [], [second]: [], 'authenticator-5d0f2c6e8a914b37': [] }
  const put = (stream: string, ms: number, message: string): void => {
    const at = instant(ms / 1_000)
    if (silences.some(({ start, end }) => seconds(at) >= seconds(start) && seconds(at) < seconds(end))) return
    streams[stream]?.push({ timestamp: ms, ingestionTime: ms + 1_000 + dice(4_000), message })
  }
  for (const { perHour, make } of kinds) {
    for (let nth = 0; nth < perHour; nth++) {
      const ms = seconds(hour) * 1_000 + Math.floor(((nth + dice(1_000) / 1_000) * 3_600_000) / perHour)
      const text = entryAt(ms, make(dice), dice)
      put(dice(2) === 0 ? first : second, ms, text)
    }
  }
  for (let nth = 0; nth < 6; nth++) {
    const ms = seconds(hour) * 1_000 + nth * 600_000 + dice(60_000)
    put(
      'authenticator-5d0f2c6e8a914b37',
      ms,
      `time="${instant(ms / 1_000)}" level=info msg="access granted" username=ci`,
    )
  }
  return streams
}

const entryAt = (ms: number, given: Example, dice: Dice): string => {
  const received = micros(ms, dice)
  return JSON.stringify(
    example({ ...given, auditID: given.auditID ?? uuid(dice), received, reached: micros(ms + 1 + dice(20), dice) }),
  )
}

// As the API server writes times: six digits of a second.
const micros = (ms: number, dice: Dice): string =>
  instant(ms / 1_000).replace(
    /(\.\d{3})?Z$/,
    (_, fraction: string = '.000') => `${fraction}${String(dice(1_000)).padStart(3, '0')}Z`,
  )

const uuid = (dice: Dice): string => {
  const hex = (digits: number) => Array.from({ length: digits }, () => dice(16).toString(16)).join('')
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`
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

/** A person opens a shell in CoreDNS by websocket: verb get, begun and ended half a minute later. */
export const execIntoKubeSystem = (at: Instant): Told[] => {
  const session: Example = {
    verb: 'get',
    resource: 'pods',
    subresource: 'exec',
    namespace: 'kube-system',
    name: 'coredns-6799fbcd5-7wq2k',
    code: 101,
    auditID: uuid(diceOf(`exec ${at}`)),
    received: micros(seconds(at) * 1_000, diceOf(at)),
    requestURI:
      '/api/v1/namespaces/kube-system/pods/coredns-6799fbcd5-7wq2k/exec?command=sh&container=coredns&stdin=true&tty=true',
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
