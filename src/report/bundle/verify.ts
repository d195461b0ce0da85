// verify of a bundle: the zip itself, or the folder that it was unpacked into.
import type { Catalog } from '../../catalog.ts'
import { EvidenceError } from '../../errors.ts'
import { makeFindings } from '../../prove/checks.ts'
import { checkPins, type Pins } from '../../prove/pins.ts'
import { type Verified, verify } from '../../prove/verify.ts'
import type { Store } from '../../store/store.ts'
import type { Chosen, Method } from './method.ts'
import { openBundle } from './part-of.ts'
import { openZip } from './zip-store.ts'

export type VerifyingBundle = {
  /** A folder as a store, or the path of a zip. */
  of: Store | { zip: string }
  pins: Partial<Pins>
  nonce: string | undefined
  asked?: Partial<Pick<Method, 'size' | 'sizes'>>
  catalog: Catalog
  version: string
  page: string
}

/** `populations`: what was drawn of each by the nonce that was brought; null where none could be drawn. `method`: as the bundle says it. */
export type VerifiedBundle = Verified & { populations: Chosen[] | null; method: Method | null }

/** Throws PINS_MISSING, USAGE for a nonce that is none, STORE_UNREADABLE. Whatever is wrong with the bundle is a finding. */
export const verifyBundle = async ({ of, asked = {}, ...on }: VerifyingBundle): Promise<VerifiedBundle> => {
  const pins = checkPins(on.pins)
  const faults: { name: string; why: string }[] = []
  try {
    if (!('zip' in of)) return await verified({ ...on, asked, pins, store: of, faults })
    const { store, close } = await openZip(of.zip, (name, why) => faults.push({ name, why }))
    try {
      return await verified({ ...on, asked, pins, store, faults })
    } finally {
      await close()
    }
  } catch (error) {
    if (!(error instanceof EvidenceError) || error.code !== 'BUNDLE_INVALID') throw error
    return refused(pins, 'zip' in of ? of.zip : of.where, error.message)
  }
}

const verified = async (on: Parameters<typeof openBundle>[0]): Promise<VerifiedBundle> => {
  const { pins, catalog, version } = on
  const { store, part, populations, method } = await openBundle(on)
  return { ...(await verify({ store, pins, catalog, version, endpoint: null, part })), populations, method }
}

// Of what is no bundle nothing is looked at.
const refused = ({ ledger, account, period, sandbox }: Pins, at: string, why: string): VerifiedBundle => {
  const findings = makeFindings()
  findings.hold('zip-strict', false, at, why)
  return {
    ...{ of: { ledger, account, period }, result: 'broken', assurance: 'content', sandbox, entries: 0 },
    ...{
      since: null,
      stamped: null,
      head: null,
      leftOut: null,
      checks: findings.all(),
      populations: null,
      method: null,
    },
  }
}
