// eks-evidence init: writes a configuration that says of every setting what it means.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import * as registry from '../../gen/registry.ts'
import { acceptancesFile, configFile, controlsMapFile, readConfig, registerFile } from '../config.ts'
import { EvidenceError } from '../errors.ts'
import type { Slot } from '../model.ts'
import { exitsText } from './exits.ts'
import { choose } from './init/choose.ts'
import { type Chosen, configText } from './init/config-text.ts'
import { acceptancesText, controlsMapText, registerText } from './init/governance-text.ts'
import { quoted, say } from './terminal.ts'

type Options = { period?: string; regions?: string; yes?: boolean; json?: boolean }

export const addInit = (program: Command): void => {
  program
    .command('init')
    .summary('write a configuration with every setting explained')
    .description(
      `Writes ${configFile} with the audit period and the regions, and every other setting as a comment with its default; beside it the governance register, acceptances and the map of management's own controls, all comments. Asks for what was not given, if somebody is there to answer. It overwrites nothing.`,
    )
    .argument('[dir]', 'the folder to write it to', 'config')
    .option('--period <start..end>', 'the audit period in UTC; its end is not part of it: 2026-01-01..2027-01-01')
    .option('--regions <names>', 'all, or names with commas between: eu-west-1,us-east-1')
    .option('--yes', 'ask nothing: no period and all regions, where not given')
    .option('--json', 'print JSON')
    .addHelpText('after', exitsText('init'))
    .action(init)
}

const init = async (dir: string, options: Options): Promise<void> => {
  const file = join(dir, configFile)
  mustBeFree(dir, file)
  const chosen = await chosenBy(options)
  const text = configText(chosen, registry)
  mustBeRead(text)
  const all = { [configFile]: text, ...others }
  const files = Object.keys(all).map((name) => join(dir, name))
  for (const [name, body] of Object.entries(all)) write(dir, join(dir, name), body)
  const next = nextCommands(dir, chosen.period)
  if (options.json) return say(JSON.stringify({ file, files, next }))
  say([`Wrote ${files.join(', ')}.`, '', 'Next:', ...next.map((command) => `  ${command}`)].join('\n'))
}

const others = {
  [registerFile]: registerText(),
  [acceptancesFile]: acceptancesText(),
  [controlsMapFile]: controlsMapText(),
}

const chosenBy = async (options: Options): Promise<Chosen> => {
  const asks = process.stdin.isTTY === true && options.yes !== true && options.json !== true
  if (!asks) return choose(options, undefined)
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await choose(options, (text) => lines.question(text))
  } catch (cause) {
    if (!(cause instanceof Error && cause.name === 'AbortError')) throw cause // Ctrl-C, Ctrl-D
    process.stderr.write('\n')
    const hint = 'answer them, give --period and --regions, or take the defaults with --yes'
    throw new EvidenceError('USAGE', { why: 'the questions were not answered' }, { hint, cause })
  } finally {
    lines.close()
  }
}

const mustBeRead = (text: string): void => {
  try {
    readConfig([{ name: configFile, text }], registry)
  } catch (cause) {
    if (!(cause instanceof EvidenceError && cause.code === 'CONFIG_INVALID')) throw cause
    throw new EvidenceError('USAGE', cause.detail, { hint: 'correct what was given; nothing was written', cause })
  }
}

// A configuration's folder holds nothing else: whatever lies there would be taken for a part of it, and refused.
const mustBeFree = (dir: string, file: string): void => {
  const there = held(dir).filter((name) => !name.startsWith('.'))
  if (there.includes(configFile)) throw refused(file, 'it is there already', 'change that one, or name another folder')
  const [first] = there
  if (first !== undefined) throw refused(dir, `it holds ${first}`, 'name a folder of its own for the configuration')
}

const held = (dir: string): string[] => {
  try {
    return readdirSync(dir)
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    throw refused(dir, message, 'name a folder, or one that is not there yet', cause)
  }
}

const write = (dir: string, file: string, text: string): void => {
  try {
    mkdirSync(dir, { recursive: true })
    writeFileSync(file, text, { flag: 'wx' })
  } catch (cause) {
    throw refused(
      file,
      cause instanceof Error ? cause.message : String(cause),
      'name a folder that can be written',
      cause,
    )
  }
}

const refused = (path: string, why: string, hint: string, cause?: unknown): EvidenceError =>
  new EvidenceError('USAGE', { path, why }, { hint, cause })

const nextCommands = (dir: string, period: Slot | undefined): string[] => [
  `npx eks-evidence doctor --config ${quoted(dir)}`,
  `npx eks-evidence estimate --config ${quoted(dir)}`,
  `${period ? `PERIOD_END=${period.end} ` : ''}npx serverless deploy`,
  `aws s3 cp --recursive ${quoted(dir)} s3://DOCUMENTS_BUCKET/config/`,
]
