// Bounds a reason. Names, messages and policies are written by whoever owns the cluster: they may hide, reorder or flood.
import { visible as show } from '../audit-log/visible.ts'

export const most = 500

/** One line of at most 500 characters, every hidden character shown by its code, what was cut off counted. */
export const visible = (reason: string): string => {
  // Showing makes text longer: what lies beyond is cut off in any case.
  const shown = show(reason.slice(0, 2 * most), 2 * most)
  if (reason.length <= 2 * most && shown.length <= most) return shown
  const head = shown.slice(0, most - 40).toWellFormed()
  return `${head}… (cut, ${reason.length} characters in all)`
}
