// eks-evidence doctor: what it takes.
import type { Command } from 'commander'
import { configFile } from '../config.ts'
import { exitsText } from './exits.ts'

export type DoctorOptions = {
  store?: string
  region?: string
  config?: string
  key?: string
  role?: string
  json?: boolean
}

export const addDoctor = (program: Command): void => {
  program
    .command('doctor')
    .summary('whether everything is there that the evidence needs')
    .description(
      'Asks AWS, with the credentials of whoever runs it, whether everything is there that the evidence needs, and says of each thing how it is and what to do about it. It writes nothing. Of the audit log it queries one second.',
    )
    .option('--store <where>', 's3://BUCKET: also the evidence bucket and the signing key')
    .option('--region <region>', 'the home region; default AWS_REGION')
    .option('--config <dir>', `the folder of ${configFile}; without it, the defaults`)
    .option('--key <key>', 'the KMS key that signs: its ARN, id or alias; with --store default alias/eks-evidence-prod')
    .option('--role <arn>', "simulate what this role of the stack's functions may do")
    .option('--json', 'print JSON')
    .addHelpText('after', exitsText('doctor'))
    // Loaded when it is asked for: a help should not wait for every client of the SDK.
    .action(async (options: DoctorOptions) => (await import('./doctor-now.ts')).doctorNow(options))
}
