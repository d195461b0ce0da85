// `serverless package` into a folder of its own, and the template it makes.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../layout-tree.ts'
import type { Template } from './resolved.ts'

const run = promisify(execFile)

export type Statement = {
  Sid?: string
  Effect: string
  Action: string | string[]
  Resource: unknown
  Principal?: unknown
  Condition?: unknown
}
export type Resource = {
  Type: string
  Condition?: string
  DeletionPolicy?: string
  UpdateReplacePolicy?: string
  Properties: Record<string, unknown>
}
export type Packaged = {
  folder: string
  template: Template
  /** As they were packaged, but for what is never made. */
  resources: Record<string, Resource>
  remove(): void
}

export const serverless = async (args: string[], env: Record<string, string> = {}): Promise<string> => {
  const { stdout } = await run(process.execPath, [join(root, 'node_modules/serverless/bin/serverless.js'), ...args], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    maxBuffer: 16 * 1024 * 1024,
    timeout: 120_000,
  })
  return stdout
}

export const packaged = async (args: string[] = [], env: Record<string, string> = {}): Promise<Packaged> => {
  const folder = mkdtempSync(join(tmpdir(), 'eks-evidence-package-'))
  await serverless(['package', '--package', folder, ...args], env)
  const template = JSON.parse(
    readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8'),
  ) as Template
  const resources = Object.fromEntries(
    Object.entries(template.Resources).filter(([, { Condition }]) => Condition !== 'Never'),
  )
  return { folder, template, resources, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** The uncompressed size of a zip's only file, from its central directory. */
export const sizeOf = (zip: string): number => {
  const bytes = readFileSync(zip)
  const at = bytes.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'))
  return bytes.readUInt32LE(at + 24)
}

export const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value])

/** The statements of an identity's own policies. */
export const granted = ({ Properties }: Resource): Statement[] =>
  ((Properties.Policies ?? []) as { PolicyDocument: { Statement: Statement[] } }[]).flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  )
