// eks-evidence bundle: draws, writes the zip, says what is in it and how it is verified.
import * as registry from '../../gen/registry.ts'
import { verifyPage } from '../../gen/verify-page.ts'
import { version } from '../../gen/version.ts'
import { EvidenceError } from '../errors.ts'
import { checkPins, type Pins } from '../prove/pins.ts'
import { type Bundled, makeBundle } from '../report/bundle/make.ts'
import type { Method } from '../report/bundle/method.ts'
import { isBundleName, reportFile } from '../report/bundle/names.ts'
import { nonceOf } from '../report/bundle/sample.ts'
import { defaultSizes } from '../report/bundle/sizes.ts'
import type { GivenReport } from '../report/held.ts'
import type { BundleOptions } from './bundle.ts'
import { sizesAsked } from './bundle-asked.ts'
import { writtenOnce } from './bundle-file.ts'
import { populationsText } from './bundle-text.ts'
import { pinsOf } from './given-pins.ts'
import { mustBeThere } from './pin-options.ts'
import { homeRegion, isBucket, mustBeBeside, openStore } from './place.ts'
import { count, quoted, say } from './terminal.ts'
import { verifyCommand } from './verify-command.ts'

export const bundleNow = async (where: string, options: BundleOptions): Promise<void> => {
  const pins = checkPins(pinsOf(options))
  const method = methodOf(options)
  const home = isBucket(where) ? homeRegion(options.region) : ''
  const { store, host } = openStore(where, { home }, pins.account, () => '')
  if (host === null) mustBeThere(where)
  const given =
    options.report === undefined ? undefined : (await import('./report/hold.ts')).reportAt(options.report, pins)
  const out = options.out ?? ''
  mustBeBeside(where, '--out', out)
  const bundled = await writtenOnce(out, (sink) =>
    makeBundle({
      ...{ store, pins, catalog: registry, version, method, page: verifyPage, sink },
      ...{ report: filesOf(given), upTo: given?.made.head as Pins['anchors'][number] | undefined },
    }),
  )
  if (options.json) say(JSON.stringify({ out, ...bundled }))
  else say(text(options, pins, bundled))
}

const methodOf = ({ nonce, control, subject, ...given }: BundleOptions): Method => {
  const asked = { size: null, sizes: defaultSizes, ...sizesAsked(given) }
  if (asked.size !== 'all' && nonce === undefined)
    throw new EvidenceError(
      'USAGE',
      { '--nonce': 'missing' },
      {
        hint: 'ask the auditor for a text of their own, after they received the head; or take everything: --sample all',
      },
    )
  return {
    nonce: nonce === undefined ? null : nonceOf(nonce),
    ...asked,
    controls: control === undefined ? null : [...new Set(control)].sort(),
    subjects: subject ?? '*',
  }
}

const filesOf = (given: GivenReport | undefined) =>
  (given?.names ?? [])
    .filter((name) => isBundleName(reportFile(name)))
    .map((name) => ({ name, pieces: () => given?.handed(name) ?? [] }))

const text = (options: BundleOptions, { account, ledger, period, sandbox }: Pins, bundled: Bundled): string => {
  const { out = '', nonce, report, key = [] } = options
  const { head, populations, files, bytes } = bundled
  const verifiable = { store: out, keys: key, account, ledger, period, sandbox }
  const isAll = populations.every(({ items, drawn }) => items === drawn)
  return [
    populationsText(populations),
    '',
    `head        entry ${head.sequence}, tick ${head.tick}, ${head.sha256}`,
    `nonce       ${nonce === undefined ? 'none: everything was taken' : `${nonce}: that it was told after the head, this file cannot show`}`,
    ...(isAll ? ['sample      every item of these populations'] : []),
    `report      ${report === undefined ? 'none in it: --report FOLDER takes what eks-evidence report wrote' : 'in it, as it was written'}`,
    `written     ${count(files, 'file')}, ${bytes.toLocaleString('en-US')} bytes, to ${out}`,
    '',
    'whoever receives it, with pins of their own:',
    `  ${verifyCommand(verifiable)}${nonce === undefined ? '' : ` \\\n    --nonce ${quoted(nonce)}`}`,
  ].join('\n')
}
