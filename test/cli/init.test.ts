// init: a configuration that is one, whatever of it is set; and that nothing is overwritten.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as registry from '../../gen/registry.ts'
import { configFiles } from '../../src/cli/config-files.ts'
import { choose } from '../../src/cli/init/choose.ts'
import { allowExample, configText } from '../../src/cli/init/config-text.ts'
import { detectionMeanings } from '../../src/cli/init/detection-meanings.ts'
import { acceptancesText, controlsMapText, registerText } from '../../src/cli/init/governance-text.ts'
import { meanings } from '../../src/cli/init/meanings.ts'
import { itemNames, items } from '../../src/config/register.ts'
import { defaults, readConfig } from '../../src/config.ts'
import { EvidenceError } from '../../src/errors.ts'
import { failureOf, run } from './run.ts'

let place = ''
const at = (name: string): string => join(place, name)
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'eks-evidence-init-'))
})
afterEach(() => rmSync(place, { recursive: true }))

const period = { start: '2026-01-01T00:00:00Z', end: '2027-01-01T00:00:00Z' }
const read = (text: string) => readConfig([{ name: 'eks-evidence.yml', text }], registry)
const faultsOf = (read: () => unknown): string[] => {
  try {
    read()
  } catch (error) {
    if (error instanceof EvidenceError) return error.detail.faults as string[]
    throw error
  }
  return []
}
const uncommented = (text: string): string => text.replace(/^#(?! \S)/gm, '')

describe('the configuration that init writes', () => {
  it('is the default one but for what was chosen', () => {
    expect(read(configText({ regions: ['eu-west-1'], period }, registry))).toEqual({
      ...defaults,
      regions: ['eu-west-1'],
      period,
    })
    expect(read(configText({ regions: 'all', period: undefined }, registry))).toEqual(defaults)
  })

  it('is one with every comment taken in: every source, and every setting at its default', () => {
    const config = read(uncommented(configText({ regions: 'all', period: undefined }, registry)))
    expect(config.cadence).toEqual(Object.fromEntries(registry.sources.map(({ id, every }) => [id, every])))
    const withSettings = registry.controls.filter(({ settings }) => Object.keys(settings).length > 0)
    expect(config.controls).toEqual(Object.fromEntries(withSettings.map(({ id, settings }) => [id, { settings }])))
    const withRules = registry.detections.filter(({ settings = {} }) => Object.keys(settings).length > 0)
    expect(config.detections).toEqual(Object.fromEntries(withRules.map(({ id, settings }) => [id, { settings }])))
    expect([config.exclude, config.period]).toEqual([[], period])
  })

  it('names every control and every detection', () => {
    const text = configText({ regions: 'all', period }, registry)
    for (const { id, title } of [...registry.controls, ...registry.detections])
      expect(text).toContain(`# ${id}: ${title}`)
  })

  it('says of every setting what it means, and of none that is gone', () => {
    const settings = registry.controls.flatMap(({ id, settings }) =>
      Object.keys(settings).map((name) => `${id}.${name}`),
    )
    expect(Object.keys(meanings).sort()).toEqual(settings.sort())
    const rules = registry.detections.flatMap(({ id, settings = {} }) =>
      Object.keys(settings).map((name) => `${id}.${name}`),
    )
    expect(Object.keys(detectionMeanings).sort()).toEqual(rules.sort())
  })

  it('shows how an allow-list is written', () => {
    const text = configText({ regions: 'all', period }, registry)
    expect(text).toContain(`\n# ${allowExample}\n`)
    expect(read(`detections:\n  ${allowExample}\n`).detections['DET-22']?.allow).toEqual([
      { principals: ['arn:aws:iam::*:role/support'], namespaces: ['shop-*'], reason: 'support of the shop' },
    ])
  })
})

describe('the other files that init writes', () => {
  const files = {
    'governance.yml': registerText(),
    'acceptances.yml': acceptancesText(),
    'controls-map.yml': controlsMapText(),
  }
  const readAll = (change: (text: string) => string) =>
    readConfig(
      Object.entries(files).map(([name, text]) => ({ name, text: change(text) })),
      registry,
    )

  it('say nothing as they are', () => {
    expect(readAll((text) => text)).toEqual(defaults)
  })

  const filled = (text: string): string => uncommented(text).replace(/NAME|WHY|TICKET/g, 'Somebody')

  it('are none with every comment taken in until somebody fills them in, and say of each what is not', () => {
    const faults = faultsOf(() => readAll(uncommented))
    expect(faults).toContain('governance.yml: items.security-owner.responsible.primary: is not filled in')
    expect(faults).toContain('acceptances.yml: acceptances[0].reason: is not filled in')
  })

  it('are a configuration with every comment taken in and filled in, the register of all twelve items', () => {
    const { register, acceptances, controlsMap } = readAll(filled)
    expect(Object.keys(register ?? {})).toEqual(itemNames)
    for (const name of itemNames) expect(register?.[name]?.renewal).toBe(items[name].days)
    expect([acceptances.length, controlsMap.length]).toEqual([1, 1])
  })

  it('asks for a roster where a control does', () => {
    const { register } = readAll(filled)
    const named = itemNames.filter((name) => register?.[name]?.roster)
    const asked = registry.controls
      .filter(({ examples }) => JSON.stringify(examples).includes('"roster"'))
      .flatMap(({ remedy }) => itemNames.filter((name) => remedy.includes(`item ${name}`)))
    expect(named.sort()).toEqual(asked.sort())
  })
})

describe('what init must know', () => {
  const asking = (...answers: string[]) => {
    const asked: string[] = []
    return {
      asked,
      question: async (text: string) => {
        asked.push(text)
        return answers.shift() ?? ''
      },
    }
  }

  it('is asked for, where it was not given', async () => {
    const { asked, question } = asking('2026-01-01..2027-01-01', 'eu-west-1, us-east-1')
    expect(await choose({}, question)).toEqual({ period, regions: ['eu-west-1', 'us-east-1'] })
    expect(asked).toHaveLength(2)
  })

  it('is not asked for where it was given', async () => {
    const { asked, question } = asking()
    expect(await choose({ period: '2026-01-01..2027-01-01', regions: 'all' }, question)).toEqual({
      period,
      regions: 'all',
    })
    expect(asked).toEqual([])
  })

  it('is asked for no further after a period that is none', async () => {
    const { asked, question } = asking('2026')
    await expect(choose({}, question)).rejects.toMatchObject({ code: 'USAGE', detail: { '--period': '2026' } })
    expect(asked).toHaveLength(1)
  })

  it('stays open where nothing is answered', async () => {
    expect(await choose({}, asking().question)).toEqual({ period: undefined, regions: 'all' })
  })
})

describe('init', () => {
  it('asks nothing where nobody could answer, writes, and says what comes next', async () => {
    const { code, out, err } = await run([
      'init',
      at('config'),
      '--period',
      '2026-01-01..2027-01-01',
      '--regions',
      'eu-west-1,us-east-1',
    ])
    expect([code, err]).toEqual([0, ''])
    const config = read(readFileSync(at('config/eks-evidence.yml'), 'utf8'))
    expect(config).toMatchObject({ period, regions: ['eu-west-1', 'us-east-1'] })
    expect(out).toContain(`npx eks-evidence doctor --config ${at('config')}`)
    expect(out).toContain('PERIOD_END=2027-01-01T00:00:00Z npx serverless deploy')
  })

  it('takes the defaults with --yes, and tells a program as JSON', async () => {
    const { code, out } = await run(['init', at('config'), '--yes', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ file: at('config/eks-evidence.yml'), next: expect.any(Array) })
    expect(read(readFileSync(at('config/eks-evidence.yml'), 'utf8'))).toEqual(defaults)
    expect(readConfig(configFiles(at('config')), registry)).toEqual(defaults)
  })

  it('writes what doctor reads', async () => {
    await run(['init', at('config'), '--yes'])
    const { code } = await run(['doctor', '--config', at('config'), '--json'], {
      AWS_REGION: 'eu-west-1',
      HOME: '/nonexistent',
    })
    expect(code).toBe(3) // for want of credentials, not of a configuration
  })

  it('overwrites nothing', async () => {
    mkdirSync(at('config'))
    writeFileSync(at('config/eks-evidence.yml'), 'regions: all\n')
    const ran = await run(['init', at('config'), '--json'])
    expect([ran.code, failureOf(ran).message]).toEqual([2, expect.stringContaining('it is there already')])
    expect(readFileSync(at('config/eks-evidence.yml'), 'utf8')).toBe('regions: all\n')
  })

  it.each([
    ['a folder that holds something else', ['.'], 'it holds other.txt'],
    ['a file in place of a folder', ['other.txt'], 'not a directory'],
    ['a period that is none', ['new', '--period', '2026-02-30..2027-01-01'], '--period: 2026-02-30'],
    ['a region that is none', ['new', '--regions', 'eu-west'], 'regions[0]: expected a region name'],
  ])('refuses %s', async (_, [dir = '', ...args], says) => {
    writeFileSync(at('other.txt'), '')
    const ran = await run(['init', at(dir), ...args, '--json'])
    const { message, faults } = failureOf(ran)
    expect([ran.code, [message, ...faults].join('\n')]).toEqual([2, expect.stringContaining(says)])
    expect(existsSync(at('new'))).toBe(false)
  })
})

it('refuses for every command that takes a configuration what the next tick would refuse', async () => {
  const text = JSON.stringify({
    acceptances: [
      {
        ...{
          control: 'NET-01',
          subject: 'arn:aws:eks:*:*:cluster/dev',
          reason: 'x',
          requestedBy: 'Ada',
          approver: 'Bo',
        },
        expires: '2999-01-01T00:00:00Z',
      },
    ],
  })
  writeFileSync(at('eks-evidence.yml'), 'regions: all\n')
  writeFileSync(at('acceptances.yml'), text)
  for (const command of ['controls', 'doctor', 'estimate']) {
    const { code, faults } = failureOf(await run([command, '--config', place, '--json'], { AWS_REGION: 'eu-west-1' }))
    expect([command, code, faults]).toEqual([command, 'CONFIG_INVALID', [expect.stringContaining('more than a year')]])
  }
})
