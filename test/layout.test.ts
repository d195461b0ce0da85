// The layout of docs/design.md, sections 3 and 4: who may import whom, how long files are, which words are not used.
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type File, file, files, list, reached, text } from './layout-tree.ts'

const src = files('src/**/*.ts')
const functions = files('functions/*.ts')
const sandbox = files('sandbox/**/*.ts')
const own = [...src, ...functions, ...sandbox]

/** `who: what` of every import that should not be. */
const offending = (from: File[], wrong: (of: string, by: File) => boolean): string[] =>
  from.flatMap((by) => by.imports.filter(({ of }) => wrong(of, by)).map(({ of }) => `${by.path}: ${of}`))

const startsWith = (path: string, ...starts: string[]): boolean => starts.some((start) => path.startsWith(start))

describe('the arrow', () => {
  const lowest = ['model', 'errors', 'clock', 'json', 'json-keys', 'digest', 'wire'].map((name) => `src/${name}.ts`)
  const stages = ['plan', 'collect', 'evaluate', 'seal', 'publish', 'stream'].map((name) => `src/${name}/`)
  const above = [
    ...stages,
    'src/prove/',
    'src/report/',
    'src/daily/',
    'src/cli/',
    'src/deployment.ts',
    'src/lambda.ts',
    'functions/',
  ]

  it('leads from the nouns up: they import nothing but each other', () => {
    const nouns = src.filter(({ path }) => lowest.includes(path))
    expect(nouns).toHaveLength(lowest.length)
    expect(offending(nouns, (of) => of.startsWith('src/') && !lowest.includes(of))).toEqual([])
  })

  it('leads from store, ledger, observation and the catalogue up: they know no stage', () => {
    const below = src.filter(({ path }) => !startsWith(path, ...above))
    expect(offending(below, (of) => startsWith(of, ...above))).toEqual([])
  })

  it('leads to a source, control or detection from the registry and the command alone, but for the proof of an inventory', () => {
    const kinds = ['src/controls/', 'src/detections/', 'src/sources/']
    const others = own.filter(({ path }) => !path.startsWith('src/cli/'))
    expect(offending(others, (of) => startsWith(of, ...kinds))).toEqual([
      'src/facts/inventory.ts: src/sources/inventory.ts',
    ])
  })

  it('leads from each stage to the next: none imports a later one', () => {
    const later = stages.flatMap((stage, at) =>
      offending(
        src.filter(({ path }) => path.startsWith(stage)),
        (of) => startsWith(of, ...stages.slice(at + 1), 'src/prove/', 'src/report/', 'src/cli/', 'src/lambda.ts'),
      ),
    )
    expect(later).toEqual([])
  })

  it('ends at prove and report: they neither read an account nor write a tick', () => {
    const readers = src.filter(({ path }) => startsWith(path, 'src/prove/', 'src/report/'))
    const writing = ['src/collect/', 'src/publish/', 'src/daily/', 'src/cli/', 'src/lambda.ts', 'src/aws.ts']
    expect(offending(readers, (of) => startsWith(of, ...writing))).toEqual([])
  })

  it('lets only functions, the command and the demo compose: nobody else imports the registry or a client', () => {
    const composers = (path: string) => startsWith(path, 'functions/', 'src/cli/', 'sandbox/demo')
    const generated = ['gen/registry.ts', 'gen/detections.ts', 'gen/commands/']
    expect(
      offending(
        own.filter(({ path }) => !composers(path)),
        (of) => startsWith(of, ...generated),
      ),
    ).toEqual([])
  })

  it('keeps the sandbox out of what is deployed', () => {
    expect(offending([...src, ...functions], (of) => of.startsWith('sandbox/'))).toEqual([])
  })
})

