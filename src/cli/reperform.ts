// eks-evidence reperform: asks AWS the same again with the caller's own credentials, and shows what is answered otherwise.
import type { Command } from 'commander'
import { EvidenceError } from '../errors.ts'
import { exitsText } from './exits.ts'
import type { GivenPins } from './given-pins.ts'
import { addPins, each } from './pin-options.ts'

export type ReperformOptions = GivenPins & {
  subject?: string[]
  source?: string[]
  sample?: number
  nonce?: string
  region?: string
  json?: boolean
}

export const addReperform = (program: Command): void => {
  const command = program
    .command('reperform')
    .summary('ask AWS again what was asked, and compare')
    .description(
      'Asks AWS, with your own read-only credentials, the questions of the newest stored observation of each source at each subject, compares the answers field by field, and shows the outcome of each control on both. Stores nothing. A difference means that something was changed since, or that one of the two answers is wrong: CloudTrail tells which.',
    )
    .argument('<store>', 's3://BUCKET, or the folder of a downloaded bucket')
  addPins(command)
    .option('--subject <pattern>', 'only subjects whose ARN this names, * for any characters; once for each', each)
    .option(
      '--source <id>',
      'only this source; once for each; default all of state. audit-log is a query that you pay',
      each,
    )
    .option('--sample <n>', 'only so many observations, drawn by the nonce', size)
    .option('--nonce <text>', 'what the sample is drawn by: your own, and told to nobody before')
    .option('--region <region>', "the bucket's region; default AWS_REGION")
    .option('--sandbox', 'the evidence was made against the local sandbox: accept its endpoints')
    .option('--json', 'print one JSON object; what is found is written as it is found')
    .addHelpText('after', exitsText('reperform'))
    .action(async (where: string, options: ReperformOptions) => {
      const { reperformNow } = await import('./reperform-now.ts')
      await reperformNow(where, options)
    })
}

const size = (text: string): number => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new EvidenceError('USAGE', { '--sample': text }, { hint: 'expected a whole number, as 25' })
}
