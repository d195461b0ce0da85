// The configuration: every fault at once, each with its path, and nothing that means more than it says.
import { describe, expect, it } from 'vitest'
import * as registry from '../gen/registry.ts'
import { configOf, defaults, givenOf, readConfig, writeConfig } from '../src/config.ts'
import { EvidenceError } from '../src/errors.ts'

const file = (text: string, name = 'eks-evidence.yml') => ({ name, text })
const read = (text: string) => readConfig([file(text)], registry)

const faults = (...files: { name: string; text: string }[]): string[] => {
  try {
    readConfig(files, registry)
  } catch (error) {
    if (error instanceof EvidenceError && error.code === 'CONFIG_INVALID') return error.detail.faults as string[]
    throw error
  }
  return []
}
const faultsOf = (text: string) => faults(file(text))

describe('a configuration', () => {
  it('may be left out, or be empty', () => {
    expect(readConfig([], registry)).toEqual(defaults)
    expect(read('# nothing yet\n')).toEqual(defaults)
  })

  it('comes back from the document that a tick stores, byte for byte', () => {
    const files = [file('regions: [us-gov-west-1, eusc-de-east-1]\ncadence: {eks-cluster: 43200}\n')]
    const bytes = writeConfig(files, readConfig(files, registry))
    expect(configOf(bytes)).toEqual(readConfig(files, registry))
    expect(writeConfig(files, configOf(bytes))).toEqual(bytes)
  })

  it('has deadlines of ours where it names none, and keeps the others where it names some', () => {
    expect(defaults.sla).toEqual({ critical: 7, high: 30, medium: 90, low: 180 })
    expect(read('sla: {critical: 3, low: 0}').sla).toEqual({ critical: 3, high: 30, medium: 90, low: 0 })
  })

  it('is stored without the deadlines that are ours, as before there were any', () => {
    const bytes = Buffer.from(writeConfig([], defaults))
    expect([bytes.includes('sla'), configOf(bytes).sla]).toEqual([false, defaults.sla])
  })

  it('comes back with its own deadlines from the document that a tick stores', () => {
    const files = [file('sla: {high: 14}\n')]
    const bytes = writeConfig(files, readConfig(files, registry))
    expect(configOf(bytes).sla).toEqual({ ...defaults.sla, high: 14 })
    expect(writeConfig(files, readConfig(files, registry))).toEqual(bytes)
  })

  it('is told of a deadline that is none', () => {
    expect(faultsOf('sla: {critical: -1, high: 2.5, medium: soon, urgent: 1}')).toEqual([
      'sla.critical: expected 0 (no deadline) to 3650 days',
      'sla.high: expected whole days',
      'sla.medium: expected whole days',
      'sla.urgent: no such key',
    ])
  })

  describe('beside what a deployment gives', () => {
    const given = { regions: ['eu-west-1'] }

    it('has those regions where it names none', () => {
      expect(readConfig([], registry, given).regions).toEqual(['eu-west-1'])
      expect(readConfig([file('cadence: {eks-cluster: 43200}')], registry, given).regions).toEqual(['eu-west-1'])
    })

    it.each(['all', '[us-east-1]'])('has its own where it names some: %s', (own) => {
      const config = readConfig([file(`regions: ${own}`)], registry, given)
      expect(config).toEqual(read(`regions: ${own}`))
    })

    it('comes back from the document that a tick stores, which says what was given', () => {
      const bytes = writeConfig([], readConfig([], registry, given), given)
      expect([givenOf(bytes), configOf(bytes).regions]).toEqual([given, ['eu-west-1']])
      expect(writeConfig([], readConfig([], registry, givenOf(bytes)), givenOf(bytes))).toEqual(bytes)
    })

    it('is stored as ever where nothing is given', () => {
      expect(givenOf(writeConfig([], defaults))).toEqual({})
      expect(writeConfig([], defaults, {})).toEqual(writeConfig([], defaults))
    })
  })

  it('is told of all its faults together, each with its path', () => {
    const text = [
      'regions: [eu-west]',
      'period: {start: 2026-02-30T00:00:00Z, end: 2026-03-01T00:00:00Z}',
      'exclude: [{subject: "*"}]',
      'cadence: {eks-cluster: 1800, nothing: 3600}',
      'controls: {NET-99: {off: why}, NET-01: {off: ""}}',
      'sampling: true',
    ].join('\n')
    expect(faultsOf(text)).toEqual([
      'regions[0]: expected a region name, as eu-west-1',
      'period.start: expected a time as 2026-01-01T00:00:00Z',
      'exclude[0].reason: a reason is required',
      'cadence.eks-cluster: expected whole hours that divide a week, in seconds',
      'controls.NET-01.off: a reason is required',
      'sampling: no such key',
      'cadence.nothing: no such source',
      'controls.NET-99: no such control',
    ])
  })

  it('is told of a file that does not belong beside the faults of the one that does', () => {
    expect(faults(file('a', 'other.yml'), file('sampling: 1'))).toEqual([
      'other.yml: no such file belongs to the configuration',
      'sampling: no such key',
    ])
    expect(faults(file('regions: all'), file('regions: all'))).toHaveLength(1)
  })

  it('names every key that it does not know, at any depth', () => {
    expect(faultsOf('period: {start: 2026-01-01T00:00:00Z, end: 2026-02-01T00:00:00Z, zone: CET}')).toEqual([
      'period.zone: no such key',
    ])
    expect(faultsOf('exclude: [{subject: a, reason: b, until: c}]')).toEqual(['exclude[0].until: no such key'])
    expect(faultsOf('controls: {NET-01: {off: because, on: never}}')).toEqual(['controls.NET-01.on: no such key'])
  })

  it('refuses a key that stands twice', () => {
    expect(faultsOf('regions: all\nregions: [eu-west-1]')).toEqual([expect.stringContaining('Map keys must be unique')])
  })

  it('refuses anchors that are used, and tags: what is written is what is meant', () => {
    expect(faultsOf('exclude: [&a {subject: x, reason: y}, *a]')).toEqual(['eks-evidence.yml: alias *a: write it out'])
    expect(faultsOf('regions: !!str all')).toEqual([expect.stringContaining('tag tag:yaml.org,2002:str')])
    expect(faultsOf('regions: !all all')).not.toEqual([])
  })

  it('refuses a second document behind the first', () => {
    expect(faultsOf('regions: all\n---\nregions: [eu-west-1]')).toEqual([expect.stringContaining('multiple documents')])
  })

  it('refuses a region that is named twice', () => {
    expect(faultsOf('regions: [eu-west-1, eu-west-1]')).toEqual(['regions: a region is named twice'])
  })

  it('refuses a period that ends before it starts', () => {
    expect(faultsOf('period: {start: 2026-02-01T00:00:00Z, end: 2026-01-01T00:00:00Z}')).toEqual([
      'period: expected start before end',
    ])
  })

  it('refuses a cadence that is no whole number of hours of a week', () => {
    for (const every of ['0', '-3600', '3601', '1e9', '36000', '1.5', 'daily', 'null']) {
      expect(faultsOf(`cadence: {eks-cluster: ${every}}`)).toHaveLength(1)
    }
  })

  it('is no list and no text', () => {
    for (const text of ['- regions', 'regions', '7']) expect(faultsOf(text)).toHaveLength(1)
  })

  it('refuses what no evidence can carry', () => {
    expect(faultsOf('exclude: [{subject: "\\uD800", reason: x}]')).toEqual([expect.stringContaining('lone surrogate')])
    expect(faultsOf('cadence: {__proto__: 3600}')).not.toEqual([])
    expect(faultsOf('controls: {__proto__: {off: x}}')).not.toEqual([])
  })
})

