// The progress of what takes a while: on stderr, to a terminal, and gone when it is done.
import { SingleBar } from 'cli-progress'

/** `step` says where it is; `done` takes the bar away, also after a failure. */
export const progress = (total: number, what: string): { step(at: string): void; done(): void } => {
  const bar = new SingleBar({
    format: `  {bar} {value}/{total} ${what}  {at}`,
    barsize: 40,
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
    noTTYOutput: false,
  })
  bar.start(total, 0, { at: '' })
  return { step: (at) => bar.increment({ at }), done: () => bar.stop() }
}
