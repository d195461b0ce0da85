// What "least privilege" means here, in one place: a role that an EKS cluster hands out may do none of what is listed below.
// Deny statements and permissions boundaries are not subtracted: what they take away depends on the request, and on others.
import { allows, isEverything, isNarrowed, isWide } from './grants.ts'
import { list, type Statement } from './policy.ts'

/** In a sentence, for remedies and pages. */
export const leastPrivilege =
  'Least privilege here: no policy allows, on all resources or all of a type, every action, every action of a service, or one by which rights are raised, keys used or secrets read (docs/least-privilege.md)'

/**
 * Actions that are too much where they are allowed on all resources or all of a type: they raise the caller's own rights, or
 * open what others have put away. https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html (KMS.1, KMS.2)
 */
export const tooMuch = [
  ...['AddUserToGroup', 'AttachGroupPolicy', 'AttachRolePolicy', 'AttachUserPolicy', 'CreateAccessKey'],
  ...['CreateLoginProfile', 'CreatePolicyVersion', 'DeleteRolePermissionsBoundary', 'DeleteUserPermissionsBoundary'],
  ...['PassRole', 'PutGroupPolicy', 'PutRolePermissionsBoundary', 'PutRolePolicy', 'PutUserPermissionsBoundary'],
  ...['PutUserPolicy', 'SetDefaultPolicyVersion'],
  ...['UpdateAssumeRolePolicy', 'UpdateLoginProfile'],
]
  .map((name) => `iam:${name}`)
  .concat(['eks:AssociateAccessPolicy', 'eks:AssociateIdentityProviderConfig', 'eks:CreateAccessEntry'])
  .concat(['eks:CreatePodIdentityAssociation', 'eks:UpdateAccessEntry', 'eks:UpdatePodIdentityAssociation'])
  .concat(['lambda:UpdateFunctionCode', 'ssm:SendCommand'])
  .concat(['kms:CreateGrant', 'kms:Decrypt', 'kms:PutKeyPolicy', 'kms:ReEncryptFrom', 'kms:ScheduleKeyDeletion'])
  .concat(['secretsmanager:GetSecretValue', 'secretsmanager:PutResourcePolicy', 'sts:AssumeRole'])

/** What of one policy is too much, in a few words each; none where it keeps to least privilege. */
export const excess = (statements: Statement[]): string[] => [
  ...new Set(statements.filter((one) => one.Effect === 'Allow' && isWide(one)).flatMap(ofStatement)),
]

const ofStatement = (one: Statement): string[] => {
  const patterns = list(one.Action)
  if (one.NotAction !== undefined)
    return list(one.NotAction).some(isEverything) ? [] : [`everything but ${list(one.NotAction).join(', ')}`]
  // A condition on an administrator's rights leaves an administrator.
  if (patterns.some(isEverything)) return ['every action']
  if (isNarrowed(one)) return []
  const whole = patterns.filter((pattern) => isEverything(pattern.split(':').slice(1).join(':')))
  const named = tooMuch.filter((action) => !whole.some((pattern) => covers(pattern, action)) && allows(one, action))
  return [...whole.map((pattern) => `every action of ${pattern.split(':')[0]}`), ...named]
}

const covers = (pattern: string, action: string): boolean =>
  allows({ Effect: 'Allow', Action: pattern, Resource: '*' }, action)

// By these nothing is written; the second of them fills a cache that the registry's owner has set up.
const reading = /^(get|describe|list|batchget|batchcheck|validate)/
const filling = 'batchimportupstreamimage'
const writes = [
  ...['BatchDeleteImage', 'CompleteLayerUpload', 'CreateRepository', 'DeleteRepository', 'InitiateLayerUpload'],
  ...['PutImage', 'PutImageTagMutability', 'SetRepositoryPolicy', 'TagResource', 'UploadLayerPart'],
].map((name) => `ecr:${name}`)

/** What lets somebody write to ECR, on whatever resource: the patterns as they stand in the policy. */
export const registryWrites = (statements: Statement[]): string[] => [
  ...new Set(
    statements
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap((one) => {
        if (one.NotAction !== undefined)
          return writes.some((action) => allows(one, action))
            ? [`everything but ${list(one.NotAction).join(', ')}`]
            : []
        return list(one.Action).filter(writesRegistry)
      }),
  ),
]

// By its literal beginning, so that an action that AWS adds tomorrow is a write until its name says that it reads.
const writesRegistry = (pattern: string): boolean => {
  const [service = '', action = ''] = pattern.toLowerCase().split(':')
  if (isEverything(pattern)) return true
  if (!covers(`${service}:x`, 'ecr:x')) return false
  const [literal = ''] = action.split(/[*?]/)
  return action !== filling && !reading.test(literal)
}
