// Sessions in a container: when they begin, what is run in them, and the sentence about it.

import type { Select } from '../detection.ts'
import { isRecord } from '../json.ts'
import type { AuditEvent } from './event.ts'
import { parametersOf, proxiedPath } from './request-uri.ts'
import { ending, target, who } from './sentence.ts'
import { visible } from './visible.ts'

/** Exec by SPDY, by websocket, and past it through a kubelet. */
export const commandVerbs: Select = { resource: ['pods', 'nodes'], subresource: ['exec', 'proxy'] }

/**
 * A session is told when it begins. Its end may lie hours later, in another slot: it is not told again. What was refused
 * never began, and is told by its refusal. What is asked through a proxy mostly ends at once: it is told by any answer.
 */
export const begins = ({ stage, outcome, subresource }: AuditEvent): boolean =>
  stage === 'ResponseStarted' ||
  outcome === 'denied' ||
  outcome === 'failed' ||
  (subresource === 'proxy' && outcome !== null)

/**
 * The command and its arguments as the API server hands them on; undefined where none is asked for. The API server knows them
 * from the address alone; an object that names one is taken where the address does not. Of the kubelet's own API too
 * (https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/), which nodes/proxy reaches.
 */
export const commandOf = ({
  resource,
  subresource,
  requestURI,
  requestObject,
}: AuditEvent): readonly string[] | undefined => {
  const parameters = parametersOf(requestURI)
  if (subresource === 'proxy') {
    if (resource !== 'nodes' || !/^\/*(cri\/)?(exec|run)\//.test(proxiedPath(requestURI) ?? '')) return undefined
    return parameters.get('command') ?? parameters.get('cmd')?.[0]?.split(' ')
  }
  if (subresource !== 'exec') return undefined
  const asked = isRecord(requestObject) ? [requestObject.command].flat() : []
  const named = asked.filter((word) => typeof word === 'string')
  return parameters.get('command') ?? (named.length > 0 ? named : undefined)
}

// No program takes a longer argument (MAX_ARG_STRLEN of Linux is 131,072 bytes), and nobody types as much.
const longest = 65_536

/** Why a command is not judged, as the end of "a command that ..."; undefined where it can be. */
export const beyondJudging = (command: readonly string[]): string | undefined =>
  command.reduce((sum, { length }) => sum + length + 1, 0) > longest ? 'is too long to be judged' : undefined

export const sessionOpened = (event: AuditEvent): string | undefined =>
  begins(event)
    ? `${who(event)} asked to ${event.subresource === 'attach' ? 'attach to' : 'run a command in'} ${place(event)}${ending(event)}${shown(event)}`
    : undefined

/** The sentence about a command that is more than a look around; `what` says why. */
export const commandTold = (event: AuditEvent, what: string): string =>
  `${who(event)} asked to run a command in ${place(event)} that ${what}${ending(event)}${shown(event)}`

const place = (event: AuditEvent): string =>
  event.resource === 'nodes' ? `a pod of node ${target(event)}, through the kubelet` : `pod ${target(event)}`

// As the log has it: what looks like a credential is withheld.
const shown = (event: AuditEvent): string => {
  const command = commandOf(event)
  return command ? `: ${visible(command.join(' '), 200)}` : ''
}
