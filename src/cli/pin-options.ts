// The pins as options, the same for every command that believes nothing the store says of itself.
import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { EvidenceError } from '../errors.ts'

/** In the order of given-pins.ts; the types are its. */
export const addPins = (command: Command): Command =>
  command
    .option(
      '--key <file>',
      'pin: the public key that signs the ledger, PEM; once for each where it was changed, the first one first',
      each,
    )
    .option('--account <id>', 'pin: the account, 12 digits')
    .option('--ledger <digest>', "pin: the ledger's id, sha256:<64 hex>")
    .option('--period <start..end>', 'pin: the audit period in UTC; its end is not part of it: 2026-01-01..2027-01-01')

/** And what an auditor may bring along beside them: whatever verify looks at. */
export const addAllPins = (command: Command): Command =>
  addPins(command)
    .option(
      '--anchors <file>',
      'entries you were told of at the time: JSON lines of {"sequence", "sha256"}; or a copy of the ledger, s3://BUCKET or a folder',
    )
    .option(
      '--timestamps <folder>',
      'tokens of RFC 3161, NAME.tsr; default the folder beside the anchors, FILE.timestamps',
    )
    .option(
      '--tsa-certificate <file>',
      'whom to believe their tokens: the certificate of an authority or of its root, PEM; once for each',
      each,
    )
    .option('--config-digest <digest>', 'a configuration that you accept, with what it loosens; once for each', each)
    .option('--release <file>', "SHA256SUMS of a release: the collector's code must be of it")

/** For an option that may be given several times. */
export const each = (one: string, before: string[] = []): string[] => [...before, one]

/** A folder that is not there is a slip of the pen, and must not read as evidence that is gone. Throws STORE_UNREADABLE. */
export const mustBeThere = (where: string): void => {
  if (existsSync(where)) return
  throw new EvidenceError(
    'STORE_UNREADABLE',
    { store: where, why: 'there is no such folder' },
    { hint: 'name the folder that holds ledger/ and ticks/, or s3://BUCKET' },
  )
}
