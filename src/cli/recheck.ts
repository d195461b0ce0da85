// eks-evidence recheck: judges the stored evidence of a period again and shows what comes out otherwise.
import type { Command } from 'commander'
import * as registry from '../../gen/registry.ts'
import { version } from '../../gen/version.ts'
import { checkPins } from '../prove/pins.ts'
import { configFiles, configNow } from './config-files.ts'
import { exitsText, recheckExit } from './exits.ts'
import { type GivenPins, pinsOf } from './given-pins.ts'
import { addPins, each, mustBeThere } from './pin-options.ts'

export type RecheckOptions = GivenPins & {
  control?: string[]
  subject?: string[]
  config?: string
  region?: string
  json?: boolean
}

export const addRecheck = (program: Command): void => {
  const command = program
    .command('recheck')
    .summary('judge the stored evidence again, and show what comes out otherwise')
    .description(
      'Judges the stored evidence of a period again with this program, whatever version made it, and shows each verdict that comes out otherwise, why that may be, and the evidence that it rests on. With --config by other settings: what that configuration would have said.',
    )
    .argument('<store>', 's3://BUCKET, or the folder of a downloaded bucket')
  addPins(command)
    .option('--control <id>', 'only this control; once for each', each)
    .option('--subject <pattern>', 'only subjects whose ARN this names, * for any characters; once for each', each)
    .option('--config <dir>', 'judge by this configuration, all of it, instead of those that were sealed')
    .option('--region <region>', "the bucket's region; default AWS_REGION")
    .option('--sandbox', 'the evidence was made against the local sandbox: accept its endpoints')
    .option('--json', 'print one JSON object; its differences are written as they are found')
    .addHelpText('after', exitsText('recheck'))
    .action(run)
}

const run = async (where: string, options: RecheckOptions): Promise<void> => {
  const pins = checkPins(pinsOf(options))
  const { homeRegion, isBucket, openStore } = await import('./place.ts')
  const { recheck } = await import('../prove/recheck/recheck.ts')
  const { settingsOf } = await import('../prove/recheck/settings.ts')
  const { asJson, asText } = await import('./recheck/told.ts')
  const { progress } = await import('./recheck/progress.ts')
  const settings =
    options.config === undefined ? undefined : settingsOf(configNow(configFiles(options.config), registry))
  const home = isBucket(where) ? homeRegion(options.region) : ''
  const { store, host } = openStore(where, { home }, pins.account, () => '')
  if (host === null) mustBeThere(where)
  const bar = progress()
  const all = recheck({
    ...{ store, pins, catalog: registry, version, commit: process.env.EKS_EVIDENCE_COMMIT ?? null },
    ...{ controls: options.control?.map((id) => id.toUpperCase()), subjects: options.subject },
    ...(settings && { settings }),
    progress: ({ tick, judged, otherwise }) =>
      bar.show(`tick ${tick}: ${judged} verdicts judged again, ${otherwise} otherwise`),
  })
  const done = options.json ? await asJson(all) : await asText(all, options.config, bar.clear)
  bar.clear()
  process.exitCode = recheckExit(done)
}
