// recheck: judges the stored evidence of a period again, by this program and if asked by other settings, and shows what comes out otherwise.
import { anyPattern } from '../../arn-pattern.ts'
import type { Catalog } from '../../catalog.ts'
import { plus, seconds } from '../../clock.ts'
import { EvidenceError } from '../../errors.ts'
import type { Tick } from '../../ledger/statement.ts'
import type { Digest, Outcome, Ref, Slot, Subject } from '../../model.ts'
import type { Store } from '../../store/store.ts'
import { type Findings, makeFindings, type Result } from '../checks.ts'
import { makeCustodian } from '../custody.ts'
import { entries } from '../entries.ts'
import { makeObjects } from '../objects.ts'
import { checkPins, type Pins } from '../pins.ts'
import type { Because } from './because.ts'
import { judgeTick } from './judge-tick.ts'
import type { Settings } from './settings.ts'
import { makeTotals, type Totals } from './totals.ts'

export type Rechecking = {
  store: Store
  pins: Partial<Pins>
  catalog: Catalog
  /** Of this program. */
  version: string
  commit: string | null
  /** Settings to judge by instead of the sealed ones; left out: those of each tick. */
  settings?: Settings
  /** Ids; left out: all, and what the detections find. */
  controls?: string[] | undefined
  /** Patterns of ARNs, `*` stands for any characters; left out: all. */
  subjects?: string[] | undefined
  progress?(at: { tick: string; judged: number; otherwise: number }): void
}

type Said = { outcome: Outcome['outcome']; reason: string }

/** What comes out otherwise: a verdict, or how many hits a detection gives. Text comes from clusters. */
export type Difference = { subject: Subject; slot: Slot; tick: string; because: Because[]; evaluation: Ref } & (
  | {
      kind: 'verdict'
      control: string
      /** null: none is stored for this slot, or none comes out. */
      stored: Said | null
      now: Said | null
      /** What it rests on: the stored verdict, or the new one where none is stored. */
      evidence: Ref[]
    }
  | {
      kind: 'hits'
      detection: string
      stored: { hits: number; allowed: number }
      now: { hits: number; allowed: number }
      evidence: Ref[]
    }
)

export type Rechecked = Totals & {
  result: 'same' | 'differs' | 'broken'
  /** Slots that start in it. */
  period: Slot
  /** This program, and whether the settings are those that were sealed. */
  by: { version: string; commit: string | null; settings: 'sealed' | 'given' }
  /** Which programs made what is stored. */
  madeBy: { version: string; commit: string; ticks: number }[]
  entries: number
  head: { sequence: number; tick: string; sha256: Digest } | null
  sandbox: boolean
  /** The checks that found something. `verify` looks at more than what is judged again. */
  checks: Result[]
}

/**
 * Yields each difference as it is found and returns what was looked at. Every stored verdict is judged by what it was judged by:
 * the readings, and what the evaluation before it carried. Throws PINS_MISSING, STORE_UNREADABLE.
 */
export async function* recheck(on: Rechecking): AsyncGenerator<Difference, Rechecked> {
  const pins = checkPins(on.pins)
  const { store } = on
  const findings = makeFindings()
  const custodian = makeCustodian(store, pins, findings)
  const objects = makeObjects(store, findings, custodian)
  const totals = makeTotals()
  const madeBy = new Map<string, Rechecked['madeBy'][number]>()
  const wanted = on.subjects && anyPattern(on.subjects)
  const catalog = chosen(on)
  let head: Rechecked['head'] = null
  let count = 0
  for await (const { tick, sha256 } of entries({ store, pins, findings, custodian, objects })) {
    count += 1
    head = { sequence: tick.sequence, tick: tick.tick, sha256 }
    if (isOf(pins.period, tick)) {
      const { version, commit } = tick.collector
      const name = `${version} ${commit}`
      madeBy.set(name, { version, commit, ticks: (madeBy.get(name)?.ticks ?? 0) + 1 })
      const given = { ...on, catalog, findings, objects, totals, period: pins.period, wanted }
      for await (const one of judgeTick(given, tick)) {
        totals.differs(one)
        yield one
      }
    }
    const { judged, otherwise } = totals.now()
    on.progress?.({ tick: tick.tick, judged, otherwise })
  }
  const result = resultOf(findings, totals.now())
  if (result === 'same') mustHaveJudged(on, totals.now())
  return {
    ...totals.now(),
    result,
    period: pins.period,
    by: { version: on.version, commit: on.commit, settings: on.settings ? 'given' : 'sealed' },
    madeBy: [...madeBy.values()],
    entries: count,
    head,
    sandbox: pins.sandbox,
    checks: findings.all().filter(({ state }) => state === 'fail'),
  }
}

// Of the controls that were asked for alone nothing else is judged, and no window gone through for hits.
const chosen = ({ catalog, controls }: Rechecking): Catalog => {
  if (!controls) return catalog
  const known = new Set(catalog.controls.map(({ id }) => id))
  const strange = controls.filter((id) => !known.has(id))
  if (strange.length > 0)
    throw new EvidenceError(
      'UNKNOWN_ID',
      { control: strange.join(', ') },
      { hint: 'run eks-evidence controls to see them all' },
    )
  return { ...catalog, controls: catalog.controls.filter(({ id }) => controls.includes(id)), detections: [] }
}

// A name that nothing answers to would read as a period in which everything came out the same.
const mustHaveJudged = ({ controls, subjects }: Rechecking, { judged, hits }: Totals): void => {
  if (judged > 0 || hits > 0 || (!controls && !subjects)) return
  throw new EvidenceError(
    'UNKNOWN_ID',
    {
      control: controls?.join(', ') ?? 'all',
      subject: subjects?.join(', ') ?? 'all',
      why: 'no verdict of the period is of these',
    },
    { hint: 'a pattern names the whole ARN, as arn:aws:eks:*:*:cluster/prod; eks-evidence coverage --csv lists them' },
  )
}

// A window that was read late is judged late: until its source could not be read any more, and some ticks beyond.
const isOf = ({ start, end }: Slot, { tick, schedule }: Tick): boolean => {
  const longest = Math.max(0, ...Object.values(schedule).map(({ keeps, every }) => keeps + every))
  return seconds(tick) >= seconds(start) && seconds(tick) < seconds(plus(end, longest + spare))
}
const spare = 7 * 86_400

const resultOf = (findings: Findings, { otherwise, lacking, added, unjudged }: Totals): Rechecked['result'] => {
  if (findings.all().some(({ state }) => state === 'fail')) return 'broken'
  return otherwise > 0 || lacking.length > 0 || added.length > 0 || unjudged > 0 ? 'differs' : 'same'
}
