// The command line: composes the stages for one machine. What was asked for goes to stdout, what went wrong to stderr.
import { Command } from 'commander'
import { version } from '../../gen/version.ts'
import { addAttest } from './attest.ts'
import { addBundle } from './bundle.ts'
import { addClassify } from './classify.ts'
import { addCollect } from './collect.ts'
import { addControls } from './controls.ts'
import { addCoverage } from './coverage.ts'
import { addDemo } from './demo.ts'
import { addDoctor } from './doctor.ts'
import { addEstimate } from './estimate.ts'
import { exitsText } from './exits.ts'
import { failureJson, failureOf, failureText, traceVariable } from './failure.ts'
import { addInit } from './init.ts'
import { addRecheck } from './recheck.ts'
import { addReperform } from './reperform.ts'
import { addReport } from './report.ts'
import { addServe } from './serve.ts'
import { addVerify } from './verify.ts'
import { addWitness } from './witness.ts'

const program = new Command('eks-evidence')
  .description(
    "Records what the controls of an account's Amazon EKS and ECR were, slot by slot, as signed evidence for SOC 2 Type II.",
  )
  .version(version)
  .addHelpText('after', exitsText('all'))
  // What commander would say of an error is said below, in the form of every other one.
  .configureOutput({ outputError: () => undefined, getOutHelpWidth: () => 100, getErrHelpWidth: () => 100 })
  .exitOverride()

for (const add of [
  addDemo,
  addInit,
  addDoctor,
  addEstimate,
  addCollect,
  addAttest,
  addVerify,
  addWitness,
  addCoverage,
  addReport,
  addBundle,
  addRecheck,
  addReperform,
  addServe,
  addClassify,
  addControls,
])
  add(program)

const called = process.argv.slice(2)

const fail = (error: unknown): void => {
  const named = program.commands.map((one) => one.name()).find((name) => name === called[0])
  const failure = failureOf(error, `eks-evidence${named ? ` ${named}` : ''}`)
  if (!failure) return
  if (process.env[traceVariable] && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  process.stderr.write(`${called.includes('--json') ? failureJson(failure) : failureText(failure)}\n`)
  process.exitCode = failure.exit
}

// Whoever reads may stop reading, as head does: what is left to say is for nobody, and no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}
process.on('uncaughtException', fail)

if (called.length === 0) {
  program.outputHelp({ error: true })
  process.exitCode = 2
} else await program.parseAsync().catch(fail)
