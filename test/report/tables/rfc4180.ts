// A parser of RFC 4180 that takes nothing else: what is written must be read by the letter of it.

/** Throws for a bare CR or LF, a quote within an unquoted field, text behind a closing quote, or a last line without its end. */
export const parseCsv = (text: string, delimiter = ','): string[][] => {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  const refuse = (why: string): never => {
    throw new Error(`${why} at ${at}: ${JSON.stringify(text.slice(at, at + 40))}`)
  }
  const quoted = (): string => {
    let field = ''
    for (at += 1; ; at += 1) {
      if (at >= text.length) refuse('a quote is not closed')
      if (text[at] !== '"') field += text[at]
      else if (text[at + 1] === '"') {
        field += '"'
        at += 1
      } else break
    }
    at += 1
    return field
  }
  const plain = (): string => {
    const from = at
    while (at < text.length && text[at] !== delimiter && text[at] !== '\r') {
      if (text[at] === '"' || text[at] === '\n') refuse('a quote or LF in a plain field')
      at += 1
    }
    return text.slice(from, at)
  }
  while (at < text.length) {
    row.push(text[at] === '"' ? quoted() : plain())
    if (text[at] === delimiter) {
      at += 1
      if (text.startsWith('\r\n', at)) row.push('')
      else if (text[at] !== undefined) continue
    }
    if (!text.startsWith('\r\n', at)) refuse('neither a field nor the end of a line')
    at += 2
    rows.push(row)
    row = []
  }
  return rows
}
