// Ticks per second of the whole pipeline, by the wire and with a store in memory.
import { asked, type Figure, rounded, tell, timed } from './figure.ts'
import { memoryStore } from './memory-store.ts'
import { openAccount } from './three-clusters.ts'

const { quick } = asked()
const hours = quick ? 2 : 24

// The first tick reads the state of everybody and is not counted; the hours behind it are one day, in which everybody's state is read once.
const run = async (isInMemory: boolean): Promise<Figure> => {
  const account = await openAccount()
  try {
    const store = isInMemory ? memoryStore() : undefined
    await account.tick(0, store)
    const { seconds } = await timed(async () => {
      for (let hour = 1; hour <= hours; hour++) await account.tick(hour, store)
    })
    return {
      name: isInMemory ? 'with a store in memory' : 'with the store in S3',
      value: rounded(hours / seconds),
      unit: 'ticks/s',
      how: `${hours} ticks behind the first, in ${rounded(seconds)} s`,
    }
  } finally {
    await account.close()
  }
}

tell({
  bench: 'ticks',
  quick,
  conditions:
    'three clusters and twelve repositories in two regions, plan to publish; the unmodified SDK by the wire against the sandbox in a thread of its own',
  figures: [await run(false), await run(true)],
  faults: [],
})
