// Lines of a timeline that are findings of GuardDuty and of Security Hub about the cluster.
import * as z from 'zod/mini'
import { absence, answers, documented } from '../answers/answers.ts'
import { time } from '../answers/time.ts'
import { visible } from '../audit-log/visible.ts'
import type { Exchange, Instant } from '../model.ts'
import { nextPage, type Operation } from '../wire.ts'
import { findingPages, getDuty, getHub, listDetectors, listFindings, unput } from './telling.ts'
import { type Case, isWithin, type Line, linesOf, type Part, type Where } from './timeline.ts'

const maybeTime = z.nullish(time)
const Detectors = z.object({ detectorIds: z.array(z.string()) })
const Duty = z.object({
  findings: z.array(
    z.object({
      ...{ arn: z.string(), type: z.string(), severity: z.number(), createdAt: time, updatedAt: time },
      resource: z.object({ eksClusterDetails: z.nullish(z.object({ arn: z.nullish(z.string()) })) }),
      service: z.nullish(z.object({ eventFirstSeen: maybeTime, eventLastSeen: maybeTime })),
    }),
  ),
})
const Hub = z.object({
  Findings: z.array(
    z.object({
      ...{ Id: z.string(), Title: z.string(), ProductName: z.nullish(z.string()) },
      ...{ CreatedAt: time, UpdatedAt: time, FirstObservedAt: maybeTime, LastObservedAt: maybeTime },
      Severity: z.nullish(z.object({ Label: z.nullish(z.string()) })),
    }),
  ),
})

export const toldLines = (one: Case): Part => {
  const parts = [duty, hub].map((place) => partOf(one, place))
  return { lines: parts.flatMap(({ lines }) => lines), looked: parts.flatMap(({ looked }) => looked) }
}

type Told = { id: string; what: string; times: (Instant | null | undefined)[] }
type Place = {
  where: Where
  operations: Operation<never, unknown>[]
  /** Throws OBSERVATION_INVALID, as `off` does. */
  read(exchanges: readonly Exchange[], cluster: string): Told[]
  /** Why there is nothing to read, where an answer says so. */
  off(exchanges: readonly Exchange[]): string | undefined
}

const partOf = ({ subject, incident, looks }: Case, { where, operations, read, off }: Place): Part => {
  const none = (not: string): Part => ({ lines: [], looked: [{ where, found: 0, not }] })
  if (!looks) return none(unput)
  const actions = new Set(operations.map(({ action }) => action))
  const own = [...linesOf(looks)].filter(({ line }) => actions.has(line.action))
  const exchanges = own.map(({ line }) => line)
  const why = documented(() => off(exchanges))
  if (why) return none(why)
  const told = own.map(({ line, key }) => ({ key, told: documented(() => read([line], subject.id)) }))
  const lines = told.flatMap(({ key, told: all = [] }) =>
    all.flatMap(({ id, what, times }): Line[] => {
      const at = times.find((time) => time && isWithin(incident, time))
      const line = { where, what: visible(what, 400), same: [], hits: [], pointer: { object: key, id } }
      return at ? [{ at, ...line }] : []
    }),
  )
  const not = new Set([
    ...(told.every((one) => one.told) ? [] : ['an answer is not as documented']),
    ...looks.lacks.filter(({ action }) => actions.has(action)).map(({ reason }) => visible(reason)),
    ...operations.flatMap((operation) => more(operation, exchanges)),
  ])
  return { lines, looked: [{ where, found: lines.length, not: not.size === 0 ? null : [...not].join('; ') }] }
}

// Where there were more pages than are asked for.
const more = (operation: Operation<never, unknown>, exchanges: Exchange[]): string[] => {
  const own = exchanges.filter(({ action }) => action === operation.action)
  const last = own.at(-1)
  const isMore = last?.got === 'body' && nextPage(operation, Object(last.body)) !== undefined
  return isMore && own.length >= findingPages ? [`the first ${findingPages} pages of findings are read`] : []
}

const duty: Place = {
  where: 'guardduty',
  operations: [listDetectors, listFindings, getDuty],
  off(exchanges) {
    const lists = [...answers(exchanges, listDetectors.action, Detectors)]
    const isOff = lists.length > 0 && lists.every(({ body }) => body.detectorIds.length === 0)
    return isOff ? 'GuardDuty is not enabled in the region: it has no detector' : undefined
  },
  // By name alone they may be of another account's cluster, whose findings an administrator's detector lists too.
  read: (exchanges, cluster) =>
    [...answers(exchanges, getDuty.action, Duty)]
      .flatMap(({ body }) => body.findings)
      .filter(({ resource }) => resource.eksClusterDetails?.arn === cluster)
      .map(({ arn, type, severity, createdAt, updatedAt, service }) => ({
        id: arn,
        what: `GuardDuty: ${type}, severity ${severity}, about the cluster`,
        times: [service?.eventFirstSeen, service?.eventLastSeen, createdAt, updatedAt],
      })),
}

const hub: Place = {
  where: 'security-hub',
  operations: [getHub],
  off(exchanges) {
    const code = absence(exchanges, getHub.action)
    return code && `Security Hub is not enabled in the region (${code})`
  },
  read: (exchanges) =>
    [...answers(exchanges, getHub.action, Hub)]
      .flatMap(({ body }) => body.Findings)
      .map(({ Id, Title, ProductName, Severity, CreatedAt, UpdatedAt, FirstObservedAt, LastObservedAt }) => ({
        id: Id,
        what: `${ProductName ?? 'Security Hub'}: ${Title}, ${Severity?.Label ?? 'without severity'}`,
        times: [FirstObservedAt, LastObservedAt, CreatedAt, UpdatedAt],
      })),
}
