// A bundle as verify sees it: what was drawn by the auditor's own nonce must be there, and what it says of itself is made again.
import type { Catalog } from '../../catalog.ts'
import { EvidenceError } from '../../errors.ts'
import type { Findings } from '../../prove/checks.ts'
import type { Walked } from '../../prove/entries.ts'
import type { Part } from '../../prove/part.ts'
import type { Pins } from '../../prove/pins.ts'
import { slug } from '../../store/keys.ts'
import type { Store } from '../../store/store.ts'
import { bundleDocument } from './again.ts'
import { type BundleDocument, readBundle } from './document.ts'
import { type Chosen, choose, type Method } from './method.ts'
import { bundleFile, isBeside } from './names.ts'
import { nonceOf } from './sample.ts'
import { type Again, type Telling, told } from './told.ts'
import { span, walkLedger } from './walked.ts'

export type Bundle = {
  /** Without the files that lie beside the evidence. */
  store: Store
  part: Part
  /** What was drawn of each; null where no sample can be drawn of it. */
  populations: Chosen[] | null
  /** What was asked for, as bundle.json says: whoever verifies says whether it was. */
  method: Method
}

type On = Telling & {
  /** The auditor's own; it is not asked for where everything was taken. */
  nonce: string | undefined
  catalog: Catalog
}

/** Throws PINS_MISSING, BUNDLE_INVALID where it says nothing of itself that can be read, LEDGER_BROKEN, STORE_UNREADABLE. */
export const openBundle = async (on: On): Promise<Bundle> => {
  const { pins, catalog, nonce } = on
  const held = new Set<string>()
  for await (const { key } of on.store.list('')) held.add(key)
  const body = (await on.store.get({ key: bundleFile }))?.body
  if (!body || body.length > mostDocument) return noBundle(body ? 'is too large' : 'is not there')
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

/** Far more than a million slots need. */
const mostDocument = 64 * 1024 * 1024

const noBundle = (why: string): never => {
  throw new EvidenceError('BUNDLE_INVALID', { file: bundleFile, why }, { hint: 'name a bundle' })
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
