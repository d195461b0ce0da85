// reperform with the caller's own AWS credentials.
import { services } from '../../gen/commands/command-line.ts'
import * as registry from '../../gen/registry.ts'
import { version } from '../../gen/version.ts'
import { makeAws } from '../aws.ts'
import { systemClock } from '../clock.ts'
import { EvidenceError } from '../errors.ts'
import { caller } from '../plan/caller.ts'
import { checkPins } from '../prove/pins.ts'
import { nonceOf } from '../report/bundle/sample.ts'
import { reperformExit } from './exits.ts'
import { pinsOf } from './given-pins.ts'
import { mustBeThere } from './pin-options.ts'
import { homeRegion, openStore } from './place.ts'
import { progress } from './recheck/progress.ts'
import { reperform } from './reperform/reperform.ts'
import { asJson, asText } from './reperform/told.ts'
import type { ReperformOptions } from './reperform.ts'

/** Throws USAGE where the credentials are of another account, PINS_MISSING, STORE_UNREADABLE. */
export const reperformNow = async (where: string, options: ReperformOptions): Promise<void> => {
  const pins = checkPins(pinsOf(options))
  const sample = sampleOf(options)
  const home = homeRegion(options.region)
  const { store, host } = openStore(where, { home }, pins.account, () => '')
  if (host === null) mustBeThere(where)
  const aws = makeAws({ home }, services, systemClock)
  const bar = progress()
  try {
    const { account, arn } = await caller(aws.send)
    if (account !== pins.account)
      throw new EvidenceError(
        'USAGE',
        { account, expected: pins.account },
        { hint: 'assume a role of the account that the evidence is of' },
      )
    const all = reperform({
      ...{ store, pins, catalog: registry, send: aws.send, clock: systemClock, progress: bar.show },
      collector: { version, commit: process.env.EKS_EVIDENCE_COMMIT ?? 'unreleased', caller: arn },
      choice: { sources: options.source, subjects: options.subject, sample },
    })
    const done = options.json ? await asJson(all) : await asText(all, bar.clear)
    process.exitCode = reperformExit(done)
  } finally {
    bar.clear()
    aws.close()
  }
}

const sampleOf = ({ sample, nonce }: ReperformOptions): { size: number; nonce: string } | undefined => {
  if (sample === undefined && nonce === undefined) return undefined
  if (sample !== undefined && nonce !== undefined) return { size: sample, nonce: nonceOf(nonce) }
  const missing = sample === undefined ? '--sample' : '--nonce'
  throw new EvidenceError('USAGE', { missing }, { hint: 'a sample is drawn by --sample N and --nonce TEXT together' })
}
