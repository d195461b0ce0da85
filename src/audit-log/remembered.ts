// Answers that rest on one word alone, kept while the word comes again: a log says the same few over and over.

// Clients may send ever new words, and long ones.
const most = 500
const longest = 200

/** The answer to what `word` takes from it, and to nothing else of it. */
export const remembered = <Q, A>(word: (asked: Q) => string, answer: (asked: Q) => A): ((asked: Q) => A) => {
  const known = new Map<string, A>()
  return (asked) => {
    const key = word(asked)
    const before = known.get(key)
    if (before !== undefined) return before
    const found = answer(asked)
    if (known.size >= most) known.clear()
    if (key.length <= longest) known.set(key, found)
    return found
  }
}

/** The answer to the last text that was asked about: several ask about one entry, one after the other. */
export const ofLast = <A>(answer: (text: string) => A): ((text: string) => A) => {
  let last: { text: string; found: A } | undefined
  return (text) => {
    if (last?.text !== text) last = { text, found: answer(text) }
    return last.found
  }
}
