// Whether a person acted, under whatever name.
import { isOwnOfAws } from './by-aws.ts'
import { classify } from './classify.ts'
import type { AuditEvent } from './event.ts'

/**
 * Under a name of their own, through a tool that acts in their name, or under a name of AWS's or of a service account, or in the
 * group of those without one, that aws-auth gave them: behind a service account's token stands no IAM principal.
 */
export const isHuman = (event: AuditEvent): boolean => {
  const { actorClass, impersonated, principal } = event
  if (actorClass === 'human' || (['workload', 'anonymous'].includes(actorClass) && principal !== null)) return true
  if (actorClass === 'aws-managed' && !isOwnOfAws(event)) return true
  return impersonated !== null && classify(impersonated.user, impersonated.groups) === 'human'
}

/** A person, or somebody of whom nothing is known. */
export const isHumanOrAnonymous = (event: AuditEvent): boolean => event.actorClass === 'anonymous' || isHuman(event)
