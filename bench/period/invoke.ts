// A process that reads a period from a folder, as `coverage` and the report's tables do, and says what it asked the store for and what it took.
import { createWriteStream } from 'node:fs'
import * as catalog from '../../gen/registry.ts'
import type { Pins } from '../../src/prove/pins.ts'
import { coverageOf } from '../../src/report/coverage/coverage.ts'
import { gather } from '../../src/report/period/gather.ts'
import { coverageTables, csvFiles, jsonFile, tables, toldOf } from '../../src/report/tables/tables.ts'
import { folderStore } from '../../src/store/folder.ts'
import type { Store } from '../../src/store/store.ts'
import { serve } from '../child.ts'
import { timed } from '../figure.ts'

export type Asked = {
  folder: string
  pins: Pins /** Where all tables go; null: nothing that was judged is read, as `coverage` does, and none are written. */
  to: string | null
}
export type Said = {
  result: string
  percent: number | null
  expected: number
  unread: number
  broken: string[]
  seconds: { gather: number; coverage: number; coverageTables: number; allTables: number }
  asked: { gets: number; lists: number; bytes: number }
  written: number
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
  const { value: period, seconds: gathering } = await timed(() =>
    gather({ store, pins, catalog, onlySlots: to === null }),
  )
  const { value: coverage, seconds: covering } = await timed(() => coverageOf(period))
  const told = toldOf(period, catalog)
  let written = 0
  const write = async (files: readonly { name: string; pieces(): Iterable<string> }[]): Promise<void> => {
    if (to === null) return
    for (const { name, pieces } of files) {
      const out = createWriteStream(`${to}/${name}`)
      for (const piece of pieces()) {
        written += Buffer.byteLength(piece)
        if (!out.write(piece)) await new Promise<void>((resolve) => out.once('drain', () => resolve()))
      }
      await new Promise<void>((resolve) => out.end(() => resolve()))
    }
  }
  const first = await timed(() => write(csvFiles(coverageTables, told)))
  const all = await timed(() => write([...csvFiles(tables, told), jsonFile(tables, told, 'bench')]))
  const { totals } = coverage
  return {
    ...{ result: coverage.result, percent: coverage.percent, expected: totals.expected, written },
    unread: totals.expected - totals.complete - totals.empty,
    broken: period.broken.flatMap(({ name, findings }) => findings.map(({ at, what }) => `${name} ${at}: ${what}`)),
    seconds: { gather: gathering, coverage: covering, coverageTables: first.seconds, allTables: all.seconds },
    asked,
  }
})
