// How much of everything a month takes: arithmetic over a usage, and nothing else.
import { evaluations, listed, memory, perTick, type Reading, readings } from './assumed.ts'
import type { SourceOf, Usage } from './usage.ts'

/** A mean month: 365.25 days in twelve. */
export const daysOfMonth = 365.25 / 12
const month = daysOfMonth * 86_400
const ticks = month / 3_600
const gib = 2 ** 30

export type Amounts = {
  ticks: number
  calls: number
  objects: number
  gets: number
  storedGb: number
  /** Null where no cluster's volume is known. */
  scannedGb: number | null
  loggedGb: number | null
  heldGb: number | null
  lambdaSeconds: number
  lambdaRequests: number
  transitions: number
  kmsRequests: number
  findings: number
  /** Those beyond 10,000 in a region. */
  paidFindings: number
  streamedGb: number
}

const sliceSize = 50
const freeFindings = 10_000

export const amountsOf = (usage: Usage): Amounts => {
  const { clusters, repositories, regions, assume, sources } = usage
  const subjects: Record<string, number> = {
    account: 1,
    region: regions.length,
    cluster: clusters.length,
    repository: repositories.length,
    deployment: 1,
  }
  const countOf = (of: string): number => subjects[of] ?? 1
  const images = repositories.reduce((sum, one) => sum + (one.images ?? 0), 0)
  const logged = clusters.reduce((sum, one) => sum + (one.loggedBytesPerDay ?? 0), 0)
  const known = clusters.some(({ loggedBytesPerDay }) => loggedBytesPerDay !== null)

  const rounds = sources.map((source) => ({
    source,
    rounds: month / source.every,
    ...roundOf(source, usage, countOf, images),
  }))
  const sum = (of: (one: (typeof rounds)[number]) => number): number => rounds.reduce((all, one) => all + of(one), 0)
  const calls = sum((one) => one.rounds * one.calls)
  const observations = sum((one) => one.rounds * countOf(one.source.of))
  const collected = sum((one) => (one.source.first ? 0 : one.rounds * countOf(one.source.of)))
  const judged = Object.keys(evaluations).map((of) => ({ of, times: timesJudged(of, sources) * countOf(of) }))
  const evaluated = judged.reduce((all, { times }) => all + times, 0)
  const objects = observations + evaluated + ticks * perTick.objects
  const planned = Object.entries(perTick.perSubject).reduce((all, [of, each]) => all + each * countOf(of), 0)
  const bytes =
    sum((one) => one.rounds * one.bytes) +
    judged.reduce((all, { of, times }) => all + times * (evaluations[of] ?? 0), 0) +
    ticks * (perTick.bytes + planned) +
    objects * perTick.perObject

  const collecting = ticks * Math.ceil(collected / ticks / sliceSize)
  const judging = ticks * Math.ceil(evaluated / ticks / sliceSize)
  // A slice is called once, and again when its queries have run.
  const invocations = ticks * 3 + collecting * 2 + judging
  const streamed = usage.streams ? logged * daysOfMonth : 0
  const batches = streamed / assume.batchBytes
  const subscribing = usage.streams ? ticks * regions.length : 0
  const findings = findingsOf(usage)
  return {
    ticks,
    calls,
    objects,
    gets: objects * 2 + evaluated * 8 + ticks * 20,
    storedGb: (bytes / gib) * (usage.lockDays / daysOfMonth),
    scannedGb: known ? scannedBytes(usage) / gib : null,
    loggedGb: known ? (logged * daysOfMonth) / gib : null,
    heldGb: heldBytes(usage),
    lambdaSeconds:
      calls * assume.callSeconds * memory.collect +
      evaluated * assume.evaluateSeconds * memory.evaluate +
      (ticks * assume.tickSeconds + objects * assume.objectSeconds) * memory.rest +
      batches * assume.batchSeconds * memory.stream,
    lambdaRequests: invocations + batches + subscribing,
    // The states of infra/state-machine.yml that a tick goes through, and those of each slice, with the start of each.
    transitions: ticks * 10 + collecting * 7 + judging * 4,
    // A statement; and of three functions DescribeKey and GetPublicKey.
    kmsRequests: ticks * 7,
    findings: findings.all,
    paidFindings: findings.paid,
    streamedGb: streamed / gib,
  }
}

