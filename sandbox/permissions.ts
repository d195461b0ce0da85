// IAM as far as generated policies need it: statements that allow; what none of them allows is denied.
import type { Call, Service } from './service.ts'

/** Actions and ARNs may hold `*` and `?`; no resources means all. */
export type Statement = { actions: readonly string[]; resources?: readonly string[] }
export type Need = { action: string; resource: string }

/** The first of the call's needs that no statement allows, or undefined. No statements at all: nothing is limited. */
export const missing = (statements: readonly Statement[] | undefined, service: Service, call: Call): Need | undefined =>
  needs(service, call).find((need) => !allowed(statements, need))

export const allowed = (statements: readonly Statement[] | undefined, need: Need): boolean =>
  statements === undefined || statements.some((statement) => allows(statement, need))

/** What a denial of the call names. */
export const needed = (service: Service, call: Call): Need =>
  needs(service, call)[0] ?? { action: `${call.service}:${call.operation}`, resource: '*' }

/** All that a call needs to be allowed. */
export const needs = (service: Service, call: Call): Need[] => {
  const resource = service.resource?.(call) ?? '*'
  const actions = service.actions?.(call) ?? [`${call.service}:${call.operation}`]
  return actions.map((action) => ({ action, resource }))
}

const allows = ({ actions, resources = ['*'] }: Statement, need: Need): boolean =>
  actions.some((pattern) => glob(pattern.toLowerCase(), need.action.toLowerCase())) &&
  resources.some((pattern) => glob(pattern, need.resource))

export const glob = (pattern: string, text: string): boolean => {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's').test(text)
}
