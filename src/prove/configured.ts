// Holds a configuration against the files that it was read from, and what the deployment gave: nobody sets a rule that neither holds.
import type { Catalog } from '../catalog.ts'
import { filesOf, givenOf, readConfig, writeConfig } from '../config.ts'
import { EvidenceError } from '../errors.ts'
import type { Tick } from '../ledger/statement.ts'
import type { Findings } from './checks.ts'
import { otherVersion } from './entered.ts'

type On = { catalog: Catalog; findings: Findings; version: string }

export const configured = ({ catalog, findings, version }: On, tick: Tick, body: Uint8Array | undefined): void => {
  const same = body !== undefined && amountsTo(body, catalog)
  const what = 'the configuration is not what its files amount to'
  findings.reproduce('plan-derives', same, tick.config.key, what, otherVersion(version, tick))
}

const amountsTo = (body: Uint8Array, catalog: Catalog): boolean => {
  try {
    const files = filesOf(body)
    const given = givenOf(body)
    return Buffer.compare(writeConfig(files, readConfig(files, catalog, given), given), body) === 0
  } catch (error) {
    if (error instanceof EvidenceError) return false
    throw error
  }
}
