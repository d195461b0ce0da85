// The elements of a list within JSON as they are written, and not as a parser understood them: one that says something twice stays one that does.

/** Of the list that `text` is, or of every list that is a member of this name. `text` is JSON: it was parsed. */
export const rawElements = (text: string, member?: string): string[] => {
  if (member === undefined) return elementsAt(text, text.indexOf('['))
  const found: string[] = []
  each(text, text.indexOf('{'), (at) => {
    const key = JSON.parse(text.slice(at, valueEnd(text, at))) as string
    const value = behind(text, text.indexOf(':', valueEnd(text, at)) + 1)
    if (key === member && text[value] === '[') for (const one of elementsAt(text, value)) found.push(one)
    return valueEnd(text, value)
  })
  return found
}

const elementsAt = (text: string, list: number): string[] => {
  const found: string[] = []
  each(text, list, (at) => {
    const end = valueEnd(text, at)
    found.push(text.slice(at, end))
    return end
  })
  return found
}

/** `take` gets where each part of an object or a list begins, and says where it ends. */
const each = (text: string, opening: number, take: (at: number) => number): void => {
  for (let at = behind(text, opening + 1); text[at] !== '}' && text[at] !== ']'; ) {
    at = behind(text, take(at))
    if (text[at] === ',') at = behind(text, at + 1)
  }
}

const blank = /[ \t\r\n]*/y
/** Where the blanks from here on end. */
export const behind = (text: string, at: number): number => {
  blank.lastIndex = at
  blank.exec(text)
  return blank.lastIndex
}

const mark = /["{}[\]]/g
const word = /[-+.\w]+/y

/** Behind the value that begins here, by its brackets and quotes alone; 0 where the text ends within it. */
export const valueEnd = (text: string, at: number): number => {
  if (text[at] === '"') return stringEnd(text, at)
  if (text[at] !== '{' && text[at] !== '[') {
    word.lastIndex = at
    word.exec(text)
    return word.lastIndex
  }
  let depth = 0
  mark.lastIndex = at
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    const [char] = found
    if (char === '"') {
      const end = stringEnd(text, found.index)
      if (end === 0) return 0
      mark.lastIndex = end
    } else depth += char === '{' || char === '[' ? 1 : -1
    if (depth === 0) break
  }
  return mark.lastIndex
}

const stringEnd = (text: string, at: number): number => {
  let end = text.indexOf('"', at + 1)
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end + 1
}

/** Whether an odd number of backslashes stands before a quote. */
export const isEscaped = (text: string, at: number): boolean => {
  let slashes = 0
  while (text[at - 1 - slashes] === '\\') slashes++
  return slashes % 2 === 1
}
