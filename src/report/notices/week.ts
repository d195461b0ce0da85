// What stood in a week and what changed in it, counted from the model of that week. Pure.
import type { Catalog } from '../../catalog.ts'
import type { AnyControl } from '../../control.ts'
import type { Criterion, Severity } from '../../model.ts'
import { severities } from '../../severity.ts'
import { byBytes } from '../../store/order.ts'
import type { Period } from '../period/period.ts'
import { deadlineOf, isOfInformation } from '../period/survey.ts'
import { type Deviation, type TestSeen, testOf } from '../period/tests.ts'

/** A deviation with what it is to whoever reads of it. */
export type Listed = Deviation & { title: string; severity: Severity; due: string | null; isPast: boolean }

export type Week = {
  /** Sorted; of the tests about the information itself none counts. */
  criteria: {
    criterion: Criterion
    tests: number
    pass: number
    expected: number
    standing: number
    notKnown: number
  }[]
  standing: Listed[]
  /** First seen in it, whether they stand or not. */
  begun: Listed[]
  /** Read without it, in the week. */
  fixed: Listed[]
  bySeverity: Record<Severity, number>
  pastSla: Listed[]
  accepted: number
}

type Sums = Omit<Week['criteria'][number], 'criterion'>

export const countWeek = (period: Period, catalog: Pick<Catalog, 'sources' | 'controls'>): Week => {
  const sums = new Map<Criterion, Sums>()
  const all: Listed[] = []
  for (const control of catalog.controls) {
    if (isOfInformation(control)) continue
    // Computed one by one: a year of all of them is never held, and a week of them need not be.
    const test = testOf(period, catalog, control)
    if (test.at.length === 0) continue
    const own = listed(period, control, test)
    all.push(...own)
    for (const criterion of control.criteria) sums.set(criterion, added(sums.get(criterion), test, own))
  }
  const { start } = period.slot
  const inOrder = all.toSorted(worstFirst)
  const standing = inOrder.filter(({ ended }) => ended === 'open')
  return {
    criteria: [...sums]
      .map(([criterion, one]) => ({ criterion, ...one }))
      .sort((a, b) => byNumber(a.criterion, b.criterion)),
    standing,
    begun: inOrder.filter(({ since }) => since >= start),
    fixed: inOrder.filter(({ ended }) => ended === 'fixed'),
    bySeverity: Object.fromEntries(
      severities.map((severity) => [severity, standing.filter((one) => one.severity === severity).length]),
    ) as Week['bySeverity'],
    pastSla: standing.filter(({ isPast }) => isPast),
    accepted: standing.filter(({ accepted }) => accepted.length > 0).length,
  }
}

const listed = (period: Period, control: AnyControl, { at }: TestSeen): Listed[] =>
  at
    .flatMap(({ deviations }) => deviations)
    .map((one) => {
      const { due, isPast } = deadlineOf(period, control, one)
      return { ...one, title: control.title, severity: control.severity, due, isPast }
    })

const added = (before: Sums | undefined, { at, totals }: TestSeen, own: readonly Listed[]): Sums => {
  const { tests, pass, expected, standing, notKnown } = before ?? {
    ...{ tests: 0, pass: 0, expected: 0, standing: 0, notKnown: 0 },
  }
  return {
    tests: tests + 1,
    pass: pass + totals.pass,
    expected: expected + totals.expected,
    standing: standing + own.filter(({ ended }) => ended === 'open').length,
    notKnown: notKnown + at.filter(({ turns }) => turns.at(-1)?.outcome === 'unknown').length,
  }
}

const worstFirst = (a: Listed, b: Listed): number =>
  severities.indexOf(b.severity) - severities.indexOf(a.severity) ||
  byBytes(a.since, b.since) ||
  byBytes(a.control, b.control) ||
  byBytes(a.subject.slug, b.subject.slug)

// CC6.10 would come behind CC6.9.
const byNumber = (a: Criterion, b: Criterion): number => {
  const [one, other] = [a, b].map((text) => text.split('.'))
  return byBytes(one?.[0] ?? '', other?.[0] ?? '') || Number(one?.[1]) - Number(other?.[1])
}
