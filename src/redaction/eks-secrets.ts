// Where answers of EKS hold secret values: how a cluster registered itself, what a license is proved by, and what the customer wrote for an add-on.

import type { Action } from '../model.ts'
import { type Teller, withholdInJson } from './json-secrets.ts'
import { changeAt, marker, type Redaction, withholding } from './redaction.ts'
import { soundsSecret, withholdShapes } from './secret-shapes.ts'

const describeCluster = 'eks:DescribeCluster'

/** With these two the EKS Connector registers somebody else's cluster under this name. */
export const connectorSecrets: readonly Redaction[] = [
  withholding(describeCluster, ['cluster', 'connectorConfig', 'activationCode']),
  withholding(describeCluster, ['cluster', 'connectorConfig', 'activationId']),
]

/** "License token that can be used for extended support verification": EKS API reference, License. */
export const licenseSecrets: readonly Redaction[] = [
  withholding('eks:ListEksAnywhereSubscriptions', ['subscriptions', '[]', 'licenses', '[]', 'token']),
]

const configured = (
  action: Action,
  name: string,
  path: readonly string[],
  text: (at: unknown) => unknown,
): Redaction => ({
  action,
  names: [name],
  apply: (body, took) =>
    changeAt(body, path, (before) => {
      const after = text(before)
      if (after !== before) took(name)
      return after
    }),
})
const values = (before: unknown): unknown => (typeof before === 'string' ? withholdInConfiguration(before) : before)

/** JSON or YAML as the customer wrote it; controls read settings from it, so only what sounds or looks secret is withheld. */
export const addonSecrets: readonly Redaction[] = [
  configured('eks:DescribeAddon', 'addon.configurationValues', ['addon', 'configurationValues'], values),
  configured(
    'eks:DescribeUpdate',
    'update.params[].value of ConfigurationValues',
    ['update', 'params', '[]'],
    (param) => {
      const told =
        typeof param === 'object' && param !== null && 'type' in param && param.type === 'ConfigurationValues'
      return told ? changeAt(param, ['value'], values) : param
    },
  ),
]

const withholdInConfiguration = (text: string): string => {
  const json = /^\s*[{[]/.test(text)
  return withholdShapes(json ? withholdInJson(text, keyTeller, '', () => undefined) : withholdInYaml(text))
}

type Place = 'open' | 'environment' | 'variable' | 'secret'

const into = (place: Place, key: string | null): Place => {
  if (place === 'secret' || (key !== null && soundsSecret(key))) return 'secret'
  if (place === 'environment') return key === null ? 'variable' : 'open'
  if (place === 'variable' && key === 'value') return 'secret'
  return key === 'env' ? 'environment' : 'open'
}
const keyTeller: Teller<Place> = {
  top: 'open',
  enter: into,
  withholds: (parent, key) => (into(parent, key) === 'secret' ? 'secret' : undefined),
}

const keyOfYaml = /(?<![\w.-])(["']?)([\w.-]+)\1\s*:(?=[\s"']|$)/g

// Line by line: after a key that sounds secret, or is the value of a named variable, everything on that line and
// on the deeper ones under it.
const withholdInYaml = (text: string): string => {
  const kept: string[] = []
  let above: number | undefined
  for (const line of text.split('\n')) {
    const indent = line.search(/[^\s-]/)
    if (above !== undefined && (indent === -1 || indent > above)) continue
    const found = [...line.matchAll(keyOfYaml)].find(([, , key = '']) => key === 'value' || soundsSecret(key))
    above = found && indent
    kept.push(found ? `${line.slice(0, found.index + found[0].length)} ${marker}` : line)
  }
  return kept.join('\n')
}
