// Why a verdict may come out otherwise: what differs between the program and settings that made it and those here.
import type { Config } from '../../config.ts'
import type { Settings } from '../../control.ts'
import { sha256 } from '../../digest.ts'
import { writeJson } from '../../json.ts'
import type { Tick } from '../../ledger/statement.ts'

/** As text: a version, a commit, settings as JSON, or a digest. */
export type Because = {
  what: 'version' | 'commit' | 'settings' | 'register' | 'acceptances'
  stored: string
  now: string
}

export type Between = {
  tick: Tick
  version: string
  /** null: not known. */
  commit: string | null
  sealed: Config
  config: Config
}

/** Empty where nothing that is known differs: then what is stored does not follow from its evidence. */
const programs = ({ tick: { collector }, version, commit }: Between): Because[] => [
  ...named('version', collector.version, version),
  ...(commit === null ? [] : named('commit', collector.commit, commit)),
]

/** `defaults` of the control, as this program has them. */
export const ofControl = (on: Between, control: string, defaults: Settings): Because[] => {
  const set = ({ controls }: Config): string => {
    const own = controls[control]
    if (own && 'off' in own) return writeJson(plain(own))
    return writeJson(plain({ ...defaults, ...(own && 'settings' in own ? own.settings : {}) }))
  }
  return [
    ...programs(on),
    ...named('settings', set(on.sealed), set(on.config)),
    ...named('register', digestOf(on.sealed.register), digestOf(on.config.register)),
    ...named('acceptances', digestOf(on.sealed.acceptances), digestOf(on.config.acceptances)),
  ]
}

export const ofDetection = (on: Between, detection: string): Because[] => {
  const set = ({ detections }: Config): string => writeJson(plain(detections[detection] ?? {}))
  return [...programs(on), ...named('settings', set(on.sealed), set(on.config))]
}

const named = (what: Because['what'], stored: string, now: string): Because[] =>
  stored === now ? [] : [{ what, stored, now }]

// Long, and for most controls no reason at all: by their digests.
const digestOf = (value: unknown): string => sha256(writeJson(plain(value)))

// What zod leaves undefined is not there.
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null))
