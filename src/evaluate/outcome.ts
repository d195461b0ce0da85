// One control over its facts: a control that breaks down judged nothing.
import type { Config } from '../config.ts'
import type { AnyControl } from '../control.ts'
import { type Instant, type Outcome, unknown } from '../model.ts'
import { visible } from '../observation/reason.ts'

export type Assessing = {
  tick: Instant
  task: { subject: { name: string; id: string } }
  config: Pick<Config, 'controls'>
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
  const outcome = attempt(() => control.assess(given as never, { asOf: tick, settings, subject: { name, id } }))
  return { ...outcome, reason: visible(outcome.reason) }
}

const attempt = (assess: () => Outcome): Outcome => {
  try {
    return assess()
  } catch (error) {
    return unknown(`the control broke down: ${error instanceof Error ? error.message : String(error)}`)
  }
}
