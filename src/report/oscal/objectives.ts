// Tests as OSCAL has them: each an activity, and an objective of the criteria that it is relevant to.
import type { Catalog } from '../../catalog.ts'
import type { AnyControl } from '../../control.ts'
import { criteria } from '../../criteria.ts'
import type { Criterion } from '../../model.ts'
import { byBytes } from '../../store/order.ts'
import type { Period } from '../period/period.ts'
import { isOfInformation } from '../period/survey.ts'
import { controlId, markup, objectiveId, props } from './text.ts'
import { uuid } from './uuid.ts'

const scheme =
  "tsc- and the criterion's id in small letters: tsc-cc6.1 is CC6.1 of the AICPA's Trust Services Criteria, TSP section 100"

/** Of what was tested, and of every criterion what no test bears on. */
export const reviewedControls = (catalog: Pick<Catalog, 'controls'>) => {
  const tested = criteriaOf(catalog.controls)
  return {
    description:
      'Criteria that tests are relevant to. Relevant is all that is said: no test alone, and not all of them together, conclude on a criterion.',
    props: props({ 'control-id-scheme': scheme }),
    'control-selections': tested.map((criterion) => ({
      description: markup(`${criterion}: ${criteria[criterion]?.about ?? ''}`),
      'include-controls': [{ 'control-id': controlId(criterion) }],
      remarks: markup(`Not shown by any test: ${criteria[criterion]?.not ?? ''}`),
    })),
    'control-objective-selections': [
      { 'include-objectives': catalog.controls.map(({ id }) => ({ 'objective-id': objectiveId(id) })) },
    ],
    remarks: markup(untested(tested)),
  }
}

const untested = (tested: readonly Criterion[]): string => {
  const left = (Object.keys(criteria) as Criterion[]).filter((one) => !tested.includes(one))
  return left.length === 0
    ? 'Every criterion has a test that is relevant to it.'
    : `Criteria without any test: ${left.join(', ')}.`
}

const criteriaOf = (controls: readonly AnyControl[]): Criterion[] =>
  (Object.keys(criteria) as Criterion[]).filter((one) => controls.some((control) => control.criteria.includes(one)))

/** The objectives stand with the first criterion of each; the others are its properties. */
export const localDefinitions = ({ ledger }: Pick<Period, 'ledger'>, { controls }: Pick<Catalog, 'controls'>) => {
  const all = [...controls].sort((a, b) => byBytes(a.id, b.id))
  return {
    'objectives-and-methods': all.flatMap((control) => {
      const [first] = control.criteria
      return first ? [objective(control, first)] : []
    }),
    activities: all.map((control) => activity(ledger, control)),
  }
}

const objective = (control: AnyControl, first: Criterion) => ({
  'control-id': controlId(first),
  description: markup(control.title),
  parts: [
    {
      id: objectiveId(control.id),
      name: 'assessment-objective',
      title: markup(`${control.id}: ${control.title}`),
      props: propsOf(control),
      prose: markup(
        control.limits === undefined ? control.title : `${control.title}. What it cannot see: ${control.limits}`,
      ),
    },
  ],
})

const activity = (ledger: string, control: AnyControl) => ({
  uuid: activityOf(ledger, control),
  title: markup(`${control.id}: ${control.title}`),
  description: markup(`Judged from stored answers of ${actionsOf(control).join(', ')}.`),
  props: propsOf(control),
  ...(control.criteria.length > 0 && {
    'related-controls': {
      'control-selections': [{ 'include-controls': control.criteria.map((one) => ({ 'control-id': controlId(one) })) }],
    },
  }),
})

export const activityOf = (ledger: string, { id }: Pick<AnyControl, 'id'>): string => uuid(ledger, 'activity', id)

const actionsOf = ({ needs }: AnyControl): string[] => {
  const all = Object.values(needs).flatMap(({ fact }): readonly string[] =>
    fact.actions.length > 0 ? fact.actions : [fact.source],
  )
  return [...new Set(all)].sort(byBytes)
}

const propsOf = (control: AnyControl) =>
  props({
    test: control.id,
    'relevant-to': control.criteria,
    severity: control.severity,
    'same-as': control.sameAs,
    'about-the-information-itself': isOfInformation(control) ? 'yes' : null,
  })
