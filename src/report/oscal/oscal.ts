// A period as OSCAL assessment results (1.2.1), piece by piece: a year of many clusters is never held at once.
import { criteria } from '../../criteria.ts'
import { byBytes } from '../../store/order.ts'
import type { Period } from '../period/period.ts'
import { type TestSeen, testOf } from '../period/tests.ts'
import type { Reported } from '../reported.ts'
import { assetsOf, metadataOf } from './actors.ts'
import { discoveriesOf } from './discoveries.ts'
import { type Evidence, makeEvidence } from './evidence.ts'
import { findingOf } from './findings.ts'
import { localDefinitions, reviewedControls } from './objectives.ts'
import { itemOf, observationsOf } from './observations.ts'
import { risk } from './risks.ts'
import { line, markup, props, some } from './text.ts'
import { uuid } from './uuid.ts'

type From = Pick<Reported, 'period' | 'catalog' | 'by'>

/** Valid by NIST's JSON schema; the same for the same ledger, period and program. */
export function* oscalOf(on: From): Generator<string> {
  const { period, catalog } = on
  const evidence = makeEvidence(period)
  const { ledger, slot, head } = period
  const plan = uuid(ledger, 'resource', 'plan')
  const document = {
    uuid: uuid(ledger, 'document', slot.start, slot.end, head?.sha256 ?? '', on.by.version, on.by.commit),
    metadata: metadataOf(on),
    'import-ap': {
      href: `#${plan}`,
      remarks: 'There is no OSCAL assessment plan: the resource says what planned instead.',
    },
    'local-definitions': localDefinitions(period, catalog),
  }
  yield `{"assessment-results":${open(document)},"results":[${open(resultOf(on))}`
  const controls = [...catalog.controls].sort((a, b) => byBytes(a.id, b.id))
  const tests = (): Iterable<TestSeen> => controls.values().map((control) => testOf(period, catalog, control))
  yield* list('observations', observed(period, tests(), evidence, on))
  yield* list('risks', risksOf(period, tests()))
  yield* list(
    'findings',
    controls.values().map((control) => findingOf(period, testOf(period, catalog, control))),
  )
  yield `}],"back-matter":{"resources":[${JSON.stringify(planned(plan, period, evidence))}`
  for (const resource of evidence.resources()) yield `,${JSON.stringify(resource)}`
  yield ']}}}\n'
}

function* observed(
  period: Period,
  tests: Iterable<TestSeen>,
  evidence: Evidence,
  { catalog }: From,
): Generator<object> {
  for (const test of tests) yield* observationsOf(period, test, evidence)
  yield* discoveriesOf(period, catalog, evidence)
}

function* risksOf(period: Period, tests: Iterable<TestSeen>): Generator<object> {
  for (const { control, at } of tests)
    for (const { deviations } of at) for (const deviation of deviations) yield risk(period, control, deviation)
}

/** All of an object but its end. */
const open = (object: object): string => JSON.stringify(object).slice(0, -1)

/** A member of the object that is open; none where it would be empty. */
function* list(name: string, all: Iterable<object>): Generator<string> {
  let begun = false
  for (const one of all) {
    yield `${begun ? ',' : `,${JSON.stringify(name)}:[`}${JSON.stringify(one)}`
    begun = true
  }
  if (begun) yield ']'
}

const resultOf = (on: From) => {
  const { period, catalog } = on
  const { ledger, slot, head, entries, subjects, outages, broken } = period
  return {
    uuid: uuid(ledger, 'result', slot.start, slot.end),
    title: `${slot.start} to ${slot.end}, its end not included`,
    description:
      'Tests of stored readings, slot by slot. Rates are over the observations that were expected: what was missed, not read whole or unknown counts among them.',
    start: slot.start,
    end: slot.end,
    props: props({
      'ledger-entries': entries,
      'observed-until': head?.tick ?? null,
      'does-not-hold': broken.map(({ name }) => name),
    }),
    'local-definitions': {
      ...some(
        'inventory-items',
        subjects.map((one) => itemFor(period, one)),
      ),
      'assessment-assets': assetsOf(on),
    },
    'reviewed-controls': reviewedControls(catalog),
    ...(outages.length > 0 && { 'assessment-log': { entries: outages.map((one) => outageOf(ledger, one)) } }),
  }
}

const itemFor = (period: Period, { slug, subject, from, vanished, excluded }: Period['subjects'][number]) => ({
  uuid: itemOf(period, slug),
  description: markup(`${subject.scope} ${subject.name}`),
  props: props({
    ...{ 'asset-id': subject.id, scope: subject.scope, region: subject.region, born: subject.bornAt },
    ...{ 'observed-from': from, 'gone-since': vanished },
    'left-out': excluded.map(({ rule, from: since, to }) => `from ${since} to ${to ?? 'the end'} by the rule ${rule}`),
  }),
})

const outageOf = (ledger: string, { from, to, ticks, sequence }: Period['outages'][number]) => ({
  uuid: uuid(ledger, 'outage', from),
  title: 'Hours without a tick',
  description: `${ticks} hours in which nothing was read, as entry ${sequence} of the ledger says.`,
  start: from,
  end: to,
})

// What governs the readings instead of a plan that somebody wrote for an assessment.
const planned = (id: string, { configs }: Period, { rlink }: Evidence) => ({
  uuid: id,
  title: 'What planned: sealed plans and configurations',
  description: `There is no OSCAL assessment plan, and none is claimed. Before it reads, each tick seals a plan (plan.json) that follows from the configuration, the inventory and what was sealed before. Linked are the configurations of the period. Criteria are the ${Object.keys(criteria).length} of TSP section 100 that this tool knows.`,
  ...some(
    'rlinks',
    configs.map(({ ref }) => rlink(ref)),
  ),
  ...some('props', props({ 'in-force-from': configs.map(({ from, ref }) => line(`${from} ${ref.key}`)) })),
})
