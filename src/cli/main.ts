// The command line: composes the stages for one machine. What a person reads goes to stdout, what went wrong to stderr.
import { Command, CommanderError } from 'commander'
import { version } from '../../gen/version.ts'
import { EvidenceError } from '../errors.ts'
import { addCollect } from './collect.ts'
import { addControls } from './controls.ts'
import { addDemo } from './demo.ts'
import { exitOf, exits } from './exits.ts'
import { addVerify } from './verify.ts'

const program = new Command('eks-evidence')
  .description(
    "Records what the controls of an account's Amazon EKS and ECR were, slot by slot, as signed evidence for SOC 2 Type II.",
  )
  .version(version)
  .showHelpAfterError('Run it with --help to see what it takes.')
  .addHelpText(
    'after',
    `\nExit codes:\n${Object.entries(exits)
      .map(([code, what]) => `  ${code}  ${what}`)
      .join('\n')}`,
  )
  .exitOverride()

for (const add of [addDemo, addCollect, addVerify, addControls]) add(program)

const fail = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitOf('USAGE')
  if (!(error instanceof EvidenceError)) throw error
  const { code, message, hint } = error
  const json = process.argv.includes('--json')
  process.stderr.write(
    json ? `${JSON.stringify({ error: { code, message, hint } })}\n` : `error: ${message}\nhint: ${hint}\n`,
  )
  return exitOf(code)
}

process.exitCode = await program.parseAsync().then(
  () => Number(process.exitCode ?? 0),
  (error: unknown) => fail(error),
)
