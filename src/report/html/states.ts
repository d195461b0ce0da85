// How an outcome, the state of a day and the status of a slot are told: by a word, a shape and a colour.

type Tone = 'good' | 'bad' | 'doubt' | 'calm' | 'gap' | 'late'
/** Shapes differ in print and without colours. */
export type Shape =
  | 'disc'
  | 'ring'
  | 'diamond'
  | 'triangle'
  | 'bar'
  | 'cross'
  | 'square'
  | 'frame'
  | 'half'
  | 'clock'
  | 'dots'
/** How the square of a day is filled. */
export type Fill = 'plain' | 'solid' | 'hatched' | 'dotted' | 'barred' | 'crossed' | 'empty' | 'split'
type Told = { word: string; tone: Tone; shape: Shape; fill: Fill; says: string }

const outcomes = {
  pass: { word: 'no deviation noted', tone: 'good', shape: 'disc', fill: 'plain', says: 'read, and as the test asks' },
  fail: { word: 'deviation', tone: 'bad', shape: 'diamond', fill: 'solid', says: 'read, and not as the test asks' },
  accepted: {
    ...{ word: 'deviation, accepted', tone: 'bad', shape: 'half', fill: 'split' },
    says: 'a deviation that management accepted in writing; it stays one',
  },
  unknown: {
    ...{ word: 'unknown', tone: 'doubt', shape: 'triangle', fill: 'hatched' },
    says: 'what was read does not tell',
  },
  'not-applicable': {
    ...{ word: 'not applicable', tone: 'calm', shape: 'bar', fill: 'barred' },
    says: 'nothing there that the test is about; the reason stands beside it',
  },
  unread: {
    ...{ word: 'not read', tone: 'gap', shape: 'cross', fill: 'crossed' },
    says: 'expected, and not read whole: missed, failed or partial',
  },
} as const satisfies Record<string, Told>

const statuses = {
  complete: { word: 'complete', tone: 'good', shape: 'square', fill: 'plain', says: 'read to its end' },
  empty: { word: 'empty', tone: 'good', shape: 'frame', fill: 'barred', says: 'read to its end: there is none' },
  late: { word: 'late', tone: 'late', shape: 'clock', fill: 'dotted', says: 'read whole, after it was due' },
  partial: { word: 'partial', tone: 'doubt', shape: 'half', fill: 'split', says: 'a part of it was not read' },
  failed: { word: 'failed', tone: 'bad', shape: 'cross', fill: 'crossed', says: 'asked, and not read' },
  missed: { word: 'missed', tone: 'gap', shape: 'triangle', fill: 'hatched', says: 'not asked before it was lost' },
  none: {
    ...{ word: 'not accounted for', tone: 'bad', shape: 'diamond', fill: 'solid' },
    says: 'no index has a line for it',
  },
} as const satisfies Record<string, Told>

/** A day on which nothing was expected. */
const idle = {
  ...{ word: 'nothing expected', tone: 'calm', shape: 'dots', fill: 'empty' },
  says: 'nothing was due',
} as const satisfies Told

export const states = { ...outcomes, ...statuses, idle }
export type State = keyof typeof states
export const told = (state: State): Told => states[state]
export const allStates = Object.keys(states) as State[]
