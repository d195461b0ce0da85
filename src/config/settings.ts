// eks-evidence.yml: what is observed, how often, and what the controls expect.
import * as z from 'zod/mini'
import type { Catalog } from '../catalog.ts'
import { seconds } from '../clock.ts'
import { defaultSla } from '../sla.ts'
import { detectionRules, ruleFaults } from './detection-rules.ts'
import { instant, membersOf, sentence, setting, settingFaults } from './yaml.ts'

const reason = sentence('a reason is required')
const region = z.string().check(z.regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, 'expected a region name, as eu-west-1'))
export const regions = z.array(region).check(
  z.minLength(1),
  z.refine((names) => new Set(names).size === names.length, 'a region is named twice'),
)
const period = z
  .strictObject({ start: instant, end: instant })
  .check(z.refine(({ start, end }) => !(seconds(start) >= seconds(end)), 'expected start before end'))
const cadence = z
  .int()
  .check(
    z.refine(
      (every) => every >= 3_600 && every % 3_600 === 0 && 604_800 % every === 0,
      'expected whole hours that divide a week, in seconds',
    ),
  )

const days = z
  .int('expected whole days')
  .check(z.refine((many) => many >= 0 && many <= 3_650, 'expected 0 (no deadline) to 3650 days'))
const sla = z.strictObject({
  critical: z._default(days, defaultSla.critical),
  high: z._default(days, defaultSla.high),
  medium: z._default(days, defaultSla.medium),
  low: z._default(days, defaultSla.low),
})

export const settingsSchema = z.strictObject({
  /** Which regions are observed: `all` that the account has enabled, or a list. */
  regions: z._default(z.union([z.literal('all'), regions]), 'all'),
  /** The audit period, half-open, UTC: evidence is locked for a year beyond its end, and for 800 days at least. */
  period: z.optional(period),
  /** Subjects left out, each with its reason; `*` stands for any characters of the ARN. */
  exclude: z._default(z.array(z.strictObject({ subject: z.string(), reason })), []),
  /** Seconds between two observations, by source. */
  cadence: z._default(z.record(z.string(), cadence), {}),
  /** Days within which a failing control is to pass again, by its severity; 0: no deadline. Decides no verdict. */
  sla: z._default(sla, defaultSla),
  /** By control: its settings, or `off` with the reason. */
  controls: z._default(
    z.record(
      z.string(),
      z.union([z.strictObject({ off: reason }), z.strictObject({ settings: z.record(z.string(), setting) })]),
    ),
    {},
  ),
  /** By detection: its settings and allow-lists, or `off` with the reason. */
  detections: detectionRules,
})

/** Over the text as it was read, so that a name that nobody knows is told beside whatever else is wrong. */
export const unknownNames = (raw: unknown, { sources, controls, detections }: Catalog): string[] => {
  const { cadence, controls: set } = membersOf(raw)
  const faults = Object.keys(membersOf(cadence))
    .filter((id) => !sources.some((source) => source.id === id))
    .map((id) => `cadence.${id}: no such source`)
  for (const [id, one] of Object.entries(membersOf(set))) {
    const control = controls.find((known) => known.id === id)
    if (!control) faults.push(`controls.${id}: no such control`)
    faults.push(...settingFaults(`controls.${id}`, control?.settings, membersOf(one).settings))
  }
  return [...faults, ...ruleFaults(membersOf(raw).detections, detections)]
}
