// Which programs a command starts, also from within a shell's script: by words, so that a name within a name is none.

/** `fed`: its input is the output of another. The name is `$` where the output of what follows is the program. */
export type Program = { name: string; args: string[]; fed: boolean }

export const shells: ReadonlySet<string> = new Set([
  'sh',
  'bash',
  'ash',
  'dash',
  'zsh',
  'ksh',
  'mksh',
  'fish',
  'csh',
  'tcsh',
])

// What starts the rest of its words. Which of them is the program depends on its options, so that each is taken for one.
const starters = new Set(
  'sudo doas su env nohup timeout xargs nice ionice setsid stdbuf busybox toybox chroot nsenter unshare watch script strace find'.split(
    ' ',
  ),
)
const keywords = new Set('if then else elif fi while until for do done time exec command builtin ! { }'.split(' '))
const deepest = 4

/** Scripts within scripts are read four deep; what is beyond is not seen. */
export const programsOf = (argv: readonly string[]): Program[] => started(argv, false, 0)

/** The command as text, with what quotes and `$IFS` hide put beside it. */
export const textOf = (argv: readonly string[], programs: readonly Program[]): string =>
  [argv.join(' '), ...programs.map(({ name, args }) => [name, ...args].join(' '))].join('\n')

const started = (given: readonly string[], fed: boolean, depth: number): Program[] => {
  const at = given.findIndex((word) => !keywords.has(word) && !/^(\w+=|\d*[<>])/.test(word))
  // What is put in is a word here and runs nothing: the `$` before it names no program.
  const inWords = depth === 0 ? [] : given.flatMap((word) => scriptPrograms(substituted(word), depth + 1))
  const nested = inWords.filter(({ name }) => name !== '$')
  const words = at < 0 ? [] : given.slice(at)
  const [own, ...scripts] = one(words, fed, depth)
  if (!own) return nested
  const rest = starters.has(own.name) ? own.args.slice(0, 30) : []
  const inner = rest.flatMap((word, nth) => {
    if (/\s/.test(word)) return scriptPrograms(word, depth + 1)
    return /^-|=/.test(word) ? [] : one(own.args.slice(nth), fed, depth)
  })
  return [own, ...scripts, ...inner, ...nested]
}

/** A program, and what the script that it was given starts. */
const one = ([first = '', ...args]: readonly string[], fed: boolean, depth: number): Program[] => {
  const name = first.slice(first.lastIndexOf('/') + 1)
  if (name === '') return []
  const script = shells.has(name) ? scriptOf(args) : name === 'eval' ? args.join(' ') : ''
  return [{ name, args, fed }, ...scriptPrograms(script, depth + 1)]
}

/** What stands behind `-c`, alone or among other letters. */
const scriptOf = (args: readonly string[]): string => {
  const at = args.slice(0, 8).findIndex((word) => /^-[a-zA-Z]*c[a-zA-Z]*$/.test(word))
  return at < 0 ? '' : (args.slice(at + 1).find((word) => !word.startsWith('-')) ?? '')
}

/** A shell puts in what a command says within double quotes too. */
const substituted = (word: string): string => {
  const at = word.search(/\$\(|`/)
  return at < 0 ? '' : word.slice(at)
}

const scriptPrograms = (script: string, depth: number): Program[] =>
  script === '' || depth > deepest ? [] : partsOf(script).flatMap(({ words, fed }) => started(words, fed, depth))

type Part = { words: string[]; fed: boolean }

// Quotes and backslashes as a shell reads them; everything else that ends a command ends one here. No grammar.
const partsOf = (text: string): Part[] => {
  const script = text.replace(/\$\{IFS[^}]{0,100}\}|\$IFS\b/g, ' ')
  const parts: Part[] = []
  let words: string[] = []
  let word: string | undefined
  let fed = false
  const endWord = (): void => {
    if (word !== undefined) words.push(word)
    word = undefined
  }
  const endPart = (feeds: boolean): void => {
    endWord()
    if (words.length > 0) parts.push({ words, fed })
    words = []
    fed = feeds
  }
  for (let at = 0; at < script.length; at++) {
    const char = script[at] ?? ''
    const next = script[at + 1]
    if (char === '\\') {
      word = (word ?? '') + (next === '\n' ? '' : (next ?? ''))
      at += 1
    } else if (char === "'") {
      const end = closing(script, at, "'")
      word = (word ?? '') + script.slice(at + 1, end)
      at = end
    } else if (char === '"') {
      const end = closing(script, at, '"')
      word = (word ?? '') + script.slice(at + 1, end).replace(/\\(["\\$`])/g, '$1')
      at = end
    } else if (char === ' ' || char === '\t') endWord()
    // `>&`, `&>`: both ends of it belong to where output goes.
    else if (char === '&' && (/[<>]/.test(script[at - 1] ?? '') || next === '>')) word = (word ?? '') + char
    else if (char === '|') {
      endPart(next !== '|')
      if (next === '|' || next === '&') at += 1
    } else if (/[;&\n\r()`]/.test(char)) endPart(false)
    else word = (word ?? '') + char
  }
  endPart(false)
  return parts
}

const closing = (script: string, from: number, quote: string): number => {
  for (let at = from + 1; at < script.length; at++) {
    if (script[at] === '\\' && quote === '"') at += 1
    else if (script[at] === quote) return at
  }
  return script.length
}
