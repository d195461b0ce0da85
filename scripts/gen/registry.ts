// gen/registry.ts: every source, control and detection, by the file it is in; detections in one of their own, for who needs no more.
import { basename } from 'node:path'
import { type Declared, generated } from './declared.ts'

const kinds = [
  { kind: 'sources', type: 'Source', from: 'source', cast: '' },
  // The types of a control's own needs and settings matter to its file alone.
  { kind: 'controls', type: 'AnyControl', from: 'control', cast: ' as unknown as AnyControl' },
  { kind: 'detections', type: 'Detection', from: 'detection', cast: '' },
] as const

const camel = (text: string): string => text.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

export const registry = (declared: Declared): string =>
  [listed(declared, ['sources', 'controls']), "export { detections } from './detections.ts'", ''].join('\n')

export const detectionsAlone = (declared: Declared): string => listed(declared, ['detections'])

const listed = (declared: Declared, wanted: readonly string[]): string => {
  const own = kinds.filter(({ kind }) => wanted.includes(kind))
  const named = own.map((one) => ({
    ...one,
    files: declared[one.kind].map(({ path }) => ({ path, name: camel(`${one.from}-${basename(path, '.ts')}`) })),
  }))
  const types = named.map(({ type, from }) => `import type { ${type} } from '../src/${from}.ts'`).sort()
  const imports = named.flatMap(({ files }) => files.map(({ path, name }) => `import ${name} from '../${path}'`))
  const lists = named.map(({ kind, type, files, cast }) => {
    const items = files.map(({ name }) => `  ${name}${cast},\n`).join('')
    return `export const ${kind}: ${type}[] = [${items && `\n${items}`}]\n`
  })
  return [`// ${generated}`, ...types, ...imports, '', lists.join('\n')].join('\n')
}
