// The configurations that a period ran with, and what changed from each to the next.
import { seconds } from '../../clock.ts'
import { type Config, configOf, filesOf } from '../../config.ts'
import { writeJson } from '../../json.ts'
import type { Tick } from '../../ledger/statement.ts'
import type { Slot } from '../../model.ts'
import { loosenedIn, shownIn } from '../../prove/weakened.ts'
import type { EntrySeen, Watcher } from './gather.ts'
import type { ConfigSeen } from './period.ts'

type Ran = { tick: Tick; config: Config; files: Map<string, string> }

export const makeConfigs = ({ end }: Slot): Watcher & { all(): ConfigSeen[] } => {
  const seen: ConfigSeen[] = []
  let before: Ran | undefined
  return {
    async enter({ walked: { tick }, read }: EntrySeen) {
      if (seconds(tick.tick) >= seconds(end)) return
      const cadence = writeJson(tick.schedule)
      if (before?.tick.config.sha256 === tick.config.sha256 && writeJson(before.tick.schedule) === cadence) return
      const known = before?.tick.config.sha256 === tick.config.sha256 ? before : undefined
      const ran = known ?? (await read(tick.config, (body) => ({ config: configOf(body), files: filesOf(body) })))
      if (!ran) return
      const files = ran.files instanceof Map ? ran.files : new Map(ran.files.map(({ name, text }) => [name, text]))
      const now: Ran = { tick, config: ran.config, files }
      seen.push({
        ref: tick.config,
        config: now.config,
        from: tick.tick,
        sequence: tick.sequence,
        caller: tick.collector.caller,
        refused: [],
        changes: before ? changes(before, now) : [],
      })
      before = now
    },
    all: () => seen,
  }
}

const changes = (before: Ran, now: Ran): ConfigSeen['changes'] => {
  const loosened = loosenedIn(before, now)
  const files = [...new Set([...before.files.keys(), ...now.files.keys()])].sort()
  return [
    ...loosened.map((what) => ({ what, loosened: true })),
    ...shownIn(before, now).map((what) => ({ what, loosened: false })),
    ...files
      .filter((name) => before.files.get(name) !== now.files.get(name))
      .map((name) => ({ what: `${name} ${wordFor(before.files.has(name), now.files.has(name))}`, loosened: false })),
  ]
}

const wordFor = (was: boolean, is: boolean): string => (was && is ? 'was changed' : is ? 'was added' : 'was taken away')
