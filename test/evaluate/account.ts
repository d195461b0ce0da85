// Readings made by hand for the judge: one cluster, a state source, a window source, and what is above it.
import type { Catalog } from '../../src/catalog.ts'
import { plus, slotAt } from '../../src/clock.ts'
import { type AnyControl, defineControl, latest, type Need, over, previous } from '../../src/control.ts'
import type { Detection, Rules } from '../../src/detection.ts'
import { sha256 } from '../../src/digest.ts'
import { type Judging, judge } from '../../src/evaluate/judge.ts'
import type { Reading } from '../../src/evaluate/readings.ts'
import { defineFact } from '../../src/fact.ts'
import {
  type Evaluation,
  type Exchange,
  fail,
  type Instant,
  pass,
  type Ref,
  type Scope,
  type Slot,
  type Subject,
  unknown,
} from '../../src/model.ts'
import { examine } from '../../src/observation/fact.ts'
import { beginTask } from '../../src/plan/tasks.ts'

export const hour = 3_600
export const day = 24 * hour
export const from: Instant = '2026-01-01T00:00:00Z'
export const subject: Subject = {
  scope: 'cluster',
  id: 'arn:aws:eks:eu-west-1:111122223333:cluster/prod',
  name: 'prod',
  region: 'eu-west-1',
  bornAt: from,
}

export const ref = (key: string): Ref => ({ key, versionId: null, sha256: sha256(key), bytes: 1 })

const fact = (id: string, source: string, of: Scope) =>
  defineFact<string>({
    ...{ id, source, of, actions: ['x:Read'] },
    read: (exchanges) => {
      const said = [...exchanges]
        .flatMap((one) => (one.got === 'body' ? [String((one.body as { v: unknown }).v)] : []))
        .sort()
      return said.length > 0 ? said.join() : unknown('nothing said')
    },
  })
export const facts = {
  state: fact('state', 'config', 'cluster'),
  window: fact('window', 'log', 'cluster'),
  region: fact('region', 'place', 'region'),
  account: fact('account', 'owner', 'account'),
  // One word for each cluster: `prod good, other bad`.
  regionWindow: {
    ...fact('region-window', 'trail', 'region'),
    about: (value: string, { name }: Subject) =>
      value
        .split(', ')
        .find((one) => one.startsWith(`${name} `))
        ?.slice(name.length + 1) ?? unknown(`nothing said of ${name}`),
  },
}

export const schedule: Judging['schedule'] = {
  config: { kind: 'state', every: day, delay: 0, keeps: 0 },
  place: { kind: 'state', every: day, delay: 0, keeps: 0 },
  owner: { kind: 'state', every: day, delay: 0, keeps: 0 },
  log: { kind: 'window', every: hour, delay: 900, keeps: 30 * day },
  trail: { kind: 'window', every: hour, delay: 900, keeps: 30 * day },
  'audit-log': { kind: 'window', every: hour, delay: 900, keeps: 30 * day },
  'change-events': { kind: 'window', every: hour, delay: 1_800, keeps: 89 * day },
}

/** Fails when any value is `bad`; says all values it was given. */
const control = (id: string, needs: Record<string, Need<unknown>>): AnyControl =>
  defineControl({
    ...{
      id,
      of: 'cluster',
      title: id,
      criteria: ['CC6.1'],
      severity: 'high',
      needs,
      settings: { word: 'bad' },
      remedy: '-',
      sameAs: [],
    },
    examples: { pass: [], fail: [] },
    assess: (given, { settings }) => {
      const said = JSON.stringify(given)
      return said.includes(String(settings.word)) ? fail(said) : pass(said)
    },
  }) as unknown as AnyControl
export const controls = {
  latest: control('LATEST', { is: latest(facts.state) }),
  previous: control('PREVIOUS', { is: latest(facts.state), was: previous(facts.state) }),
  window: control('WINDOW', { is: latest(facts.window) }),
  windowBefore: control('BEFORE', { is: latest(facts.window), was: previous(facts.window) }),
  over: control('OVER', { all: over(facts.window, 3 * hour) }),
  above: control('ABOVE', { place: latest(facts.region), owner: latest(facts.account) }),
  overAbove: control('OVER-ABOVE', { is: latest(facts.state), all: over(facts.regionWindow, 3 * hour) }),
  mixed: control('MIXED', { events: latest(facts.window), is: latest(facts.state) }),
}

type Said = string | { denied: string } | Exchange[]
const line = (v: string): Exchange => ({
  action: 'x:Read',
  input: {},
  at: from,
  host: null,
  date: null,
  requestId: null,
  got: 'body',
  body: { v },
})
const exchangesOf = (said: Said): Exchange[] => {
  if (Array.isArray(said)) return said
  if (typeof said === 'string') return [line(said)]
  return [{ ...line(''), got: 'failed', code: said.denied, message: 'no' } as Exchange]
}

export const reading = (source: string, slot: Slot, said: Said): Reading => {
  const exchanges = exchangesOf(said)
  const denied = exchanges.some(({ got }) => got === 'failed')
  return {
    ...{ source, subject, slot, exchanges, status: denied ? 'failed' : 'complete' },
    parts: [ref(`${source}/${slot.start}`)],
    examined: () => examine({ lacks: () => [] }, exchanges, { subject, slot }),
  }
}
export const days = (n: number): Slot => slotAt(plus(from, n * day), day)
export const hours = (n: number): Slot => slotAt(plus(from, n * hour), hour)

export type Given = {
  tick: Instant
  controls: AnyControl[]
  latest?: Record<string, Reading[]>
  windows?: Reading[]
  standing?: Evaluation | undefined
  settings?: Judging['config']['controls']
  above?: Judging['above']
  of?: Subject
  detections?: Detection[]
  rules?: Rules
}

type Windows = Judging['readings']['windows']
/** One evaluation; what stood before is taken as if it were stored. */
export const evaluated = ({
  tick,
  controls: own,
  latest: newest = {},
  windows = [],
  standing,
  settings = {},
  above = {},
  of = subject,
  detections = [],
  rules = {},
}: Given): Evaluation => {
  const catalog: Catalog = { sources: [], controls: own, detections }
  return judge({
    ...{ tick, from, schedule, catalog, config: { controls: settings, detections: rules } },
    task: beginTask(of, tick),
    readings: { latest: newest, windows: Object.groupBy(windows, ({ source }) => source) as Windows, read: [] },
    standing: standing && { evaluation: standing, ref: ref(`evaluation/${standing.tick}`) },
    above,
    by: { config: sha256(''), version: '1', commit: '0' },
    again: new Set(own.map(({ id }) => id)),
  })
}
export const verdictsIn = ({ verdicts }: Evaluation): [slot: string, outcome: string, since: string][] =>
  verdicts.map(({ slot, outcome, since }) => [slot.start, outcome, since])
