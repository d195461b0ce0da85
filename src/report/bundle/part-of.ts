// A bundle as verify sees it: what was drawn by the auditor's own nonce must be there, and what it says of itself is made again.
import type { Catalog } from '../../catalog.ts'
import { sha256 } from '../../digest.ts'
import { EvidenceError } from '../../errors.ts'
import { writeJson } from '../../json.ts'
import type { Findings } from '../../prove/checks.ts'
import type { Walked } from '../../prove/entries.ts'
import type { Part } from '../../prove/part.ts'
import type { Pins } from '../../prove/pins.ts'
import { slug } from '../../store/keys.ts'
import type { Store } from '../../store/store.ts'
import { bundleDocument } from './again.ts'
import { type BundleDocument, populationTable, readBundle, sampleRows, sampleTable, writeBundle } from './document.ts'
import { type Choice, type Chosen, choose, type Method } from './method.ts'
import { bundleFile, isBeside, pageFile, populationFile, sampleFile } from './names.ts'
import { nonceOf } from './sample.ts'
import { isWithin, span, type WalkedLedger, walkLedger } from './walked.ts'

export type Bundle = {
  /** Without the files that lie beside the evidence. */
  store: Store
  part: Part
  /** What was drawn of each; null where no sample can be drawn of it. */
  populations: Chosen[] | null
  /** What was asked for, as bundle.json says: whoever verifies says whether it was. */
  method: Method
}

type On = {
  store: Store
  pins: Pins
  /** The auditor's own; it is not asked for where everything was taken. */
  nonce: string | undefined
  /** What the auditor asked for; what is left out is not compared. */
  asked: Partial<Pick<Method, 'size' | 'sizes'>>
  catalog: Catalog
  version: string
  page: string
  /** What was found of the file itself, before anything in it was looked at. */
  faults: readonly { name: string; why: string }[]
}

/** Throws PINS_MISSING, BUNDLE_INVALID where it says nothing of itself that can be read, LEDGER_BROKEN, STORE_UNREADABLE. */
export const openBundle = async (on: On): Promise<Bundle> => {
  const { pins, catalog, nonce } = on
  const held = new Set<string>()
  for await (const { key } of on.store.list('')) held.add(key)
  const body = (await on.store.get({ key: bundleFile }))?.body
  if (!body)
    throw new EvidenceError('BUNDLE_INVALID', { file: bundleFile, why: 'is not there' }, { hint: 'name a bundle' })
  const document = readBundle(body)
  if (nonce === undefined && document.method.size !== 'all') nonceMissing()
  const store = evidenceIn(on.store)
  const own = document.method.size === 'all' ? document.method.nonce : nonceOf(nonce ?? '')
  const again = await drawnAgain(store, pins, catalog, { ...document, method: { ...document.method, nonce: own } })
  const close = (findings: Findings, head: Walked | undefined): Promise<void> =>
    told(on, findings, { again, body, head })
  const { drawn, populations } = 'why' in again ? { drawn: new Set<string>(), populations: null } : again.choice
  return {
    store,
    part: { holds: (key: string) => held.has(key), drawn, ...span(pins.period), close },
    populations,
    method: document.method,
  }
}

// An index that is not what was sealed gives no population: verify says which, and the sample stands for nothing.
const drawnAgain = async (
  store: Store,
  pins: Pins,
  catalog: Catalog,
  given: BundleDocument,
): Promise<Again | { why: string }> => {
  try {
    const walked = await walkLedger({ store, pins })
    const subjects = given.subjects.filter((one) => walked.population.subjects().has(slug(one)))
    const choice = choose(walked.population, given.method, { catalog, subjects })
    return { document: bundleDocument({ ...given, walked, pins, choice, subjects }), walked, choice }
  } catch (error) {
    if (!(error instanceof EvidenceError || error instanceof RangeError)) throw error
    if (error instanceof EvidenceError && error.code === 'STORE_UNREADABLE') throw error
    return { why: error.message }
  }
}

const evidenceIn = (store: Store): Store => ({
  ...store,
  async *list(prefix, after) {
    for await (const one of store.list(prefix, after)) if (!isBeside(one.key)) yield one
  },
})

type Again = { document: BundleDocument; walked: WalkedLedger; choice: Choice }
type Told = { again: Again | { why: string }; body: Uint8Array; head: Walked | undefined }

const told = async (on: On, findings: Findings, { again, body, head }: Told): Promise<void> => {
  const said = readBundle(body)
  const other = said.version === on.version ? undefined : said.version
  const isPage = await isFile(on.store, pageFile, [Buffer.from(on.page)])
  findings.reproduce('zip-strict', isPage, pageFile, 'is not the page of this program', other)
  await reports(on, findings, said)
  for (const { name, why } of on.faults) findings.hold('zip-strict', false, name, why)
  const hold = (holds: boolean, what: string) => findings.hold('sample-reproduces', holds, bundleFile, what)
  if ('why' in again) return void hold(false, `no sample can be drawn of this: ${again.why}`)
  const { nonce, size } = said.method
  const isOwn = size === 'all' || nonce === again.document.method.nonce
  hold(isOwn, `was drawn by the nonce ${JSON.stringify(nonce)}, which is not yours`)
  const { start, end } = on.pins.period
  const isPeriod = said.period.start === start && said.period.end === end
  hold(isPeriod, `is of the period from ${said.period.start} to ${said.period.end}`)
  for (const [name, own] of size === 'all' ? [] : Object.entries(on.asked)) {
    const told = said.method[name as keyof typeof on.asked]
    hold(
      writeJson(told) === writeJson(own),
      `was drawn by ${name} ${writeJson(told)}, and ${writeJson(own)} was asked for`,
    )
  }
  hold(head?.sha256 === said.head.sha256, `names the head ${said.head.sequence}, ${said.head.sha256}`)
  await reproduced(on, findings, again, { body, said, other })
}

type Said = { body: Uint8Array; said: BundleDocument; other: string | undefined }

const reproduced = async (on: On, findings: Findings, again: Again, { body, said, other }: Said): Promise<void> => {
  const { document, walked, choice } = again
  const same = (isSame: boolean, at: string, what: string) =>
    findings.reproduce('sample-reproduces', isSame, at, what, other)
  const isSaid = Buffer.compare(body, writeBundle({ ...document, version: said.version })) === 0
  same(isSaid, bundleFile, 'says otherwise of populations, sizes, subjects or keys than its ledger does')
  const population = await isFile(on.store, populationFile, populationTable(walked.population, choice))
  same(population, populationFile, 'is not the population that the ledger gives')
  const sample = await isFile(on.store, sampleFile, [sampleTable(await rowsOf(walked, on.pins, choice))])
  same(sample, sampleFile, 'is not the sample that this nonce draws of the ledger')
}

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
const reports = async ({ store }: On, findings: Findings, { report }: BundleDocument): Promise<void> => {
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

const nonceMissing = (): never => {
  throw new EvidenceError(
    'PINS_MISSING',
    { missing: ['the nonce (--nonce)'] },
    {
      hint: "the sample is the auditor's by the auditor's own nonce alone: bring the one that you told, not the one in the file",
    },
  )
}
