// Exit codes: documented in every help, relied on by scripts.
import type { Code } from '../errors.ts'
import type { Rechecked } from '../prove/recheck/recheck.ts'
import type { Verified } from '../prove/verify.ts'
import type { Coverage } from '../report/coverage/coverage.ts'
import type { Reperformed } from './reperform/reperform.ts'

const wrong = 'the call is wrong, or what it needs is missing: an option, a pin, a valid configuration'
const unreadable = 'the store cannot be read'

type Command =
  | 'all'
  | 'demo'
  | 'init'
  | 'doctor'
  | 'estimate'
  | 'collect'
  | 'attest'
  | 'verify'
  | 'witness'
  | 'coverage'
  | 'report'
  | 'bundle'
  | 'recheck'
  | 'reperform'
  | 'serve'
  | 'classify'
  | 'controls'

/** By command, as its help lists them. */
export const exits: Record<Command, Record<number, string>> = {
  all: {
    0: 'done; for verify: intact and without a gap',
    1: 'failed; for verify: integrity is broken',
    2: wrong,
    3: 'verify: named deviations; coverage: gaps; recheck, reperform: differences; doctor: to mend',
    4: `${unreadable}; doctor, estimate: something could not be asked; classify: no input`,
  },
  demo: { 0: 'done, and the evidence is intact', 1: 'failed, or its integrity is broken', 2: wrong },
  init: { 0: 'written', 1: 'failed', 2: 'the call is wrong, or the file is there already' },
  doctor: {
    0: 'nothing to mend',
    1: 'the program failed',
    2: wrong,
    3: 'there is something to mend',
    4: 'nothing to mend was found, and something could not be asked',
  },
  estimate: { 0: 'done', 1: 'failed', 2: wrong, 4: 'printed without what could not be asked' },
  collect: { 0: 'sealed, or with --dry-run listed', 1: 'failed; a rerun finishes the tick', 2: wrong, 4: unreadable },
  attest: { 0: 'put, or with --dry-run said', 1: 'failed, or S3 refused it', 2: wrong, 4: unreadable },
  verify: {
    0: 'intact and without a gap',
    1: 'integrity is broken, or the program failed',
    2: wrong,
    3: 'intact, with named deviations',
    4: unreadable,
  },
  coverage: {
    0: 'every expected observation was read, and in time',
    1: 'the walk found integrity broken, or the program failed',
    2: wrong,
    3: 'something expected was not read, or late; or no tick ran for some time',
    4: unreadable,
  },
  report: {
    0: 'written; the ledger is intact and without a gap, or was not verified',
    1: 'written, and integrity is broken; or the program failed',
    2: wrong,
    3: 'written; intact, with named deviations',
    4: unreadable,
  },
  bundle: {
    0: 'written',
    1: 'the ledger is broken: nothing is bundled of it; or the program failed',
    2: wrong,
    4: unreadable,
  },
  recheck: {
    0: 'everything that was judged again came out the same',
    1: 'integrity is broken, or the program failed',
    2: wrong,
    3: 'something came out otherwise, or could not be judged again',
    4: unreadable,
  },
  witness: {
    0: 'appended, or held already',
    1: 'what you were told contradicts what you hold: two histories; or the program failed',
    2: wrong,
    4: unreadable,
  },
  serve: { 0: 'ended by Ctrl-C', 1: 'the program failed', 2: wrong, 4: unreadable },
  reperform: {
    0: 'every answer is what was stored',
    1: 'integrity is broken, or the program failed',
    2: wrong,
    3: 'something was answered otherwise, or was not compared',
    4: `${unreadable}, or AWS answered none of the questions`,
  },
  classify: {
    0: 'judged, whatever was found',
    1: 'the program failed',
    2: wrong,
    4: 'the input cannot be read, or not to its end: what was read before is judged',
  },
  controls: { 0: 'done', 2: 'there is no such control or detection, or the configuration is not valid' },
}

/** For the end of a help. */
export const exitsText = (of: keyof typeof exits): string =>
  `\nExit codes:\n${Object.entries(exits[of])
    .map(([code, what]) => `  ${code}  ${what}`)
    .join('\n')}`

export const verifyExit = ({ result }: Pick<Verified, 'result'>): number =>
  ({ intact: 0, deviations: 3, broken: 1 })[result]

export const coverageExit = ({ result }: Pick<Coverage, 'result'>): number => ({ whole: 0, gaps: 3, broken: 1 })[result]

export const recheckExit = ({ result }: Pick<Rechecked, 'result'>): number =>
  ({ same: 0, differs: 3, broken: 1 })[result]

export const reperformExit = ({ result }: Pick<Reperformed, 'result'>): number =>
  ({ same: 0, differs: 3, unasked: 4, broken: 1 })[result]

export const exitOf = (code: Code): number => {
  switch (code) {
    case 'USAGE':
    case 'PINS_MISSING':
    case 'CONFIG_INVALID':
    case 'UNKNOWN_ID':
      return 2
    case 'STORE_UNREADABLE':
    case 'INPUT_UNREADABLE':
      return 4
    default:
      return 1
  }
}
