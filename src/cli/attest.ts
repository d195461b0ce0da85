// eks-evidence attest: what it takes.
import { type Command, InvalidArgumentError } from 'commander'
import { type Kind, kinds } from '../attested/record.ts'
import { EvidenceError } from '../errors.ts'
import { needsText, template } from './attest/template.ts'
import { exitsText } from './exits.ts'
import { say } from './terminal.ts'

export type AttestOptions = {
  file?: string
  template?: boolean
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

const named = (kind: Kind, file: string | undefined): string => {
  if (file !== undefined) return file
  const hint = `name it with --file; eks-evidence attest ${kind} --template prints one to fill in`
  throw new EvidenceError('USAGE', { why: 'there is no file that says what was done' }, { hint })
}

export const addAttest = (program: Command): void => {
  program
    .command('attest')
    .summary('put a record of what AWS cannot tell')
    .description(
      "Puts a record into the stack's documents bucket: that a drill was held, a policy reviewed, a change approved. It is a statement of whoever puts it, and is called that wherever a control rests on it. The file says what was done, as YAML or JSON; the caller's ARN is added. The collector reads it once a day and seals it.",
    )
    .argument('<kind>', kinds.join(', '), kind)
    .option('--file <file>', 'what the record says, but for its kind and who puts it')
    .option('--template', 'print such a file to be filled in, and do nothing else')
    .option('--document <file>', 'a document to put beside it, whose digest the record then names')
    .option('--key <key>', 'where the document lies or is put: a key below documents/; default beside the record')
    .option('--bucket <name>', "the documents bucket; without it, the stack's")
    .option('--stack <name>', 'the stack that runs the collector', 'eks-evidence-prod')
    .option('--region <region>', 'the home region; default AWS_REGION')
    .option('--dry-run', 'say what would be put where; write nothing')
    .option('--json', 'print JSON')
    .addHelpText('after', `\n${needsText()}\n${exitsText('attest')}`)
    .action(async (of: Kind, options: AttestOptions) => {
      if (options.template) return say(template(of))
      // Loaded when it is asked for: a help should not wait for every client of the SDK.
      await (await import('./attest-now.ts')).attestNow(of, { ...options, file: named(of, options.file) })
    })
}
