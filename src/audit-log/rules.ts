// What the configuration makes of a detection.
import type { Settings } from '../control.ts'
import type { Allow, Detection, Rules } from '../detection.ts'

/** Undefined where it is off: nothing is judged by it, and the configuration says why. */
export const settingsOf = (
  { id, settings = {} }: Pick<Detection, 'id' | 'settings'>,
  rules: Rules,
): { settings: Settings; allow: readonly Allow[] } | undefined => {
  const rule = Object.hasOwn(rules, id) ? rules[id] : undefined
  if (rule === undefined) return { settings, allow: [] }
  return 'off' in rule ? undefined : { settings: { ...settings, ...rule.settings }, allow: rule.allow ?? [] }
}
