// What stands between a request and the cluster: webhooks, admission policies, and the policies of engines behind webhooks.
import { isRecord } from '../json.ts'
import type { AuditEvent } from './event.ts'
import { listed } from './members.ts'

const both = (what: string): string[] => [`mutating${what}`, `validating${what}`]
export const admissionGroup = 'admissionregistration.k8s.io'
/** Of Kubernetes. */
export const admissionResources: readonly string[] = [
  ...both('webhookconfigurations'),
  ...both('admissionpolicies'),
  ...both('admissionpolicybindings'),
]
/** Of Kyverno and Gatekeeper, as custom resources; constraints have a resource of their own each. */
export const enginePolicies: readonly string[] = ['clusterpolicies', 'policyexceptions', 'constrainttemplates']
const engines = /(^|\.)(kyverno\.io|gatekeeper\.sh)$/

export const isOfEngine = ({ apiGroup, resource }: AuditEvent): boolean =>
  engines.test(apiGroup) && enginePolicies.includes(resource)

export const isOfKubernetes = ({ apiGroup, resource }: AuditEvent): boolean =>
  [admissionGroup, ''].includes(apiGroup) && admissionResources.includes(resource)

export const isAdmission = (event: AuditEvent): boolean => isOfKubernetes(event) || isOfEngine(event)

/** Service accounts that keep webhooks up to date: certificates, and what they are asked about. */
export const maintainers: readonly string[] = [
  'system:serviceaccount:cert-manager:cert-manager-cainjector',
  'system:serviceaccount:gatekeeper-system:*',
  'system:serviceaccount:istio-system:istiod',
  'system:serviceaccount:kyverno:*',
]

/** What of an object lets requests pass, or takes them out of the cluster, as one phrase; '' where nothing does. */
export const opened = (body: Record<string, unknown> | null): string => {
  const hooks = listed(body?.webhooks).filter(isRecord)
  // Webhooks carry it each, policies in their spec.
  const ignores = [body?.spec, ...hooks].some((part) => isRecord(part) && part.failurePolicy === 'Ignore')
  const away = hooks.some(({ clientConfig }) => isRecord(clientConfig) && typeof clientConfig.url === 'string')
  return [
    ...(ignores ? ['failurePolicy is Ignore: requests pass while it is down'] : []),
    ...(away ? ['it asks an address of its own (clientConfig.url), and not a service of the cluster'] : []),
  ].join('; ')
}
