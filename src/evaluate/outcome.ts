// One control over its facts: a control that breaks down judged nothing.
import type { Config } from '../config.ts'
import type { AnyControl } from '../control.ts'
import { type Instant, type Outcome, unknown } from '../model.ts'
import { visible } from '../observation/reason.ts'

/** What of the configuration decides verdicts. */
export type Ruling = Pick<Config, 'controls'> & Partial<Pick<Config, 'detections' | 'register' | 'acceptances'>>

export type Assessing = {
  tick: Instant
  task: { subject: { name: string; id: string } }
  config: Ruling
}

/** The outcome, its reason bounded and made visible: text from a cluster is hostile. */
export const outcomeOf = (
  control: AnyControl,
  given: Record<string, unknown>,
  { tick, task, config }: Assessing,
): Outcome => {
  const set = config.controls[control.id]
  const settings = { ...control.settings, ...(set && 'settings' in set ? set.settings : {}) }
  const { name, id } = task.subject
  const { register = null, acceptances = [] } = config
  const at = { asOf: tick, settings, subject: { name, id }, register, acceptances }
  const outcome = attempt(() => control.assess(given as never, at))
  return { ...outcome, reason: visible(outcome.reason) }
}

const attempt = (assess: () => Outcome): Outcome => {
  try {
    return assess()
  } catch (error) {
    return unknown(`the control broke down: ${error instanceof Error ? error.message : String(error)}`)
  }
}
