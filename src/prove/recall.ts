// An entry that the auditor verified before: taken in, so that what follows can rest on it, and not examined again.
import { configOf } from '../config.ts'
import { EvidenceError } from '../errors.ts'
import type { Ref } from '../model.ts'
import { isSlotLine, readIndex, readPlan } from '../store/documents.ts'
import type { Walked } from './entries.ts'
import type { Examining } from './examine.ts'

/**
 * Index, plan and configuration are held against their digests again, and what the index lists must still be listed by the store;
 * the bytes of observations and evaluations are not read. Throws STORE_UNREADABLE.
 */
export const recall = async (on: Examining, { tick, sha256 }: Walked): Promise<void> => {
  const lines = await known(on, tick.index, readIndex)
  const listed = (lines ?? []).flatMap((line) => (isSlotLine(line) ? line.parts : [line.object]))
  await on.listing.enter(
    tick.tick,
    tick.index.key,
    listed.map(({ key }) => key),
    true,
  )
  on.streamedConfigs.enter(tick, lines ?? [])
  const plan = await known(on, tick.plan, readPlan)
  const config = await known(on, tick.config, configOf)
  on.acceptances.enter(tick, config)
  if (!lines || !plan || !config) return
  on.rules.enter(tick, config)
  on.accounts.enter(tick, plan, lines)
  on.code.recall(tick, plan, lines)
  on.bases.enter(tick, sha256, plan, lines)
}

const known = async <T>({ findings, objects }: Examining, ref: Ref, read: (body: Uint8Array) => T) => {
  findings.look('digest')
  try {
    return read(await objects.again(ref))
  } catch (error) {
    if (!(error instanceof EvidenceError) || error.code === 'STORE_UNREADABLE') throw error
    findings.fail('digest', ref.key, `was verified before, and is not what it was: ${error.message}`)
    return undefined
  }
}
