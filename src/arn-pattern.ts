// Subjects by a pattern of their ARNs: `*` stands for any characters, and nothing else for anything but itself.

/**
 * Whether a pattern names an ARN, all of it. Each part is looked for behind the one before: a regular expression would come
 * back to every star again, and a long name that somebody chose for it would take hours.
 */
export const arnPattern = (pattern: string): ((arn: string) => boolean) => {
  const [head = '', ...rest] = pattern.split('*')
  const tail = rest.pop()
  if (tail === undefined) return (arn) => arn === pattern
  return (arn) => {
    if (!arn.startsWith(head) || !arn.endsWith(tail)) return false
    const end = arn.length - tail.length
    let at = head.length
    for (const part of rest) {
      const found = arn.indexOf(part, at)
      if (found < 0) return false
      at = found + part.length
    }
    return at <= end
  }
}

/** Whether any of the patterns names it. */
export const anyPattern = (patterns: readonly string[]): ((text: string) => boolean) => {
  const all = known.get(patterns) ?? patterns.map(arnPattern)
  known.set(patterns, all)
  return (text) => all.some((names) => names(text))
}
// A list of the configuration is asked of every entry of an hour.
const known = new WeakMap<readonly string[], ((arn: string) => boolean)[]>()

/** Whether there can be an ARN that both patterns name. */
export const patternsMeet = (a: string, b: string): boolean => {
  // From the ends on: whether a[i..] and b[j..] can name the same, by j.
  let after: boolean[] = []
  for (let i = a.length; i >= 0; i--) {
    const row: boolean[] = []
    for (let j = b.length; j >= 0; j--) {
      if (i === a.length && j === b.length) row[j] = true
      else if (a[i] === '*') row[j] = after[j] === true || (j < b.length && row[j + 1] === true)
      else if (b[j] === '*') row[j] = row[j + 1] === true || (i < a.length && after[j] === true)
      else row[j] = i < a.length && a[i] === b[j] && after[j + 1] === true
    }
    after = row
  }
  return after[0] === true
}
