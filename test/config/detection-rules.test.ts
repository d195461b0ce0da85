// What the configuration says of detections: every fault by its path, and what it amounts to.
import { describe, expect, it } from 'vitest'
import * as registry from '../../gen/registry.ts'
import { settingsOf } from '../../src/audit-log/rules.ts'
import type { Catalog } from '../../src/catalog.ts'
import { configOf, defaults, readConfig, writeConfig } from '../../src/config.ts'
import { type Detection, defineDetection } from '../../src/detection.ts'
import unreadable from '../../src/detections/unreadable-entry.ts'
import { EvidenceError } from '../../src/errors.ts'
import { accessUses } from '../../src/facts/audit-log-activity.ts'
import { text } from '../layout-tree.ts'

const shared = {
  ...{ title: 'x', criteria: [], severity: 'low' as const, respond: 'x', sameAs: [] },
  examples: { hit: [], miss: [] },
}
const said = { ...shared, kind: 'event' as const, hit: () => undefined }
const detections: Detection[] = [
  defineDetection({ ...said, id: 'DET-A', select: { resource: ['pods'] }, settings: { known: ['a'], strict: true } }),
  defineDetection({ ...said, id: 'DET-R', select: { resource: ['roles'] } }),
  defineDetection({
    ...{ ...shared, id: 'DET-B', kind: 'burst', counts: () => true, things: 'requests', settings: { atLeast: 50 } },
  }),
  defineDetection({
    ...{ ...shared, id: 'DET-D', kind: 'distinct', select: {}, each: () => undefined, things: 'x' },
    settings: { atLeast: 5 },
  }),
  defineDetection({ ...shared, id: 'DET-C', kind: 'change', names: [], hit: () => undefined }),
  defineDetection({
    ...{ ...shared, id: 'DET-F', kind: 'first-use', history: accessUses },
    settings: { silentDays: 90, learnDays: 14 },
  }),
  unreadable,
]
const catalog: Catalog = { sources: [], controls: [], detections }
const files = (text: string) => [{ name: 'eks-evidence.yml', text: `detections: ${text}\n` }]
const read = (text: string) => readConfig(files(text), catalog).detections
const faultsOf = (text: string): string[] => {
  try {
    read(text)
  } catch (error) {
    if (error instanceof EvidenceError && error.code === 'CONFIG_INVALID') return error.detail.faults as string[]
    throw error
  }
  return []
}
const allowing = (entry: string): string => `{ DET-A: { allow: [${entry}] } }`

const everything = 'would allow everything: name somebody, or switch the detection off'
const alone = 'is off: it has no settings, and lets nobody pass'
const shape = 'expected off with a reason, or settings and allow'

