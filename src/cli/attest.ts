// eks-evidence attest: what it takes.
import { type Command, InvalidArgumentError } from 'commander'
import { type Kind, kinds } from '../attested/record.ts'
import { exitsText } from './exits.ts'

export type AttestOptions = {
  file: string
  document?: string
  key?: string
  bucket?: string
  stack: string
  region?: string
  dryRun?: boolean
  json?: boolean
}

const kind = (given: string): Kind => {
  const found = kinds.find((one) => one === given)
  if (found) return found
  throw new InvalidArgumentError(`it is one of ${kinds.join(', ')}.`)
}

export const addAttest = (program: Command): void => {
  program
    .command('attest')
    .summary('put a record of what AWS cannot tell')
    .description(
      "Puts a record into the stack's documents bucket: that a drill was held, a policy reviewed, a change approved. It is a statement of whoever puts it, and is called that wherever a control rests on it. The file says what was done, as YAML or JSON; the caller's ARN is added. The collector reads it once a day and seals it.",
    )
    .argument('<kind>', kinds.join(', '), kind)
    .requiredOption('--file <file>', 'what the record says, but for its kind and who puts it')
    .option('--document <file>', 'a document to put beside it, whose digest the record then names')
    .option('--key <key>', 'where the document lies or is put: a key below documents/; default beside the record')
    .option('--bucket <name>', "the documents bucket; without it, the stack's")
    .option('--stack <name>', 'the stack that runs the collector', 'eks-evidence-prod')
    .option('--region <region>', 'the home region; default AWS_REGION')
    .option('--dry-run', 'say what would be put where; write nothing')
    .option('--json', 'print JSON')
    .addHelpText('after', exitsText('attest'))
    // Loaded when it is asked for: a help should not wait for every client of the SDK.
    .action(async (of: Kind, options: AttestOptions) => (await import('./attest-now.ts')).attestNow(of, options))
}
