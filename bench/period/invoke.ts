// A process that reads a period from a folder, as `coverage` and `report` do, and says what it asked the store for and what it took.
import { createWriteStream } from 'node:fs'
import * as catalog from '../../gen/registry.ts'
import type { Pins } from '../../src/prove/pins.ts'
import { coverageOf } from '../../src/report/coverage/coverage.ts'
import { gather } from '../../src/report/period/gather.ts'
import { filesOf, reportOf } from '../../src/report/report.ts'
import { folderStore } from '../../src/store/folder.ts'
import type { Store } from '../../src/store/store.ts'
import { serve } from '../child.ts'
import { timed } from '../figure.ts'

export type Asked = {
  folder: string
  pins: Pins /** Where the report's files go; null: nothing that was judged is read, as `coverage` does, and none are written. */
  to: string | null
}
export type Said = {
  result: string
  percent: number | null
  expected: number
  unread: number
  broken: string[]
  seconds: { walk: number; coverage: number; write: number }
  asked: { gets: number; lists: number; bytes: number }
  /** Bytes, by file. */
  written: Record<string, number>
}

/** Lists give a thousand keys a request, as S3's do. */
const counted = (store: Store) => {
  const asked = { gets: 0, lists: 0, bytes: 0 }
  const own: Store = {
    ...store,
    async get(at) {
      const found = await store.get(at)
      asked.gets += 1
      asked.bytes += found?.body.length ?? 0
      return found
    },
    async *list(prefix, after) {
      let seen = 0
      for await (const one of store.list(prefix, after)) {
        if (seen++ % 1_000 === 0) asked.lists += 1
        yield one
      }
    },
  }
  return { store: own, asked }
}

serve(async ({ folder, pins, to }: Asked): Promise<Said> => {
  const { store, asked } = counted(folderStore(folder))
  const by = { version: 'bench', commit: 'unreleased' }
  const { value: period, seconds: walking } = await timed(async () =>
    to === null
      ? { coverage: await gather({ store, pins, catalog, onlySlots: true }), reported: null }
      : { coverage: null, reported: await reportOf({ store, pins, catalog, verified: null, by, zone: null }) },
  )
  const { reported } = period
  const own = period.coverage ?? reported?.period
  if (!own) throw new Error('nothing was walked')
  const { value: coverage, seconds: covering } = await timed(() => coverageOf(own))
  const written: Record<string, number> = {}
  const writing = await timed(async () => {
    for (const { name, pieces } of reported ? filesOf(reported) : []) {
      const out = createWriteStream(`${to}/${name}`)
      written[name] = 0
      for (const piece of pieces()) {
        written[name] += Buffer.byteLength(piece)
        if (!out.write(piece)) await new Promise<void>((resolve) => out.once('drain', () => resolve()))
      }
      await new Promise<void>((resolve) => out.end(() => resolve()))
    }
  })
  const { totals } = coverage
  return {
    ...{ result: coverage.result, percent: coverage.percent, expected: totals.expected, written },
    unread: totals.expected - totals.complete - totals.empty,
    broken: own.broken.flatMap(({ name, findings }) => findings.map(({ at, what }) => `${name} ${at}: ${what}`)),
    seconds: { walk: walking, coverage: covering, write: writing.seconds },
    asked,
  }
})
