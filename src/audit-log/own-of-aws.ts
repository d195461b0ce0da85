// Whether AWS acted under one of its names, as far as one entry tells.
import { roleCalled, serviceLinked } from './by-aws.ts'
import type { AuditEvent } from './event.ts'

// With these EKS's own services sign in. The control plane has none: no principal stands behind its certificates.
const ofServices = roleCalled('AWSWesleyClusterManagerLambda-[\\w+=,.@-]+')

/**
 * The ConfigMap aws-auth gives any role any name, `eks:addon-manager` too: a name of AWS's with another role behind it is
 * somebody's. Whose account the role is in, an entry does not tell; by-aws.ts does, where the cluster is known.
 */
export const isOwnOfAws = ({ actorClass, principal }: Pick<AuditEvent, 'actorClass' | 'principal'>): boolean =>
  actorClass === 'aws-managed' &&
  [principal?.arn, principal?.canonicalArn].every(
    (arn) => typeof arn !== 'string' || serviceLinked.test(arn) || ofServices.test(arn),
  )