/** What a query gives at most. */
const mostRows = 100_000

// Where an hour holds more rows, its rows are asked for once more, by parts.
const scannedBytes = ({ clusters, assume }: Usage): number =>
  clusters.reduce((sum, { loggedBytesPerDay }) => {
    const logged = loggedBytesPerDay ?? 0
    const rows = ((logged / 24) * assume.rowShare) / assume.rowBytes
    return sum + logged * daysOfMonth * (rows > mostRows ? assume.scans + 1 : assume.scans)
  }, 0)

// All subjects of one source, read once.
const roundOf = (
  { id, of, every }: SourceOf,
  { clusters, repositories, regions, assume }: Usage,
  countOf: (of: string) => number,
  images: number,
): { calls: number; bytes: number } => {
  const one: Reading | undefined = readings[id]
  if (!one) throw new Error(`${id}: say in assumed.ts what a reading of it comes to`)
  const held = new Set([...clusters, ...repositories].map(({ region }) => region))
  const idle = of === 'region' && one.idle ? regions.filter((name) => !held.has(name)).length : 0
  const [many, nothing] = [countOf(of) - idle, one.idle ?? { calls: 0, bytes: 0 }]
  const calls = many * one.calls + idle * nothing.calls + images * one.callsPerImage
  const bytes = many * one.bytes + idle * nothing.bytes + images * one.bytesPerImage
  if (id === 'inventory')
    return {
      calls: calls + clusters.length * listed.cluster.calls + repositories.length * listed.repository.calls,
      bytes: bytes + clusters.length * listed.cluster.bytes + repositories.length * listed.repository.bytes,
    }
  if (id !== 'audit-log') return { calls, bytes }
  const logged = clusters.reduce((sum, { loggedBytesPerDay }) => sum + (loggedBytesPerDay ?? 0), 0)
  const rows = ((logged * every) / 86_400) * assume.rowShare
  return { calls, bytes: clusters.length * assume.windowBytes + rows * assume.rowStored }
}

// Whoever was read is judged, at most once in a tick; and so is, once a day, whoever rests on what a region or the account was read for.
const timesJudged = (of: string, sources: SourceOf[]): number => {
  const every = sources.filter((source) => source.of === of).map((source) => Math.max(source.every, 3_600))
  if (every.length === 0) return 0
  return Math.min(month / 3_600, month / Math.min(...every) + month / 86_400)
}

const findingsOf = ({ regions, clusters, repositories, controls, assume }: Usage): { all: number; paid: number } => {
  const places = new Set([...regions, ...clusters.map((one) => one.region), ...repositories.map((one) => one.region)])
  const byRegion = [...places].map((name) => {
    const subjects: [string, number][] = [
      ['region', regions.includes(name) ? 1 : 0],
      ['cluster', clusters.filter(({ region }) => region === name).length],
      ['repository', repositories.filter(({ region }) => region === name).length],
    ]
    return subjects.reduce(
      (sum, [of, count]) =>
        sum + count * ((controls[of] ?? 0) * assume.openShare * (daysOfMonth / 60) + assume.changes),
      0,
    )
  })
  return {
    all: byRegion.reduce((sum, one) => sum + one, 0),
    paid: byRegion.reduce((sum, one) => sum + Math.max(0, one - freeFindings), 0),
  }
}

const heldBytes = ({ clusters }: Usage): number | null => {
  const known = clusters.flatMap(({ storedBytes }) => (storedBytes === null ? [] : [storedBytes]))
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / gib
}
