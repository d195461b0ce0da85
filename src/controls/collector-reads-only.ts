// EVD-05: the collector can read, and write nothing but its evidence, findings, notices and own logs.
import { list, type Statement } from '../answers/policy.ts'
import { defineControl, latest } from '../control.ts'
import { answered, subjects } from '../examples/example.ts'
import { collectorRights } from '../facts/collector-rights.ts'
import { fail, notApplicable, pass } from '../model.ts'

const RoleName = 'eks-evidence-prod-eu-central-1-collect'
const rights = (statement: object, attached: string[] = []) => ({
  roles: [
    answered(
      'cloudformation:ListStackResources',
      { StackName: subjects.deployment.id },
      {
        StackResourceSummaries: [
          { PhysicalResourceId: RoleName, ResourceType: 'AWS::IAM::Role', ResourceStatus: 'CREATE_COMPLETE' },
        ],
      },
    ),
    answered('iam:ListRolePolicies', { RoleName }, { PolicyNames: ['collect'], IsTruncated: false }),
    answered(
      'iam:GetRolePolicy',
      { RoleName, PolicyName: 'collect' },
      {
        RoleName,
        PolicyName: 'collect',
        PolicyDocument: encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: statement })),
      },
    ),
    answered(
      'iam:ListAttachedRolePolicies',
      { RoleName },
      {
        AttachedPolicies: attached.map((PolicyArn) => ({ PolicyName: PolicyArn.split('/').at(-1), PolicyArn })),
        IsTruncated: false,
      },
    ),
  ],
})
const allow = (Action: string | string[], Resource: string | string[] = '*') => ({ Effect: 'Allow', Action, Resource })
const ticks = 'arn:aws:s3:::eks-evidence-prod-evidence/ticks/*'

/** By these nothing is changed, whatever they are asked of. */
const reading = /^[a-z0-9-]+:(BatchGet|Describe|Get|List|Lookup)[A-Za-z0-9]*$/

export default defineControl({
  id: 'EVD-05',
  of: 'deployment',
  title: "The collector's roles can read, and write evidence, findings, notices and their own logs alone",
  criteria: ['CC4.1', 'CC6.3'],
  severity: 'high',
  needs: { roles: latest(collectorRights) },
  settings: {
    writes: [
      ...['kms:Sign', 'lambda:InvokeFunction', 'logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      ...['logs:StartQuery', 'logs:TagResource', 's3:PutObject', 's3:PutObjectRetention'],
      ...['securityhub:BatchImportFindings', 'securityhub:BatchUpdateFindings', 'sns:Publish'],
      'sqs:SendMessage',
      ...['states:RedriveExecution', 'states:StartExecution', 'states:StopExecution'],
    ],
  },
  assess: ({ roles }, { settings }) => {
    if (roles.length === 0) return notApplicable('the stack has no role')
    const faults = roles.flatMap(({ role, policies, attached }) => [
      ...attached.map((arn) => `${role} has ${arn}, which is not the stack's own`),
      ...policies.flatMap(({ name, statements }) =>
        beyond(statements, settings.writes).map((action) => `${role} may ${action}, by ${name}`),
      ),
    ])
    if (faults.length > 0) return fail(faults.join('; '))
    return pass(`${roles.length} roles read, and write by the actions agreed alone`)
  },
  remedy:
    'Deploy the stack again: gen/iam.yml grants what the sources declare, and nothing else. Take away what was added by hand: aws iam delete-role-policy, aws iam detach-role-policy.',
  sameAs: [],
  examples: {
    pass: [
      rights([allow(['eks:DescribeCluster', 'ecr:BatchGetRepositoryScanningConfiguration'])]),
      rights([allow('s3:PutObject', ticks), { ...allow('*'), Effect: 'Deny' }]),
      rights(allow('cloudtrail:LookupEvents')),
    ],
    fail: [
      rights([allow('eks:UpdateClusterConfig')]),
      rights([allow('eks:*')]),
      rights([allow('eks:Describe*'), allow('s3:DeleteObject')]),
      rights(allow('eks:Describe*')),
      rights([{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }]),
      // Evidence is not everywhere.
      rights(allow('s3:PutObject')),
      rights(allow('s3:PutObject', [ticks, 'arn:aws:s3:::*/*'])),
      rights({ Effect: 'Allow', Action: 'lambda:InvokeFunction', NotResource: ticks }),
      rights([allow('eks:ListClusters')], ['arn:aws:iam::aws:policy/AdministratorAccess']),
    ],
    notApplicable: [
      {
        roles: [
          answered(
            'cloudformation:ListStackResources',
            { StackName: subjects.deployment.id },
            { StackResourceSummaries: [] },
          ),
        ],
      },
    ],
  },
})

// A pattern names what AWS adds tomorrow, too: only what is named whole is known to read. What writes, writes to what it names.
const beyond = (statements: Statement[], writes: string[]): string[] =>
  statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, NotAction, Resource, NotResource }) => {
      if (NotAction !== undefined) return [`everything but ${list(NotAction).join(', ')}`]
      const wide = NotResource === undefined ? list(Resource).filter((one) => everything.test(one)) : ['all but some']
      return list(Action)
        .filter((action) => !reading.test(action))
        .flatMap((action) =>
          !writes.includes(action) ? [action] : wide.length > 0 ? [`${action} on ${wide.join(', ')}`] : [],
        )
    })

const everything = /^([*?]+|arn:([^:]*:){4}[*?:/]+)$/
