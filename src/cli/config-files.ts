// The configuration's folder, as --config names it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Catalog } from '../catalog.ts'
import { systemClock } from '../clock.ts'
import { acceptedSince } from '../config/acceptances.ts'
import { acceptancesIn, type Config, type ConfigFile, configFile, readConfig } from '../config.ts'
import { EvidenceError } from '../errors.ts'

/** Every file of the folder: which of them belong there, the configuration's schema says. Throws USAGE. */
export const configFiles = (folder: string): ConfigFile[] => {
  const read = (): ConfigFile[] =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map(({ name }) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
  const files = readable(folder, read)
  if (files.some(({ name }) => name === configFile)) return files
  throw refused(folder, `it holds no ${configFile}`)
}

const readable = <T>(folder: string, read: () => T): T => {
  try {
    return read()
  } catch (cause) {
    throw refused(folder, cause instanceof Error ? cause.message : String(cause), cause)
  }
}

const refused = (folder: string, why: string, cause?: unknown): EvidenceError =>
  new EvidenceError('USAGE', { config: folder, why }, { hint: `name a folder that holds ${configFile}`, cause })

/** A configuration as the next tick would take it: what is accepted from now on for more than a year is refused there, too. Throws CONFIG_INVALID. */
export const configNow = (files: ConfigFile[], catalog: Catalog): Config =>
  readConfig(files, catalog, { accepted: acceptedSince(acceptancesIn(files), [], systemClock.now()) })
