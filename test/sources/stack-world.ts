// A made-up stack of any size: what AWS would answer to the questions of the source `collector`.
import { absent, body, paged, type World } from './record.ts'

type Size = { page: number; functions: number; roles: number; policies: number; grants: number }

const many = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at))

/** Undefined for what is no question about a stack. */
export const stackWorld =
  ({ page, functions, roles, policies, grants }: Size) =>
  (...[action, input]: Parameters<World>): ReturnType<World> | undefined => {
    const resource = (ResourceType: string, PhysicalResourceId: string) => ({
      LogicalResourceId: PhysicalResourceId,
      PhysicalResourceId,
      ResourceType,
      ResourceStatus: 'CREATE_COMPLETE',
    })
    switch (action) {
      case 'cloudformation:ListStackResources':
        return paged(
          'StackResourceSummaries',
          [
            ...many(functions, (at) => resource('AWS::Lambda::Function', `function-${at}`)),
            ...many(roles, (at) => resource('AWS::IAM::Role', `role-${at}`)),
            ...many(functions, (at) => resource('AWS::CloudWatch::Alarm', `alarm-${at}`)),
            ...many(roles, (at) => resource('AWS::Events::Rule', `rule-${at}`)),
            resource('AWS::Scheduler::Schedule', 'schedule'),
            resource('AWS::StepFunctions::StateMachine', 'arn:machine'),
            { ...resource('AWS::Lambda::Function', 'gone'), ResourceStatus: 'DELETE_COMPLETE' },
          ],
          input,
          page,
          'NextToken',
        )
      case 'cloudformation:DescribeStacks':
        return body({
          Stacks: [
            {
              Outputs: [
                { OutputKey: 'EvidenceBucket', OutputValue: 'evidence' },
                { OutputKey: 'SigningKey', OutputValue: 'arn:key' },
                { OutputKey: 'DocumentsBucket', OutputValue: 'documents' },
                { OutputKey: 'AlarmTopic', OutputValue: 'arn:topic' },
              ],
            },
          ],
        })
      case 'iam:ListRolePolicies':
        return paged(
          'PolicyNames',
          many(policies, (at) => `policy-${at}`),
          input,
          page,
          'Marker',
        )
      case 'iam:ListAttachedRolePolicies':
        return paged('AttachedPolicies', [{ PolicyName: 'p', PolicyArn: 'arn:p' }], input, page, 'Marker')
      case 's3:GetBucketReplication':
        return absent('ReplicationConfigurationNotFoundError')
      case 'kms:ListGrants': {
        const from = Number(input.Marker ?? 0)
        const next = from + page < grants ? { NextMarker: String(from + page), Truncated: true } : { Truncated: false }
        return body({ Grants: many(grants, (at) => ({ GrantId: `g-${at}` })).slice(from, from + page), ...next })
      }
      default:
        return undefined
    }
  }
