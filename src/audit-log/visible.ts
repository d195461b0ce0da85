// Makes hostile text fit to be read by people: nothing that hides, reorders or floods.

// Controls; soft hyphen, zero width, bidi, invisible operators and fillers, variation selectors, tags. A fixed list and
// not Unicode's classes, which grow: the same evidence must give the same sentence in five years.
const hidden =
  /\p{Cc}|\u{34F}|[\u{AD}\u{61C}\u{115F}\u{1160}\u{17B4}\u{17B5}\u{180E}\u{200B}-\u{200F}\u{2028}-\u{202E}\u{2060}-\u{206F}\u{3164}\u{FEFF}\u{FFA0}\u{FFF0}-\u{FFFD}\u{E0000}-\u{E00FF}]|[\u{180B}-\u{180D}]|[\u{FE00}-\u{FE0F}]|[\u{E0100}-\u{E01EF}]/gu

/** At most `most` characters and a count of the rest; every hidden character is shown by its code, as `\u{202E}`. */
export const visible = (text: string, most = 200): string => {
  const head = text.slice(0, most).toWellFormed()
  const shown = head.replace(hidden, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`)
  return text.length > most ? `${shown}… (${text.length - most} more characters)` : shown
}
