// What a reader sees of a page's markup: its text, with blanks where blocks end.

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#96': '`' }
const unescaped = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39|#96);/g, (whole, name: string) => entities[name] ?? whole)

/** Sheet and script are not read by anybody; attributes are not either. */
export const shownText = (page: string): string =>
  unescaped(
    page
      .replace(/<(style|script|defs)\b[^>]*>[\s\S]*?<\/\1>/g, '')
      .replace(/<\/?(?:b|i|code|span|a|small|strong)\b[^>]*>/g, '')
      .replace(/<[^>]*>/g, ' '),
  )
    .replace(/\s+/g, ' ')
    .trim()

/** The lists of facts of a page: what stands beside which name. */
export const factsOf = (page: string): Map<string, string> =>
  new Map(
    [...page.matchAll(/<dt>(.*?)<\/dt>\s*<dd>(.*?)<\/dd>/gs)].map(([, name = '', said = '']) => [
      name,
      shownText(said),
    ]),
  )
