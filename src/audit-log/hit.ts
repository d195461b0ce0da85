// What hits are made of: what a detection says, who did it to what.
import type { Detection, Sentence } from '../detection.ts'
import type { Severity, Slot } from '../model.ts'
import type { AuditEvent } from './event.ts'
import { visible } from './visible.ts'

export const common = ({ id, criteria, severity }: Detection, slot: Slot, reason: string) => ({
  detection: id,
  criteria,
  severity,
  slot,
  reason: visible(reason, 600),
  allowed: null as string | null,
})

/**
 * What a detection says. What it stumbles over was not judged, and is told: a body that breaks it must not pass under it. `of` says
 * of what then.
 */
export const saidOf = (
  { severity }: Detection,
  hit: () => Sentence | undefined,
  of = '',
): { reason: string; severity: Severity } | undefined => {
  try {
    const sentence = hit()
    return typeof sentence === 'string' ? { reason: sentence, severity } : sentence
  } catch (error) {
    return { reason: `could not be judged: ${of}${error instanceof Error ? error.message : String(error)}`, severity }
  }
}

/** What is held of an event until its slot is over. */
export const withoutBodies = (event: AuditEvent): AuditEvent => ({
  ...event,
  requestObject: null,
  responseObject: null,
  body: null,
})

/** Of what has no one event behind it. */
export const nobody = {
  outcome: 'unknown',
  actorClass: 'unknown',
  actor: 'unknown',
  user: '',
  groups: [] as string[],
  principal: null,
  impersonated: null,
  sourceIPs: [] as string[],
  userAgent: '',
  object: null,
  auditID: null,
} as const

/** Who did it to what, made visible and bounded. */
export const by = (event: AuditEvent) => {
  const { resource, subresource, apiGroup, namespace, name, principal } = event
  const shown = (value: string | null): string | null => (value === null ? null : visible(value))
  return {
    actorClass: event.actorClass,
    actor: visible(event.actor),
    user: visible(event.user),
    groups: event.groups.slice(0, 10).map((group) => visible(group, 100)),
    principal: principal && {
      arn: shown(principal.arn),
      canonicalArn: shown(principal.canonicalArn),
      sessionName: shown(principal.sessionName),
      accessKeyId: shown(principal.accessKeyId),
    },
    impersonated: event.impersonated && visible(event.impersonated.user),
    sourceIPs: event.sourceIPs.slice(0, 10).map((ip) => visible(ip, 50)),
    userAgent: visible(event.userAgent, 120),
    object: {
      apiGroup: visible(apiGroup, 100),
      resource: visible(resource, 100),
      subresource: visible(subresource, 100),
      namespace: visible(namespace, 100),
      name: visible(name, 253),
    },
  }
}
