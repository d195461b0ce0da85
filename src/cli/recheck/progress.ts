// One line on a terminal that says how far it has come; nothing where stderr is none.

/** `clear` takes the line away, so that other text can be written. */
export type Progress = { show(text: string): void; clear(): void }

export const progress = (stream: NodeJS.WriteStream = process.stderr): Progress => {
  if (!stream.isTTY) return { show: () => undefined, clear: () => undefined }
  let isShown = false
  return {
    show(text) {
      isShown = true
      stream.write(`\r\u001b[K${text.slice(0, Math.max(20, (stream.columns || 80) - 1))}`)
    },
    clear() {
      if (isShown) stream.write('\r\u001b[K')
      isShown = false
    },
  }
}
