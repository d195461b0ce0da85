// What a bundle says of itself, made again: its document, its tables, its page, and what lies beside the evidence.
import { sha256 } from '../../digest.ts'
import { writeJson } from '../../json.ts'
import type { Findings } from '../../prove/checks.ts'
import type { Walked } from '../../prove/entries.ts'
import type { Pins } from '../../prove/pins.ts'
import type { Store } from '../../store/store.ts'
import { type BundleDocument, populationTable, readBundle, sampleRows, sampleTable, writeBundle } from './document.ts'
import type { Choice, Chosen, Method } from './method.ts'
import { bundleFile, pageFile, populationFile, sampleFile } from './names.ts'
import { isWithin, span, type WalkedLedger } from './walked.ts'

export type Telling = {
  store: Store
  pins: Pins
  /** What the auditor asked for; what is left out is not compared. */
  asked: Partial<Pick<Method, 'size' | 'sizes'>>
  version: string
  page: string
  /** What was found of the file itself. */
  faults: readonly { name: string; why: string }[]
}

export type Again = { document: BundleDocument; walked: WalkedLedger; choice: Choice }
export type Told = { again: Again | { why: string }; body: Uint8Array; head: Walked | undefined }

/** What a bundle says of itself, held against what its ledger gives; `again` says why where it gives nothing. */
export const told = async (on: Telling, findings: Findings, { again, body, head }: Told): Promise<void> => {
  const said = readBundle(body)
  // Which version made it only the bundle says: a page may be another's, and nothing else is forgiven for it.
  const other = said.version === on.version ? undefined : said.version
  const isPage = await isFile(on.store, pageFile, [Buffer.from(on.page)])
  findings.reproduce('zip-strict', isPage, pageFile, 'is not the page of this program', other)
  await reports(on, findings, said)
  if ('why' in again)
    findings.hold('sample-reproduces', false, bundleFile, `no sample can be drawn of this: ${again.why}`)
  else {
    asAsked(on, findings, { again, said, head })
    await reproduced(on, findings, again, { body, said, other })
  }
  for (const { name, why } of on.faults) findings.hold('zip-strict', false, name, why)
}

const asAsked = (
  { pins, asked }: Telling,
  findings: Findings,
  { again, said, head }: { again: Again; said: BundleDocument; head: Walked | undefined },
): void => {
  const hold = (holds: boolean, what: string) => findings.hold('sample-reproduces', holds, bundleFile, what)
  const { nonce, size } = said.method
  const isOwn = size === 'all' || nonce === again.document.method.nonce
  hold(isOwn, `was drawn by the nonce ${JSON.stringify(nonce)}, which is not yours`)
  const { start, end } = pins.period
  const isPeriod = said.period.start === start && said.period.end === end
  hold(isPeriod, `is of the period from ${said.period.start} to ${said.period.end}`)
  for (const [name, own] of size === 'all' ? [] : Object.entries(asked)) {
    const drawn = writeJson(said.method[name as keyof typeof asked])
    hold(drawn === writeJson(own), `was drawn by ${name} ${drawn}, and ${writeJson(own)} was asked for`)
  }
  hold(head?.sha256 === said.head.sha256, `names the head ${said.head.sequence}, ${said.head.sha256}`)
}

type Said = { body: Uint8Array; said: BundleDocument; other: string | undefined }

const reproduced = async (
  on: Telling,
  findings: Findings,
  again: Again,
  { body, said, other }: Said,
): Promise<void> => {
  const { document, walked, choice } = again
  const made = other === undefined ? '' : `; it says that version ${other} made it, which you can verify it with`
  const hold = (holds: boolean, at: string, what: string) =>
    findings.hold('sample-reproduces', holds, at, `${what}${made}`)
  const isSaid = (own: BundleDocument) => Buffer.compare(body, writeBundle({ ...own, version: said.version })) === 0
  // Another version can have other tests of the same populations.
  const tests = { ...document, populations: withTestsOf(document.populations, said.populations) }
  hold(isSaid(tests), bundleFile, 'says otherwise of populations, sizes, subjects or keys than its ledger does')
  findings.reproduce('sample-reproduces', isSaid(tests) === isSaid(document), bundleFile, 'names other tests', other)
  const population = await isFile(on.store, populationFile, populationTable(walked.population, choice))
  hold(population, populationFile, 'is not the population that the ledger gives')
  const sample = await isFile(on.store, sampleFile, [sampleTable(await rowsOf(walked, on.pins, choice))])
  hold(sample, sampleFile, 'is not the sample that this nonce draws of the ledger')
}

const withTestsOf = (own: readonly Chosen[], said: readonly Chosen[]): Chosen[] =>
  own.map((one) => ({ ...one, tests: said.find(({ source }) => source === one.source)?.tests ?? one.tests }))

const isFile = async (store: Store, name: string, pieces: Iterable<Uint8Array>): Promise<boolean> => {
  const body = (await store.get({ key: name }))?.body
  if (!body) return false
  let at = 0
  for (const piece of pieces) {
    if (Buffer.compare(piece, body.subarray(at, at + piece.length)) !== 0) return false
    at += piece.length
  }
  return at === body.length
}

const rowsOf = async (walked: WalkedLedger, pins: Pins, { drawn }: Choice): Promise<string[]> => {
  const rows: string[] = []
  for (const entry of walked.entries)
    if (isWithin(span(pins.period), entry)) rows.push(...sampleRows(entry.sequence, await walked.linesOf(entry), drawn))
  return rows
}

// Whether a report tells what its ledger does is asked of the whole store, which it was made of.
const reports = async ({ store }: Telling, findings: Findings, { report }: BundleDocument): Promise<void> => {
  const named = new Map(report.map((one) => [one.name, one]))
  for await (const { key } of store.list('report/'))
    findings.hold('zip-strict', named.has(key), key, 'is no file that bundle.json names')
  for (const { name, sha256: digest } of report) {
    const found = await store.get({ key: name })
    findings.hold(
      'zip-strict',
      found !== undefined && sha256(found.body) === digest,
      name,
      'is not what bundle.json names',
    )
  }
}