describe('a fault is told with its path', () => {
  it.each<[string, string, string]>([
    ['an unknown detection', '{ DET-99: { off: why } }', 'DET-99: no such detection'],
    ['a name of JavaScript for one', '{ constructor: { off: why } }', 'constructor: no such detection'],
    ['a prototype for one', '{ __proto__: { off: why } }', '__proto__: no such detection'],
    ['a list of detections', '[DET-A]', ': expected detections by their ids'],
    ['a word for what is set', '{ DET-A: off }', `DET-A: ${shape}`],
    ['nothing for what is set', '{ DET-A: }', `DET-A: ${shape}`],
    ['an unknown key', '{ DET-A: { allows: [] } }', 'DET-A.allows: no such key'],
    ['an unknown setting', '{ DET-A: { settings: { most: 3 } } }', 'DET-A.settings.most: no such setting'],
    [
      'a setting of JavaScript',
      '{ DET-A: { settings: { constructor: 3 } } }',
      'DET-A.settings.constructor: no such setting',
    ],
    [
      'a setting of one that has none',
      '{ DET-R: { settings: { known: [a] } } }',
      'DET-R.settings.known: no such setting',
    ],
    ['a text for a list', '{ DET-A: { settings: { known: a } } }', 'DET-A.settings.known: expected a list'],
    ['a text for a number', '{ DET-B: { settings: { atLeast: "5" } } }', 'DET-B.settings.atLeast: expected a number'],
    ['a text for yes or no', '{ DET-A: { settings: { strict: "no" } } }', 'DET-A.settings.strict: expected a boolean'],
    ['settings that are a list', '{ DET-A: { settings: [a] } }', 'DET-A.settings: expected settings by their names'],
    ['off without a reason', '{ DET-A: { off: "" } }', 'DET-A.off: a reason is required'],
    ['off with nothing', '{ DET-A: { off: } }', 'DET-A.off: a reason is required'],
    ['off with a reason that nobody filled in', '{ DET-A: { off: WHY } }', 'DET-A.off: is not filled in'],
    ['both off and allow', '{ DET-A: { off: why, allow: [{ principals: [a], reason: b }] } }', `DET-A: ${alone}`],
    ['both off and settings', '{ DET-A: { off: why, settings: {} } }', `DET-A: ${alone}`],
  ])('%s', (_, text, fault) => {
    expect(faultsOf(text)).toEqual([fault.startsWith(':') ? `detections${fault}` : `detections.${fault}`])
  })

  it.each<[string, string, string]>([
    ['no reason', '{ principals: [a] }', '.reason: a reason is required'],
    ['a blank reason', '{ principals: [a], reason: " " }', '.reason: a reason is required'],
    [
      'a reason without end',
      `{ principals: [a], reason: ${'x'.repeat(501)} }`,
      '.reason: is longer than 500 characters',
    ],
    ['nothing named', '{ reason: drill }', ': expected principals, namespaces, images or cidrs'],
    ['an empty list', '{ principals: [], reason: drill }', '.principals: names nothing'],
    ['an empty name', '{ namespaces: [""], reason: drill }', '.namespaces[0]: names nothing'],
    ['a name for a list', '{ images: a, reason: drill }', '.images: expected a list of names'],
    ['a number for a name', '{ principals: [7], reason: drill }', '.principals[0]: expected text'],
    ['* alone', '{ principals: ["*"], reason: drill }', `.principals[0]: ${everything}`],
    ['stars alone, beside a name', '{ namespaces: [shop, "**"], reason: drill }', `.namespaces[1]: ${everything}`],
    ['half a character', '{ principals: ["\\uD800*"], reason: drill }', '.principals[0]: is no Unicode text'],
    ['an address for a range', '{ cidrs: [10.0.0.1], reason: drill }', '.cidrs[0]: expected a range as 10.0.0.0/8'],
    ['a range that is none', '{ cidrs: [10.0.0.0/33], reason: drill }', '.cidrs[0]: expected a range as 10.0.0.0/8'],
    [
      'a range with a zone',
      '{ cidrs: ["fe80::1%eth0/64"], reason: drill }',
      '.cidrs[0]: expected a range as 10.0.0.0/8',
    ],
    ['the internet', '{ cidrs: [0.0.0.0/0], reason: drill }', `.cidrs[0]: ${everything}`],
    ['half of it', '{ cidrs: ["128.0.0.0/1"], reason: drill }', `.cidrs[0]: ${everything}`],
    ['all of it, written as IPv6', '{ cidrs: ["::ffff:0:0/96"], reason: drill }', `.cidrs[0]: ${everything}`],
    ['all that IPv6 gives out', '{ cidrs: ["2000::/3"], reason: drill }', `.cidrs[0]: ${everything}`],
    ['a list for an entry', '[a]', ': expected what it lets pass, with a reason'],
  ])('of an allow-list: %s', (_, entry, fault) => {
    expect(faultsOf(allowing(entry))).toEqual([`detections.DET-A.allow[0]${fault}`])
  })

  it('of an allow-list: an empty one', () => {
    expect(faultsOf('{ DET-A: { allow: [] } }')).toEqual(['detections.DET-A.allow: allows nothing'])
  })

  it.each([
    ['DET-R', ['images']],
    ['DET-B', ['namespaces', 'images', 'cidrs']],
    ['DET-D', ['namespaces', 'images']],
    ['DET-C', ['namespaces', 'images']],
    ['DET-F', ['namespaces', 'images', 'cidrs']],
    [unreadable.id, ['principals', 'namespaces', 'images', 'cidrs']],
  ])('of an allow-list: what %s cannot tell', (id, members) => {
    const entry = '{ principals: [a], namespaces: [a], images: [a], cidrs: [10.0.0.0/8], reason: drill }'
    expect(faultsOf(`{ ${id}: { allow: [${entry}] } }`)).toEqual(
      members.map((member) => `detections.${id}.allow[0].${member}: this detection does not tell it`),
    )
  })

  it('together with all the others', () => {
    const text = `{ DET-99: { off: "" }, DET-A: { allow: [{ principals: ["*"] }], settings: { known: 1 } } }`
    expect(faultsOf(text)).toEqual([
      'detections.DET-99.off: a reason is required',
      'detections.DET-A.allow[0].principals[0]: would allow everything: name somebody, or switch the detection off',
      'detections.DET-A.allow[0].reason: a reason is required',
      'detections.DET-99: no such detection',
      'detections.DET-A.settings.known: expected a list',
    ])
  })
})

describe('what is said of detections', () => {
  const text = `{ DET-A: { settings: { known: [b] }, allow: [{ principals: ["arn:aws:iam::*:role/ci"], reason: drill }] }, DET-B: { off: too loud } }`

  it('comes back from the document that a tick stores, byte for byte', () => {
    const config = readConfig(files(text), catalog)
    const bytes = writeConfig(files(text), config)
    expect(configOf(bytes)).toEqual(config)
    expect(writeConfig(files(text), configOf(bytes))).toEqual(bytes)
  })

  it('makes another document of each', () => {
    const bytes = (said: string) => writeConfig(files(said), readConfig(files(said), catalog)).toString()
    const all = [
      '{}',
      text,
      text.replace('drill', 'test'),
      text.replace('too loud', 'loud'),
      text.replace('[b]', '[c]'),
    ]
    expect(new Set(all.map(bytes)).size).toBe(all.length)
  })

  it('is nothing where nothing is said', () => {
    expect([defaults.detections, read('{}')]).toEqual([{}, {}])
  })

  it('adds to the settings that a detection comes with, and takes none of them away', () => {
    const [first] = detections as [Detection]
    expect(settingsOf(first, read(text))).toEqual({
      settings: { known: ['b'], strict: true },
      allow: [{ principals: ['arn:aws:iam::*:role/ci'], reason: 'drill' }],
    })
    expect(settingsOf(first, {})).toEqual({ settings: { known: ['a'], strict: true }, allow: [] })
    expect(settingsOf({ id: 'DET-B' }, read(text))).toBeUndefined()
  })
})

it('is shown in docs/operations.md as it is read', () => {
  const [, shown = ''] = /```yaml\n(detections:\n[\s\S]*?)```/.exec(text('docs/operations.md')) ?? []
  const { detections } = readConfig([{ name: 'eks-evidence.yml', text: shown }], registry)
  expect(Object.keys(detections)).toEqual(['DET-22', 'DET-29', 'DET-49', 'DET-37'])
})
