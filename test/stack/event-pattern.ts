// Matches an event against a pattern, as far as the rules of infra/ go.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-content-based-filtering.html

/** Throws for a comparison that the rules do not use. */
export const matches = (pattern: unknown, event: unknown): boolean =>
  Object.entries(pattern as Record<string, unknown>).every(([name, wanted]) => {
    if (name === '$or') return (wanted as unknown[]).some((one) => matches(one, event))
    const given = valuesOf(event, name)
    return Array.isArray(wanted)
      ? given.some((value) => wanted.some((one) => holds(one, value)))
      : given.some((inner) => matches(wanted, inner))
  })

// Of a list, any item may match.
const valuesOf = (event: unknown, name: string): unknown[] => {
  if (Array.isArray(event)) return event.flatMap((item) => valuesOf(item, name))
  if (typeof event !== 'object' || event === null || !(name in event)) return []
  const value = (event as Record<string, unknown>)[name]
  return Array.isArray(value) ? value : [value]
}

const holds = (wanted: unknown, value: unknown): boolean => {
  if (typeof wanted !== 'object' || wanted === null) return wanted === value
  const [[name, part] = []] = Object.entries(wanted) as [string, string][]
  if (name === 'prefix') return typeof value === 'string' && value.startsWith(part ?? '')
  if (name === 'suffix') return typeof value === 'string' && value.endsWith(part ?? '')
  throw new Error(`${name}: no such comparison here`)
}
