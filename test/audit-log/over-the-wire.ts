// A cluster's audit log in the sandbox's CloudWatch Logs, read window by window with the unmodified SDK.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { logs } from '../../gen/commands/logs.ts'
import { controls, detections, sources } from '../../gen/registry.ts'
import { logsService } from '../../sandbox/services/logs.ts'
import type { LogsState } from '../../sandbox/services/logs-state.ts'
import { detect } from '../../src/audit-log/detect.ts'
import { makeAws } from '../../src/aws.ts'
import { plus } from '../../src/clock.ts'
import type { AnyControl } from '../../src/control.ts'
import { type AnyExample, judge, readings } from '../../src/evaluate/examples.ts'
import { describedCluster } from '../../src/examples/example.ts'
import type { Exchange, Outcome, Slot } from '../../src/model.ts'
import { observe } from '../../src/observation/observe.ts'
import { readObservation } from '../../src/observation/read.ts'
import { storedParts } from '../../src/observation/stored.ts'
import source from '../../src/sources/audit-log.ts'
import { folderStore } from '../../src/store/folder.ts'
import { bench } from '../sandbox/start.ts'
import { slot, subject } from './account.ts'

export type Window = { exchanges: Exchange[]; status: string; reasons: string[]; parts: number }
export const next: Slot = { start: slot.end, end: plus(slot.end, 3_600) }

export const openLog = async (state: LogsState) => {
  const { sandbox, config, clock } = await bench({ services: [logsService(state)] })
  const given = {
    home: config.region,
    endpoint: config.endpoint,
    credentials: config.credentials,
    maxAttempts: 1,
    retryAfter: 1,
  }
  const aws = makeAws(given, [logs], clock)
  // Twenty minutes after the end of the hour, as a tick comes to it. `isPutDown`: nobody waits, as in a function.
  const read = async (of: Slot = slot, now = plus(of.end, 1_200), isPutDown = false): Promise<Window> => {
    clock.set(now)
    const store = folderStore(mkdtempSync(join(tmpdir(), 'audit-log-')))
    const on = {
      ...{ store, send: aws.send, clock, tick: plus(of.end, 1_200), config: `sha256:${'0'.repeat(64)}` as const },
      collector: { version: '0.0.0', commit: 'none', caller: 'test' },
    }
    const pause = async (seconds: number) => clock.set(plus(clock.now(), seconds))
    const stored = () => storedParts(store, { sources }, { tick: on.tick, source: source.id, subject, slot: of })
    for (let calls = 0; calls < 200; calls++) {
      const observed = await observe(isPutDown ? on : { ...on, pause }, source, { subject, slot: of }, await stored())
      const parts = (await stored()).map(({ ref: { key }, body }) => ({ key, body }))
      if ('again' in observed) await pause(observed.again)
      else
        return {
          exchanges: [...readObservation(parts).exchanges],
          status: observed.status,
          reasons: observed.reasons,
          parts: parts.length,
        }
    }
    throw new Error('never ends')
  }
  const close = async (): Promise<void> => {
    aws.close()
    await sandbox.close()
  }
  return { sandbox, read, close }
}

/** The hits of all detections, as an evaluation holds them. */
export const hitsOf = ({ exchanges }: Window, of: Slot = slot) => detect(detections, exchanges, { slot: of, rules: {} })

/** `audit` on or off, as EKS says it. */
export const logging = (isOn: boolean): Exchange[] => [
  describedCluster({ logging: { clusterLogging: [{ types: ['audit'], enabled: isOn }] } }),
]

/**
 * What each control that rests on the audit log says of these hours, by its id: of each of its own examples that pass, with these
 * hours in the place of its own.
 */
export const verdictsOn = (windows: Window[], isOn = true): Record<string, Outcome[]> => {
  const sourceOf = (id: string) => {
    const found = sources.find((one) => one.id === id)
    if (!found) throw new Error(`no source ${id}`)
    return found
  }
  const resting = (controls as readonly AnyControl[]).filter(({ needs }) =>
    Object.values(needs).some(({ fact }) => fact.source === source.id),
  )
  return Object.fromEntries(
    resting.map((control) => {
      const outcomes = (control.examples.pass as AnyExample[]).map((example) => {
        const own = Object.entries(control.needs).flatMap(([need, { fact, when }]): [string, Exchange[][]][] => {
          const hours = windows.map(({ exchanges }) => exchanges)
          if (fact.source === source.id) return [[need, when === 'latest' ? hours.slice(-1) : hours]]
          return fact.id === 'control-plane-logging' ? [[need, [logging(isOn)]]] : []
        })
        return judge(control, example, sourceOf, { ...readings(control, example), ...Object.fromEntries(own) })
      })
      return [control.id, outcomes]
    }),
  )
}
