// Which secrets a request asks for. EKS logs secrets without their content: what is known is who asked, for which, and by which address.
import { anyPattern } from '../arn-pattern.ts'
import type { AuditEvent } from './event.ts'
import { parametersOf } from './request-uri.ts'
import { ending, target, who } from './sentence.ts'
import { visible } from './visible.ts'
import { isDryRun } from './written.ts'

export const reads: readonly string[] = ['get', 'list', 'watch']

/** Where Helm keeps a release: read and written by whoever installs with it. https://helm.sh/docs/topics/advanced/#storage-backends */
export const ofHelm = 'sh.helm.release.v1.*'

/** `secrets` of Kubernetes and not of an add-on. */
export const isSecret = ({ apiGroup, resource }: AuditEvent): boolean => resource === 'secrets' && apiGroup === ''

/** Whether what it asks for is named by one of these, `*` for any characters. Helm lists by a label what it names like this. */
export const isExcepted = (event: AuditEvent, names: readonly string[]): boolean => {
  const labels = parametersOf(event.requestURI).get('labelSelector')?.[0]?.split(',') ?? []
  const name = event.name === '' && labels.includes('owner=helm') ? ofHelm : event.name
  return name !== '' && anyPattern(names)(name)
}

/**
 * Whether it is answered with what is there: a watch from the beginning is sent every object first, one from a later version what
 * changes from then on. https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-watch
 */
export const isAnsweredWhole = ({ verb, requestURI }: AuditEvent): boolean => {
  if (verb !== 'watch') return true
  const parameters = parametersOf(requestURI)
  const from = parameters.get('resourceVersion')?.[0] ?? ''
  return (
    from === '' ||
    from === '0' ||
    (parameters.has('sendInitialEvents') && !isFalse(parameters.get('sendInitialEvents')?.[0]))
  )
}

// As Kubernetes reads a truth from an address: anything but these is one.
const isFalse = (said: string | undefined): boolean => said === '0' || said?.toLowerCase() === 'false'

/** A patch that is not stored is answered with all that the secret holds, and needs no right to read it. */
export const isRehearsedPatch = (event: AuditEvent): boolean => event.verb === 'patch' && isDryRun(event)

export const secretTold = (event: AuditEvent): string => {
  const as = event.impersonated ? ` as ${visible(event.impersonated.user, 100)}` : ''
  const parameters = parametersOf(event.requestURI)
  const by = ['labelSelector', 'fieldSelector'].flatMap((name) => parameters.get(name)?.[0] || [])
  const selected = by.length > 0 ? `, selected by ${visible(by.join(' and '), 100)}` : ''
  const what = isRehearsedPatch(event) ? 'see what a patch would make of' : event.verb
  return `${who(event)} asked${as} to ${what} ${named(event)}${selected}${ending(event)}`
}

const named = (event: AuditEvent): string => {
  const everywhere = event.namespace === ''
  if (event.name !== '') return `secret ${target(event)}${everywhere ? ' of all namespaces' : ''}`
  return everywhere ? 'the secrets of all namespaces' : `the secrets of namespace ${target(event)}`
}