describe('a setting', () => {
  const settable = registry.controls.flatMap(({ id, settings }) =>
    Object.entries(settings).map(([name, value]) => ({ id, name, value })),
  )
  const set = (id: string, name: string, value: unknown) =>
    faultsOf(`controls: {${id}: {settings: {${JSON.stringify(name)}: ${JSON.stringify(value)}}}}`)

  it('is taken where it is of the kind of its default, and refused with its path where it is of another', () => {
    expect(settable.length).toBeGreaterThan(0)
    for (const { id, name, value } of settable) {
      expect(set(id, name, value)).toEqual([])
      for (const other of [7, 'a', true, ['a']].filter(
        (one) => typeof one !== typeof value || Array.isArray(one) !== Array.isArray(value),
      )) {
        expect(set(id, name, other)).toEqual([
          `controls.${id}.settings.${name}: expected ${Array.isArray(value) ? 'a list' : `a ${typeof value}`}`,
        ])
      }
    }
  })

  it('must be one that the control has', () => {
    for (const name of ['nothing', 'constructor', 'toString'])
      expect(set('NET-01', name, 1)).toEqual([`controls.NET-01.settings.${name}: no such setting`])
  })

  it('must be a value that JSON can carry', () => {
    expect(faultsOf('controls: {NET-01: {settings: {widest: .nan}}}')).not.toEqual([])
    expect(faultsOf('controls: {NET-01: {settings: {widest: 12345678901234567890}}}')).not.toEqual([])
  })
})
