// What it takes to say which expected observations of a year were read, and to write its report: time, memory, requests and bytes.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as catalog from '../gen/registry.ts'
import { bundled } from './bundle.ts'
import { inChild } from './child.ts'
import { asked, type Figure, megabytes, rounded, tell, timed } from './figure.ts'
import type { Asked, Said } from './period/invoke.ts'
import { makeLedger } from './period/ledger.ts'

const { quick, seed } = asked()
const size = quick
  ? { hours: 14 * 24, regions: 3, clusters: 10, repositories: 40, hitsPerDay: 2, like: 6 }
  : { hours: 8_760, regions: 3, clusters: 50, repositories: 200, hitsPerDay: 2, like: 100 }
const heap = 512

// The made ledger holds no readings: each that the report asks for is told as gone.
const isReading = (said: string): boolean => said.includes('.ndjson.gz')

const root = mkdtempSync(join(tmpdir(), 'eks-evidence-report-'))
try {
  const folder = join(root, 'evidence')
  const to = join(root, 'report')
  mkdirSync(to)
  const { value: made, seconds } = await timed(() => makeLedger({ ...size, seed, folder }, catalog))
  process.stderr.write(`made in ${rounded(seconds)} s: ${JSON.stringify({ ...made, pins: undefined })}\n`)
  const module = pathToFileURL(await bundled('bench/period/invoke.ts', root))
  const flags = [`--max-old-space-size=${heap}`]
  const { pins } = made
  const ran = await inChild<Said>(module, { folder, pins, to } satisfies Asked, flags)
  const bare = await inChild<Said>(module, { folder, pins, to: null } satisfies Asked, flags)
  const { value } = bare
  const how = `a process of its own over a folder, node ${flags.join(' ')}`
  const figure = (name: string, value: number, unit: string, of = how): Figure => ({
    name,
    value: rounded(value),
    unit,
    how: of,
  })
  const expected = made.slots
  const walk = (name: string, { value: { seconds, asked }, peakMB }: typeof ran): Figure[] => [
    figure(`${name}, walk over the ledger`, seconds.walk, 's'),
    figure(
      `${name}, requests to the store`,
      asked.gets + asked.lists,
      'count',
      `${asked.gets} gets, ${asked.lists} pages of lists`,
    ),
    figure(`${name}, bytes read`, megabytes(asked.bytes), 'MB', 'of those gets'),
    figure(`${name}, peak memory`, peakMB, 'MB', `maxRSS, ${how}`),
  ]
  tell({
    bench: 'report',
    quick,
    seed,
    conditions: `${size.hours} hours of ${size.clusters} clusters, ${size.repositories} repositories and ${size.regions} regions, ${made.ticks} ticks; documents as the pipeline wrote them of three clusters in ${size.like} hours; of each cluster ${size.hitsPerDay} evaluations a day hold hits; signatures, chain and digests of what is read are checked; readings are named in the indexes and are not there: the report asks for every window of changes, and gets none`,
    faults: [
      ...[...value.broken, ...ran.value.broken].filter((one) => !isReading(one)).slice(0, 20),
      ...(Math.abs(value.expected - expected) > 0
        ? [`${value.expected} slots are expected; the indexes name ${expected}`]
        : []),
      ...(value.unread === made.unread ? [] : [`${value.unread} slots were not read; ${made.unread} were made so`]),
    ],
    figures: [
      figure('slots expected', value.expected, 'count', 'from cadences and births'),
      figure('slots not read', value.unread, 'count', 'outages and refusals that chance made'),
      figure(
        'objects that the indexes name',
        made.named.objects,
        'count',
        'readings, evaluations, plans, configurations',
      ),
      figure('bytes that the indexes name', megabytes(made.named.bytes), 'MB', 'as stored'),
      figure('evaluations that hold anything new', made.news, 'count', 'hits, or a control that turned'),
      ...walk('coverage', bare),
      figure('coverage, of what was walked', value.seconds.coverage, 's'),
      ...walk('report', ran),
      figure(
        'report, files made and written',
        ran.value.seconds.write,
        's',
        `${Object.keys(ran.value.written).length} files`,
      ),
      ...['report.html', 'report.json', 'oscal-assessment-results.json'].map((name) =>
        figure(`report, ${name}`, megabytes(ran.value.written[name] ?? 0), 'MB', 'as written'),
      ),
    ],
  })
} finally {
  rmSync(root, { recursive: true, force: true })
}
