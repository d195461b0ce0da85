// All tests of a period in one pass, each computed when its turn comes: what is kept of it is small.
import type { Catalog } from '../../catalog.ts'
import { seconds } from '../../clock.ts'
import type { AnyControl } from '../../control.ts'
import type { Criterion, Instant, Severity } from '../../model.ts'
import { severities } from '../../severity.ts'
import { dueAt, pastSla } from '../../sla.ts'
import type { Period } from './period.ts'
import { type Deviation, type TestSeen, testOf } from './tests.ts'
import { stateIn, stoodAt, type Week, weeksOf } from './weeks.ts'

/** A test without its subjects and its deviations. */
export type TestTold = Pick<TestSeen, 'control' | 'source' | 'totals' | 'days' | 'off'> & {
  subjects: number
  deviations: DeviationsTold
}
export type DeviationsTold = {
  all: number
  /** At how many subjects. */
  subjects: number
  /** That stand. */
  open: number
  /** That stood for longer than their deadline, mended since or not. */
  pastSla: number
  /** Of which it was not known for some time whether they stood. */
  interrupted: number
  /** Under an acceptance for some of their time. */
  accepted: number
}

/** Of each week what stood at its end; null for one that the ledger does not reach. */
export type Trends = {
  weeks: Week[]
  /** Deviations that stood, by severity. */
  open: Record<Severity, (number | null)[]>
  /** Of these, past their deadline. */
  pastSla: (number | null)[]
  access: Failing
  vulnerabilities: Failing
}
/** Subjects with a deviation, and those without one of which something is unknown or was not read. */
export type Failing = { failing: (number | null)[]; notKnown: (number | null)[]; subjects: number }

export type Survey = { tests: Map<string, TestTold>; trends: Trends }

/** EVD tests are about the information itself, and are in no total. */
export const isOfInformation = ({ id }: Pick<AnyControl, 'id'>): boolean => id.startsWith('EVD-')

const accessCriteria: readonly Criterion[] = ['CC6.1', 'CC6.2', 'CC6.3']
export const isOfAccess = ({ criteria }: Pick<AnyControl, 'criteria'>): boolean =>
  criteria.some((one) => accessCriteria.includes(one))
export const isOfVulnerabilities = ({ id, of }: Pick<AnyControl, 'id' | 'of'>): boolean =>
  id.startsWith('VUL-') && of === 'repository'

export const surveyOf = (period: Period, catalog: Pick<Catalog, 'sources' | 'controls'>): Survey => {
  const known = surveys.get(period)
  if (known) return known
  const weeks = weeksOf(period)
  const trends = empty(weeks)
  const [access, vulnerabilities] = [makeFailing(period, weeks), makeFailing(period, weeks)]
  const tests = new Map<string, TestTold>()
  for (const control of catalog.controls) {
    const test = testOf(period, catalog, control)
    tests.set(control.id, told(period, test))
    if (isOfInformation(control)) continue
    stood(period, trends, test)
    if (isOfAccess(control)) access.add(test)
    if (isOfVulnerabilities(control)) vulnerabilities.add(test)
  }
  const survey = { tests, trends: { ...trends, access: access.all(), vulnerabilities: vulnerabilities.all() } }
  surveys.set(period, survey)
  return survey
}
const surveys = new WeakMap<Period, Survey>()

const told = (period: Period, { control, source, at, totals, days, off }: TestSeen): TestTold => {
  const deviations = at.flatMap((one) => one.deviations)
  const of = (is: (one: Deviation) => boolean): number => deviations.filter(is).length
  return {
    ...{ control, source, totals, days, off },
    subjects: at.length,
    deviations: {
      all: deviations.length,
      subjects: at.filter((one) => one.deviations.length > 0).length,
      open: of(({ ended }) => ended === 'open'),
      pastSla: of((one) => deadlineOf(period, control, one).isPast),
      interrupted: of(({ interrupted }) => interrupted),
      accepted: of(({ accepted }) => accepted.length > 0),
    },
  }
}

/** Of what was in force when it was first seen; `due` null where there is no deadline. */
export const deadlineOf = (
  period: Pick<Period, 'configs' | 'head' | 'slot'>,
  { severity }: Pick<AnyControl, 'severity'>,
  { since, until }: Pick<Deviation, 'since' | 'until'>,
): { days: number; due: Instant | null; isPast: boolean } => {
  const { configs, head, slot } = period
  const config = configs.findLast(({ from }) => seconds(from) <= seconds(since)) ?? configs[0]
  if (!config) return { days: 0, due: null, isPast: false }
  const { sla } = config.config
  const due = dueAt(severity, since, sla) ?? null
  const end = until ?? head?.tick ?? slot.end
  return { days: sla[severity], due, isPast: pastSla(severity, since, end, sla) }
}

const empty = (weeks: Week[]): Pick<Trends, 'weeks' | 'open' | 'pastSla'> => {
  const none = () => weeks.map(({ ahead }) => (ahead ? null : 0))
  const open = Object.fromEntries(severities.map((one) => [one, none()])) as Trends['open']
  return { weeks, open, pastSla: none() }
}

const stood = (period: Period, { weeks, open, pastSla: past }: ReturnType<typeof empty>, test: TestSeen): void => {
  const { control } = test
  for (const { deviations } of test.at) {
    for (const deviation of deviations) {
      const { due } = deadlineOf(period, control, deviation)
      for (const [nth, week] of weeks.entries()) {
        if (week.ahead || !stoodAt(deviation, week)) continue
        more(open[control.severity], nth)
        if (due !== null && seconds(due) <= seconds(week.to)) more(past, nth)
      }
    }
  }
}

const more = (counts: (number | null)[], nth: number): void => {
  counts[nth] = (counts[nth] ?? 0) + 1
}

const makeFailing = (period: Period, weeks: Week[]) => {
  const states = new Map<string, Uint8Array>() // of each subject, week by week: 0 neither, 1 not known, 2 a deviation
  return {
    add({ at }: TestSeen): void {
      for (const one of at) {
        const { slug } = one.subject
        const own = states.get(slug) ?? new Uint8Array(weeks.length)
        states.set(slug, own)
        for (const [nth, week] of weeks.entries()) {
          if (!week.ahead) own[nth] = Math.max(own[nth] ?? 0, rank[stateIn(period, one, week)])
        }
      }
    },
    all(): Failing {
      const count = (state: number) =>
        weeks.map(({ ahead }, nth) => (ahead ? null : [...states.values()].filter((own) => own[nth] === state).length))
      return { failing: count(2), notKnown: count(1), subjects: states.size }
    },
  }
}

const rank = { none: 0, 'not-applicable': 0, pass: 0, unread: 1, unknown: 1, accepted: 2, fail: 2 } as const
