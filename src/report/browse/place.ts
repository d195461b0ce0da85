// The pages by their names: what an address asks for, and the address of what is asked for.
import { isInstant } from '../../clock.ts'
import type { Instant } from '../../model.ts'
import { isPlainKey } from '../../store/plain-key.ts'

export type Place =
  | { page: 'home' | 'criteria' | 'controls' | 'subjects' | 'days' | 'check' }
  | { page: 'year'; year: string }
  | { page: 'month'; month: string }
  | { page: 'day' | 'changes'; day: string }
  /** `sheet`: of an index with more lines than a page shows, from 1 on. */
  | { page: 'tick'; tick: Instant; sheet: number }
  /** As the newest entry has it, or as the last one of a day. */
  | { page: 'subject'; slug: string; day: string | null }
  | { page: 'control'; id: string }
  | { page: 'criterion'; id: string }
  /** Entries from this one back; null: from the newest. */
  | { page: 'ledger'; from: number | null }
  /** `versionId` null: the version that was sealed. `from`: the first answer that is shown. */
  | { page: 'object'; key: string; versionId: string | null; from: number }
  | { page: 'raw'; key: string; versionId: string | null }

/** Without a first slash, without anything that must be escaped in a link, and each its own: see `placeOf`. */
export const pathOf = (place: Place): string => {
  switch (place.page) {
    case 'home':
      return 'index.html'
    case 'year':
      return `year/${place.year}`
    case 'month':
      return `month/${place.month}`
    case 'day':
    case 'changes':
      return `${place.page}/${place.day}`
    case 'tick':
      return `tick/${compact(place.tick)}${place.sheet > 1 ? `/${place.sheet}` : ''}`
    case 'subject':
      return `subject/${place.slug}${place.day === null ? '' : `/${place.day}`}`
    case 'control':
    case 'criterion':
      return `${place.page}/${encodeURIComponent(place.id)}`
    case 'ledger':
      return place.from === null ? 'ledger' : `ledger/${place.from}`
    case 'object':
      return `object/${place.from > 0 ? `from-${place.from}/` : ''}${versioned(place)}`
    case 'raw':
      return `raw/${versioned(place)}`
    default:
      return place.page
  }
}

// No key begins with `version-` or `from-`: they begin with `ticks/` or `ledger/`, and others are of no interest.
const versioned = ({ key, versionId }: { key: string; versionId: string | null }): string =>
  `${versionId === null ? '' : `version-${encodeURIComponent(versionId)}/`}${key}`

/** Undefined for every path that `pathOf` would not have made, but for the empty one, which is `home`. */
export const placeOf = (path: string): Place | undefined => {
  if (path === '') return { page: 'home' }
  const place = read(path)
  return place && pathOf(place) === path ? place : undefined
}

const single = ['criteria', 'controls', 'subjects', 'days', 'check'] as const

const read = (path: string): Place | undefined => {
  if (path === 'index.html') return { page: 'home' }
  const named = single.find((page) => page === path)
  if (named) return { page: named }
  const [page = '', ...rest] = path.split('/')
  if (page === 'object' || page === 'raw') return stored(page, rest)
  if (rest.length > 2) return undefined
  const [first, second] = rest
  if (first === undefined) return page === 'ledger' ? { page, from: null } : undefined
  if (page === 'subject') return /^[a-z0-9-]+$/.test(first) ? subject(first, second) : undefined
  if (page === 'tick') return tick(first, second)
  return second === undefined ? one(page, first) : undefined
}

const one = (page: string, name: string): Place | undefined => {
  if (page === 'year') return /^\d{4}$/.test(name) ? { page, year: name } : undefined
  if (page === 'month') return isDay(`${name}-01`) ? { page, month: name } : undefined
  if (page === 'day' || page === 'changes') return isDay(name) ? { page, day: name } : undefined
  if (page === 'control' || page === 'criterion') return /^[A-Za-z0-9.-]+$/.test(name) ? { page, id: name } : undefined
  if (page === 'ledger') return /^[1-9]\d{0,11}$/.test(name) ? { page, from: Number(name) } : undefined
  return undefined
}

const subject = (slug: string, day: string | undefined): Place | undefined => {
  if (day === undefined) return { page: 'subject', slug, day: null }
  return isDay(day) ? { page: 'subject', slug, day } : undefined
}

const tick = (name: string, sheet = '1'): Place | undefined => {
  const [, year, month, day, hour, minute] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)00Z$/.exec(name) ?? []
  const at = `${year}-${month}-${day}T${hour}:${minute}:00Z`
  return isInstant(at) && /^[1-9]\d{0,5}$/.test(sheet) ? { page: 'tick', tick: at, sheet: Number(sheet) } : undefined
}

const stored = (page: 'object' | 'raw', parts: string[]): Place | undefined => {
  const [first = ''] = parts
  const from = /^from-([1-9]\d{0,8})$/.exec(first)?.[1]
  if (from !== undefined && page === 'object') {
    const inner = stored(page, parts.slice(1))
    return inner?.page === 'object' && inner.from === 0 ? { ...inner, from: Number(from) } : undefined
  }
  const version = first.startsWith('version-') ? decoded(first.slice('version-'.length)) : null
  const key = (version === null ? parts : parts.slice(1)).join('/')
  if (version === undefined || version === '' || !isPlainKey(key)) return undefined
  return page === 'raw' ? { page, key, versionId: version } : { page, key, versionId: version, from: 0 }
}

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined // no percent encoding
  }
}

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && isInstant(`${text}T00:00:00Z`)
const compact = (at: Instant): string => at.replace(/[-:]/g, '')
