// Every labelled entry of other vendors, as it is, bent and cut, through every fact over the audit log: nothing breaks, and nothing
// that cannot be read counts as clean.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { activityOf, type Takers, takers } from '../../src/audit-log/activity/activity.ts'
import { readEvent } from '../../src/audit-log/event.ts'
import { countExample, windowExample } from '../../src/audit-log/example-window.ts'
import { isRecord } from '../../src/json.ts'
import { isUnknown } from '../../src/model.ts'

const folder = join(import.meta.dirname, '../../../shared/data/audit-events')
const isThere = existsSync(folder)

type Entry = Record<string, unknown>
const lines = (path: string): unknown[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as unknown)
const panther = () => lines(join(folder, 'panther/cases.jsonl')).map((one) => (one as { event: Entry }).event)
const falco = () =>
  readdirSync(join(folder, 'falco/trace_files')).flatMap((name) => {
    const given = lines(join(folder, 'falco/trace_files', name))
    return given.flatMap((one) => (isRecord(one) && Array.isArray(one.items) ? (one.items as Entry[]) : [one as Entry]))
  })

const slot = { start: '2026-01-05T00:00:00Z', end: '2026-01-05T01:00:00Z' }
// Of this hour: entries of another time are left open as they are.
const now = (entry: Entry): Entry => ({ ...entry, stageTimestamp: '2026-01-05T00:00:00Z' })
const found = (message: string) => {
  const all = activityOf(windowExample(slot, { messages: [message], counts: [countExample(9)] }), slot)
  if (isUnknown(all)) throw new Error(all.reason)
  return all
}
const names = (Object.keys(takers) as (keyof Takers)[]).filter((name) => name !== 'uses')
const isSilent = (all: ReturnType<typeof found>, name: keyof Takers) =>
  Object.keys(all[name].items).length === 0 && all[name].unreadable === null

/** What the whole entry is, the broken one may be; one that does not even show what was asked for may be anything. */
const expectOpen = (whole: string, broken: string) => {
  const [before, after, said] = [found(whole), found(broken), readEvent(broken)]
  for (const name of names) {
    const isOpen = !isSilent(before, name) || said.readable || said.head === null
    if (isOpen) expect(isSilent(after, name), `${name}: ${broken}`).toBe(false)
  }
}

/** As pipelines bent them. */
const bends: [string, (entry: Entry) => Entry][] = [
  ['objectRef as text', (one) => ({ ...one, objectRef: 'roles/ops' })],
  ['user as text', (one) => ({ ...one, user: 'alice' })],
  ['no user', ({ user: _, ...one }) => one],
  ['responseStatus as text', (one) => ({ ...one, responseStatus: 'Created' })],
  ['verb as an object', (one) => ({ ...one, verb: { create: true } })],
  ['sourceIPs as an object', (one) => ({ ...one, sourceIPs: { 0: '198.51.100.23' } })],
  ['resource as a list', (one) => ({ ...one, objectRef: { ...(one.objectRef as object), resource: ['roles'] } })],
  ['an unknown stage', (one) => ({ ...one, stage: 'Done' })],
]
const objects: [string, (entry: Entry) => Entry][] = [
  ['responseObject as a list', (one) => ({ ...one, responseObject: [one.responseObject], requestObject: undefined })],
  ['responseObject as text', (one) => ({ ...one, responseObject: 'ok', requestObject: undefined })],
  [
    'rules and containers as text',
    (one) => ({ ...one, responseObject: bent(one.responseObject), requestObject: null }),
  ],
]
const bent = (object: unknown): unknown =>
  isRecord(object) ? { ...object, rules: 'all', subjects: 'all', spec: { containers: 'all', template: 'all' } } : object

describe.skipIf(!isThere)(
  `entries that other vendors labelled${isThere ? '' : ' (skipped: no ../shared/data)'}`,
  () => {
    const entries = isThere ? [...panther(), ...falco()].map(now) : []

    it('are all there', () => {
      expect(entries.length).toBeGreaterThan(90)
    })

    it('break nothing, whole or cut anywhere', () => {
      for (const entry of entries) {
        const text = JSON.stringify(entry)
        for (let at = 0; at < text.length; at += Math.ceil(text.length / 20)) expectOpen(text, text.slice(0, at))
        expect(() => found(text)).not.toThrow()
      }
    })

    it.each(bends)('are left open with %s', (_, bend) => {
      for (const entry of entries) {
        const text = JSON.stringify(bend(entry))
        expect(readEvent(text).readable, text).toBe(false)
        expectOpen(JSON.stringify(entry), text)
      }
    })

    it.each(objects)('are not clean with %s', (_, bend) => {
      for (const entry of entries) {
        const [whole, broken] = [found(JSON.stringify(entry)), found(JSON.stringify(bend(entry)))]
        for (const { known, unseen } of Object.values(broken.grants.items))
          expect(known === null ? unseen : known.grants.length === 0).toBeTruthy()
        for (const name of ['rbacChanges', 'admissionChanges', 'awsAuthChanges', 'workloads'] as const)
          expect(Object.keys(broken[name].items)).toEqual(Object.keys(whole[name].items))
        if (Object.keys(whole.images.items).length > 0)
          expect(Object.keys(broken.images.items)).toContainEqual(expect.stringMatching(/^\? (pods|deployments)$/))
      }
    })
  },
)
