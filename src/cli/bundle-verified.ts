// eks-evidence verify of a bundle: the zip, or with --bundle the folder that it was unpacked into.
import { statSync } from 'node:fs'
import * as registry from '../../gen/registry.ts'
import { verifyPage } from '../../gen/verify-page.ts'
import { version } from '../../gen/version.ts'
import { EvidenceError } from '../errors.ts'
import { checkPins, type Pins } from '../prove/pins.ts'
import { verifyBundle } from '../report/bundle/verify.ts'
import { folderStore } from '../store/folder.ts'
import { type GivenSizes, sizesAsked } from './bundle-asked.ts'
import { methodText, populationsText } from './bundle-text.ts'
import { verifyExit } from './exits.ts'
import { mustBeThere } from './pin-options.ts'
import { say } from './terminal.ts'
import { verifiedText } from './verified-text.ts'

type Options = GivenSizes & { bundle?: boolean; nonce?: string; report?: string; since?: string; json?: boolean }

/** Only what is asked for as a bundle is one: a store with a bundle.json in it leaves nothing out. */
export const isBundle = (where: string, { bundle }: Options): boolean =>
  bundle === true || (/\.zip$/i.test(where) && statSync(where, { throwIfNoEntry: false })?.isFile() === true)

export const bundleVerified = async (where: string, options: Options, given: Partial<Pins>): Promise<void> => {
  const pins = checkPins(given)
  for (const name of ['report', 'since'] as const)
    if (options[name] !== undefined)
      throw new EvidenceError(
        'USAGE',
        { [`--${name}`]: options[name] },
        { hint: 'this is asked of the whole store; a bundle is examined as a whole' },
      )
  mustBeThere(where)
  const of = statSync(where).isDirectory() ? folderStore(where) : { zip: where }
  const verified = await verifyBundle({
    ...{ of, pins, nonce: options.nonce, asked: sizesAsked(options), catalog: registry, version, page: verifyPage },
  })
  if (options.json) say(JSON.stringify(verified))
  else {
    const { populations, method } = verified
    if (populations && method) say(`${populationsText(populations)}\n\n${methodText(method)}\n`)
    say(verifiedText(verified, pins))
    const drawn = method?.nonce ?? options.nonce
    if (drawn !== undefined && options.nonce !== undefined && drawn !== options.nonce) say(otherNonce(drawn))
  }
  process.exitCode = verifyExit(verified)
}

// What was drawn by another nonce lacks what this one draws, so that much else fails with it.
const otherNonce = (nonce: string): string =>
  `\nThe bundle says that it was drawn by the nonce ${JSON.stringify(nonce)}, and you gave another: what your nonce draws is not in it, and the other checks that failed rest on that. Look at sample-reproduces first, and at how you spelled the nonce.`
