// The templates of infra/ as serverless.yml puts them together, without packaging: fast, and held against what is packaged.
import { parse } from 'yaml'
import { text } from '../layout-tree.ts'
import type { Template } from './resolved.ts'

const variables: Record<string, string> = {
  'self:custom.name': 'eks-evidence-prod',
  'self:custom.role': 'eks-evidence-prod-eu-west-1',
}

const { resources: listed } = parse(text('serverless.yml')) as { resources: string[] }
export const files = listed.map((file) => /^\$\{file\((infra\/[a-z0-9-]+\.yml)\)\}$/.exec(file)?.[1] ?? file)

/** A file of infra/, with serverless's variables filled in; one of the environment has its default. */
export const read = (file: string): Partial<Template> =>
  parse(
    text(file)
      .replace(/\$\{file\(([a-z0-9/-]+\.yml)\):([a-z]+)\}/g, (_, path: string, name: string) =>
        JSON.stringify((parse(text(path)) as Record<string, unknown>)[name]),
      )
      .replace(/\$\{(self:[a-z.]+)\}/g, (_, name: string) => variables[name] ?? name)
      .replace(/\$\{env:[A-Z_]+, ('[^']*')\}/g, '$1')
      .replaceAll(/\$\{param:commit\}/g, 'unreleased'),
  ) as Partial<Template>

export const infra = (): Template => {
  const all = files.map(read)
  return {
    Parameters: Object.assign({}, ...all.map(({ Parameters }) => Parameters)),
    Conditions: Object.assign({}, ...all.map(({ Conditions }) => Conditions)),
    Resources: Object.assign({}, ...all.map(({ Resources }) => Resources)),
    Outputs: Object.assign({}, ...all.map(({ Outputs }) => Outputs)),
  }
}
