// Writing much to stdout without holding it: whoever reads slowly is waited for.
import { once } from 'node:events'

export const written = async (text: string): Promise<void> => {
  if (process.stdout.write(text)) return
  // Whoever stopped reading never takes the rest.
  const gone = new AbortController()
  const { signal } = gone
  await Promise.race(['drain', 'close', 'error'].map((event) => once(process.stdout, event, { signal }))).catch(
    () => undefined,
  )
  gone.abort()
}
