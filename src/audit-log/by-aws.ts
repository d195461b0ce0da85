// Whether AWS itself acted in a cluster, and not somebody under a name of AWS's.
import { accountOf } from '../arn.ts'
import type { ActorClass } from '../model.ts'
import type { AuditEvent } from './event.ts'

// By the name of the role, and not of its session, which whoever assumes a role makes up.
const roleCalled = (name: string): RegExp =>
  new RegExp(
    `^arn:[\\w-]+:(sts::\\d{12}:assumed-role/${name}/|iam::\\d{12}:role/(aws-service-role/[\\w.-]+/)?${name}$)`,
  )

// https://docs.aws.amazon.com/eks/latest/userguide/using-service-linked-roles.html
const serviceLinked = roleCalled('AWSServiceRoleForAmazonEKS(Nodegroup|ForFargate)?')
// With these EKS's own services sign in, in accounts of AWS. The control plane has none.
const ofServices = roleCalled('AWSWesleyClusterManagerLambda-[\\w+=,.@-]+')

/**
 * The ConfigMap aws-auth gives a role any name, `eks:addon-manager` and `system:apiserver` too. Behind those of AWS stands no
 * principal, or one of an account of AWS: what comes from the cluster's own account is somebody's, but for roles linked to EKS.
 * `principal`: an ARN, or the name of a user without one.
 */
export const isByAws = (
  { actorClass, principal }: { actorClass: ActorClass; principal: string },
  clusterArn: string,
): boolean =>
  actorClass === 'aws-managed' && (accountOf(principal) !== accountOf(clusterArn) || serviceLinked.test(principal))

/**
 * The same as far as one entry tells, without the cluster: a role of EKS's by its name, or no role at all, as behind the
 * certificates of the control plane. Whose account such a role is in is not known here.
 */
export const isOwnOfAws = ({ actorClass, principal }: Pick<AuditEvent, 'actorClass' | 'principal'>): boolean =>
  actorClass === 'aws-managed' &&
  [principal?.arn, principal?.canonicalArn].every(
    (arn) => typeof arn !== 'string' || serviceLinked.test(arn) || ofServices.test(arn),
  )
