// Where two JSON values differ, as paths of RFC 9535. AWS promises no order of its lists: their items are told apart by what names them.
import { isRecord } from '../../json.ts'
import { byBytes } from '../../store/order.ts'

/** undefined: there is no such member or item. */
export type Difference = { path: string; stored: unknown; live: unknown }

export const differences = (stored: unknown, live: unknown, path = '$'): Difference[] => {
  if (Array.isArray(stored) && Array.isArray(live)) return ofLists(stored, live, path)
  if (isRecord(stored) && isRecord(live)) {
    const names = [...new Set([...Object.keys(stored), ...Object.keys(live)])].sort(byBytes)
    return names.flatMap((name) => differences(stored[name], live[name], `${path}${member(name)}`))
  }
  return spelled(stored) === spelled(live) ? [] : [{ path, stored, live }]
}

const ofLists = (stored: unknown[], live: unknown[], path: string): Difference[] => {
  const [left, right] = apart(stored, live)
  const name = naming(stored, live)
  if (name === undefined) {
    const [one] = left
    const [other] = right
    if (left.length === 1 && right.length === 1 && isRecord(one) && isRecord(other))
      return differences(one, other, `${path}[*]`)
    return [
      ...left.map((item) => ({ path: `${path}[*]`, stored: item, live: undefined })),
      ...right.map((item) => ({ path: `${path}[*]`, stored: undefined, live: item })),
    ]
  }
  const byName = (items: unknown[]) => new Map(items.map((item) => [nameIn(item, name), item]))
  const [then, now] = [byName(left), byName(right)]
  return [...new Set([...then.keys(), ...now.keys()])]
    .sort(byBytes)
    .flatMap((own) => differences(then.get(own), now.get(own), `${path}[?@${member(name)}==${quoted(own)}]`))
}

/** What each list has and the other has not, items of the same value taken away one for one. */
const apart = (a: unknown[], b: unknown[]): [unknown[], unknown[]] => {
  const there = new Map<string, number>()
  for (const item of b) there.set(spelled(item), (there.get(spelled(item)) ?? 0) + 1)
  const left = a.filter((item) => {
    const times = there.get(spelled(item)) ?? 0
    if (times > 0) there.set(spelled(item), times - 1)
    return times === 0
  })
  const right = b.filter((item) => {
    const times = there.get(spelled(item)) ?? 0
    if (times > 0) there.set(spelled(item), times - 1)
    return times > 0
  })
  return [left, right]
}

// The member by which most items of both are the same; where it is a draw, one that is called as names are, the shortest.
const naming = (a: unknown[], b: unknown[]): string | undefined => {
  const [first] = [...a, ...b]
  if (!isRecord(first)) return undefined
  const [best] = Object.keys(first)
    .filter((name) => isName(name) && isUnique(a, name) && isUnique(b, name))
    .map((name) => ({ name, common: common(a, b, name) }))
    .sort(
      (x, y) =>
        y.common - x.common || rank(x.name) - rank(y.name) || x.name.length - y.name.length || byBytes(x.name, y.name),
    )
  return best?.name
}

const patterns = [/arn$/i, /id$/i, /name$/i, /^key$/i]
const isName = (name: string): boolean => patterns.some((pattern) => pattern.test(name))
const rank = (name: string): number => patterns.findIndex((pattern) => pattern.test(name))

const isUnique = (items: unknown[], name: string): boolean => {
  const names = items.map((item) => (isRecord(item) && typeof item[name] === 'string' ? item[name] : undefined))
  return !names.includes(undefined) && new Set(names).size === items.length
}

const common = (a: unknown[], b: unknown[], name: string): number => {
  const there = new Set(b.map((item) => nameIn(item, name)))
  return a.filter((item) => there.has(nameIn(item, name))).length
}

const nameIn = (item: unknown, name: string): string => (isRecord(item) ? String(item[name]) : '')

const member = (name: string): string => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `.${name}` : `[${quoted(name)}]`)
const quoted = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`

/** The same for the same value, in whatever order members and items stand. */
const spelled = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  const before = known.get(value)
  if (before !== undefined) return before
  const text = Array.isArray(value)
    ? `[${value.map(spelled).sort(byBytes).join()}]`
    : `{${Object.entries(value)
        .sort(([a], [b]) => byBytes(a, b))
        .map(([name, one]) => `${JSON.stringify(name)}:${spelled(one)}`)
        .join()}}`
  known.set(value, text)
  return text
}
const known = new WeakMap<object, string>()