describe('AWS', () => {
  it('is not reached from what judges: facts, controls, detections, evaluate, prove', () => {
    const judges = src.filter(({ path }) =>
      startsWith(path, 'src/facts/', 'src/controls/', 'src/detections/', 'src/evaluate/', 'src/prove/'),
    )
    const ways = judges.flatMap((one) => [...reached(one)].filter(([path]) => /^@(aws-sdk|smithy)\//.test(path)))
    expect(ways.map(([, way]) => way.join(' -> '))).toEqual([])
  })

  it('is reached by one client factory and the store; sources know its types alone', () => {
    const allowed = ['src/aws.ts', 'src/store/s3.ts', 'src/store/s3-config.ts', 'src/store/s3-pages.ts']
    const clients = src
      .filter(({ path }) => !allowed.includes(path))
      .flatMap(({ path, imports }) =>
        imports.filter(({ of, type }) => !type && /^@(aws-sdk|smithy)\//.test(of)).map(({ of }) => `${path}: ${of}`),
      )
    expect(clients).toEqual([])
  })

  it('has its clients made in one place', () => {
    const made = [...src, ...functions].filter(({ text }) => /new \w+Client\(/.test(text)).map(({ path }) => path)
    expect(made.filter((path) => path !== 'src/aws.ts')).toEqual([])
  })
})

describe('the clock and chance', () => {
  it('are in one file, so that everything else is a function of what it is given', () => {
    const impure =
      /\bnew Date\b|\bDate\.(now|parse|UTC)\b|\bMath\.random\b|\brandom(UUID|Bytes|Int)\b|\bprocess\.hrtime\b|\bperformance\.now\b/
    const offenders = src.filter(({ text }) => impure.test(text)).map(({ path }) => path)
    expect(offenders.filter((path) => !['src/clock.ts', 'src/ledger/local-key.ts'].includes(path))).toEqual([])
  })
})

describe('files', () => {
  const sizes = own.map(({ lines }) => lines).sort((a, b) => a - b)
  const at = (share: number): number => sizes[Math.floor(sizes.length * share)] ?? 0

  it('are short: half of them within 70 lines, nine of ten within 180, all within 300', () => {
    expect(at(0.5)).toBeLessThanOrEqual(70)
    expect(at(0.9)).toBeLessThanOrEqual(180)
    expect(own.filter(({ lines }) => lines > 300).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([])
  })

  it('are thin where they are handlers', () => {
    expect(functions.filter(({ lines }) => lines > 20).map(({ path }) => path)).toEqual([])
  })

  it('say in their first line what they are', () => {
    const all = [...own, ...files('scripts/*.ts', 'bench/**/*.ts', 'test/**/*.ts', '*.mts')]
    expect(all.filter(({ text }) => !/^\/\/ \S.{10,}/.test(text)).map(({ path }) => path)).toEqual([])
  })

  it('are named in kebab case, by a noun or a verb and not by a drawer', () => {
    const named = own.map(({ path }) => basename(path, '.ts'))
    expect(named.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([])
    expect(named.filter((name) => /\b(utils?|helpers?|common|managers?|data|info)\b/.test(name))).toEqual([])
  })

  it('leave nothing for later, and no test out', () => {
    const unfinished = /\b(TODO|FIXME|XXX|HACK)\b|\b(it|describe|test)\.(only|skip|todo)\(/
    const all = [...own, ...files('scripts/*.ts', 'bench/**/*.ts', 'test/**/*.ts')].filter(
      ({ path }) => path !== 'test/layout.test.ts',
    )
    expect(all.filter(({ text }) => unfinished.test(text)).map(({ path }) => path)).toEqual([])
  })

  it('pair every handler with an event', () => {
    const names = (paths: string[], end: string) => paths.map((path) => basename(path, end))
    expect(names(list('events/*.json'), '.json')).toEqual(names(list('functions/*.ts'), '.ts'))
  })
})

describe('words', () => {
  // docs/threat-model.md quotes the list; docs/design.md is the contract and explains what is not promised.
  const read = [
    ...list('README.md', 'CHANGELOG.md', 'docs/*.md'),
    ...list('src/cli/**/*.ts', 'src/report/**/*.ts', 'sandbox/demo.ts', 'sandbox/demo/*.ts'),
  ].filter((path) => path !== 'docs/design.md')
  const words = [
    ...['compliant', 'certified', 'audit-ready', 'guarantees?', 'tamper-?proof', 'immutable', 'continuous(ly)?'],
    ...['all events', 'criterion met', 'criteria met', 'effective(ly|ness)?', 'no incidents'],
  ]
  const never = new RegExp(`\\b(${words.join('|')})\\b`, 'i')

  it.each(read)('promise nothing that evidence cannot show: %s', (path) => {
    const quoted = text(path)
      .replace(path === 'docs/threat-model.md' ? /^Never: .*$/m : '', '')
      .replace(/intact and continuous/gi, '') // of the ledger, which has no gap; never of readings
    expect(quoted.split('\n').filter((line) => never.test(line))).toEqual([])
  })

  it('name no session, no machine and no registry', () => {
    const foreign = /[\s'"`(]\/(work|home|root|tmp|Users)\/|registry\.npmjs|artifactory|"resolved"/i
    const shown = [
      ...list('README.md', 'CHANGELOG.md', 'docs/*.md', 'package*.json', '.npmrc', 'serverless.yml'),
      ...own.map(({ path }) => path),
    ]
    expect(shown.filter((path) => foreign.test(text(path)))).toEqual([])
  })
})

describe('the lock file', () => {
  type Locked = { optionalDependencies?: Record<string, string> }
  const locked = (JSON.parse(text('package-lock.json')) as { packages: Record<string, Locked> }).packages

  // npm ci asks a registry for what is left out here, and refuses the lock file where that registry has no such package.
  it('names the packages of every platform', () => {
    const missing = Object.entries(locked).flatMap(([from, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {}).filter((name) => !found(from, name)),
    )
    expect(missing).toEqual([])
  })

  const found = (from: string, name: string): boolean => {
    if (locked[`${from ? `${from}/` : ''}node_modules/${name}`]) return true
    return from !== '' && found(from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name)
  }
})

it('reads imports as the compiler does', () => {
  const { imports } = file('src/store/s3.ts')
  expect(imports).toContainEqual({ of: '@aws-sdk/client-s3', type: false })
  expect(imports).toContainEqual({ of: 'src/model.ts', type: true })
})
