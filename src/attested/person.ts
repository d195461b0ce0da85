// Whether two spellings may be one person's: people are called by name, by address, and by the ARN of a user or a session.

// Zero width, bidi, soft hyphen, and what decomposition leaves of accents. Fixed, so that the same record is judged alike in five years.
const unseen =
  /[\u{AD}\u{61C}\u{115F}\u{1160}\u{17B4}\u{17B5}\u{180E}\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2060}-\u{206F}\u{2800}\u{FEFF}]|[\u{300}-\u{36F}]/gu

const plain = (name: string): string => name.normalize('NFKD').replace(unseen, '').toLowerCase()
const words = (text: string): string[] => text.split(/[\s.,;:_+'"()<>-]+/).filter((word) => word !== '')

/** Whether a text says anything at all. */
export const saysSomething = (text: string): boolean => plain(text).trim() !== ''

/** The same name, whatever its case and blanks: what finds somebody on a list. */
export const isSameName = (a: string, b: string): boolean => nameOf(a) === nameOf(b)
const nameOf = (name: string): string => plain(name).trim().split(/\s+/).join(' ')

/**
 * Whether two names may be one person's, in whatever order and spelling: what holds an author apart from a reviewer. It takes
 * two people with the same name, or the same address at two domains, for one; one of them is then to be named otherwise.
 */
export const maybeSamePerson = (a: string, b: string): boolean => {
  const own = spellings(a)
  return spellings(b).some((one) => own.includes(one))
}

// `Ada Admin <ada.admin@example.com>`: by name and by address. Of an address what stands before + and @; of an ARN what it ends in.
const spellings = (name: string): string[] => {
  const whole = plain(name).trim()
  const [, before = '', inner = ''] = /^(.*)<([^<>]+)>\s*$/s.exec(whole) ?? []
  const all = inner === '' ? [whole] : [before, inner]
  const short = all.map((one) => {
    const last = one.trim().startsWith('arn:') ? (one.split(/[/:]/).at(-1) ?? one) : one
    return words(last.split('@')[0]?.split('+')[0] ?? last)
  })
  return short.filter((one) => one.length > 0).map((one) => one.toSorted().join(' '))
}
