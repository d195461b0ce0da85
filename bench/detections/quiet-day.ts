// A day in which nothing happens: what each detection tells of it is what its owner reads for nothing.
import { backgroundOf } from '../../sandbox/noise.ts'
import { example } from '../../src/audit-log/example.ts'
import type { Found } from '../../src/audit-log/found.ts'
import { judgeAll } from '../../src/cli/classify/judge.ts'
import { instant, seconds } from '../../src/clock.ts'
import type { Detection } from '../../src/detection.ts'
import { worse } from '../../src/severity.ts'
import { busy } from './busy-cluster.ts'
import { healthy } from './healthy-cluster.ts'

const day = '2026-01-05T00:00:00Z'

type Entry = { at: string; message: string }

/** The sandbox's background of one cluster, 24 hours. */
const background = (): Entry[] => {
  const hours = backgroundOf({ region: 'eu-west-1', name: 'prod' })
  return Array.from({ length: 24 }, (_, hour) => hours(instant(seconds(day) + hour * 3_600))).flatMap((streams) =>
    Object.entries(streams).flatMap(([stream, events]) =>
      stream.startsWith('kube-apiserver-audit-')
        ? events.map(({ timestamp, message }) => ({ at: instant(timestamp / 1_000), message }))
        : [],
    ),
  )
}

/** What else a healthy cluster does, spread evenly over the day. */
const machinery = (): Entry[] =>
  [...healthy, ...busy].flatMap(({ perDay, make }, kind) =>
    Array.from({ length: perDay }, (_, nth) => {
      const at = instant(seconds(day) + Math.floor(((nth + 0.5) * 86_400) / perDay))
      const received = `${at.slice(0, 19)}.000000Z`
      const auditID = `00000000-0000-4000-8000-${String(kind).padStart(4, '0')}${String(nth).padStart(8, '0')}`
      return { at, message: JSON.stringify(example({ ...make, auditID, received: make.received ?? received })) }
    }),
  )

/** `findings`: hits are one finding per detection, cluster, actor and day. */
export type Told = { id: string; severity: string; hits: number; findings: number; actors: string[] }

export const quietDay = (detections: readonly Detection[]): { entries: number; told: Told[] } => {
  const { take, found } = judgeAll({ detections, rules: {} })
  const entries = [...background(), ...machinery()]
  for (const [nth, one] of entries.entries()) take({ pointer: String(nth), stream: '', ...one })
  const told = [...Map.groupBy(found(), ({ detection }) => detection)].sort(([a], [b]) => (a < b ? -1 : 1))
  return { entries: entries.length, told: told.map(([id, own]) => toldOf(id, own)) }
}

const toldOf = (id: string, own: Found[]): Told => {
  const actors = [...new Set(own.map(({ actor }) => actor))]
  return {
    id,
    severity: own.map(({ severity }) => severity).reduce(worse),
    hits: own.reduce((sum, { count }) => sum + count, 0),
    findings: actors.length,
    actors,
  }
}
