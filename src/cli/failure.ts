// How an error is told: a line, its faults, a hint; or the same as JSON. Never a stack trace, unless somebody asks for it.
import { CommanderError } from 'commander'
import { codes, EvidenceError } from '../errors.ts'
import { exitOf } from './exits.ts'

/** `code` is one of errors.ts, or UNEXPECTED. `faults` is empty where the message says it all. */
export type Failure = { exit: number; code: string; message: string; faults: string[]; hint: string }

/** The variable that asks for a stack trace. */
export const traceVariable = 'EKS_EVIDENCE_TRACE'

/** Undefined for what is none: a help or version that was asked for. `command` is what the hint sends the caller to. */
export const failureOf = (error: unknown, command: string): Failure | undefined => {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return undefined
    // `help` of a command that is not there fails without a word.
    const said = error.code === 'commander.help' ? 'there is no such command' : error.message
    const message = said.replace(/^error: /, '').replaceAll('\n', ' ')
    return { exit: exitOf('USAGE'), code: 'USAGE', message, faults: [], hint: `${command} --help says what it takes` }
  }
  if (!(error instanceof EvidenceError)) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    const hint = `this should not happen; ${traceVariable}=1 shows where it did`
    return { exit: 1, code: 'UNEXPECTED', message: firstLine(message), faults: [], hint }
  }
  const { code, detail, hint } = error
  const said = Object.entries(detail)
  const single = said.flatMap(([name, value]) => (isList(value) ? [] : [`${name}: ${inOneLine(value)}`]))
  const faults = said.flatMap(([, value]) => (isList(value) ? value : []))
  return { exit: exitOf(code), code, message: [codes[code], ...single].join('; '), faults, hint }
}

const isList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')
const inOneLine = (value: unknown): string => firstLine(typeof value === 'string' ? value : JSON.stringify(value))
const firstLine = (text: string): string => text.split('\n', 1)[0] ?? ''

export const failureText = ({ message, faults, hint }: Failure): string =>
  [`error: ${message}`, ...faults.map((fault) => `  - ${fault}`), `hint: ${hint}`].join('\n')

export const failureJson = ({ exit: _, ...error }: Failure): string => JSON.stringify({ error })
