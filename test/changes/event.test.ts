// What one event of CloudTrail is about: as EKS, ECR and CloudWatch Logs write it, and as nobody should.
import { describe, expect, it } from 'vitest'
import { type ChangeEvent, readChanged, withoutValues } from '../../src/changes/event.ts'
import { eventsOf } from '../../src/examples/change-events.ts'
import { subjects } from '../../src/examples/example.ts'
import { changeEvents } from '../../src/facts/change-events.ts'
import { isUnknown } from '../../src/model.ts'

const record = (over: object = {}) => ({
  eventID: 'e-1',
  eventTime: '2026-01-05T09:30:00Z',
  eventName: 'UpdateClusterConfig',
  eventSource: 'eks.amazonaws.com',
  userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/anna' },
  sourceIPAddress: '203.0.113.12',
  userAgent: 'aws-cli/2.31.0',
  requestParameters: { name: 'prod' },
  ...over,
})
const read = (over: object = {}): ChangeEvent | undefined => {
  const event = readChanged({ EventId: 'e-1', CloudTrailEvent: JSON.stringify(record(over)) })
  return event && withoutValues(event)
}
const target = (eventName: string, requestParameters: object | null, more: object = {}) => {
  const { cluster, repository, thing } = read({ eventName, requestParameters, ...more }) ?? {}
  return { cluster, repository, thing }
}

describe('an event', () => {
  it('tells who, when, from where and what was asked for, without values', () => {
    const asked = { name: 'prod', logging: { clusterLogging: [{ types: ['audit'], enabled: false }] } }
    expect(read({ requestParameters: asked, responseElements: { update: { id: 'u-1' } } })).toEqual({
      ...{ id: 'e-1', at: '2026-01-05T09:30:00Z', name: 'UpdateClusterConfig', service: 'eks' },
      ...{ cluster: 'prod', repository: null, thing: 'cluster', arn: null },
      who: { arn: 'arn:aws:iam::111122223333:user/anna', issuer: null, source: null, type: 'IAMUser', invokedBy: null },
      from: { ip: '203.0.113.12', agent: 'aws-cli/2.31.0' },
      ...{ error: null, updateId: 'u-1' },
      ...{ fields: ['logging', 'name'], logsOff: ['audit'] },
    })
  })

  it.each([
    ['name', { name: 'prod' }],
    ['clusterName', { clusterName: 'prod' }],
  ])('names its cluster as %s', (_, asked) => {
    expect(target('DeleteCluster', asked)).toMatchObject({ cluster: 'prod', thing: 'cluster' })
  })

  it.each<[string, object, string, object?]>([
    ['CreateNodegroup', { name: 'prod', nodegroupName: 'apps' }, 'node group apps'],
    ['DeleteAddon', { name: 'prod', addonName: 'vpc-cni' }, 'add-on vpc-cni'],
    ['CreateFargateProfile', { name: 'prod', fargateProfileName: 'f' }, 'Fargate profile f'],
    [
      'CreateAccessEntry',
      { name: 'prod', principalArn: 'arn:aws:iam::1:role/x' },
      'access entry arn:aws:iam::1:role/x',
    ],
    [
      'DeleteAccessEntry',
      { name: 'prod', principalArn: 'arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fx' },
      'access entry arn:aws:iam::1:role/x',
    ],
    ['UpdatePodIdentityAssociation', { name: 'prod', associationId: 'a-1' }, 'pod identity association a-1'],
    [
      'CreatePodIdentityAssociation',
      { name: 'prod' },
      'pod identity association a-2',
      { responseElements: { association: { associationId: 'a-2' } } },
    ],
    [
      'AssociateIdentityProviderConfig',
      { name: 'prod', oidc: { identityProviderConfigName: 'okta' } },
      'identity provider okta',
    ],
    [
      'DisassociateIdentityProviderConfig',
      { name: 'prod', identityProviderConfig: { type: 'oidc', name: 'okta' } },
      'identity provider okta',
    ],
    ['UpdateCapability', { name: 'prod', capabilityName: 'argocd' }, 'capability argocd'],
    ['ActivateCertificateAuthority', { name: 'prod', certificateAuthorityId: 'ca-1' }, 'certificate authority ca-1'],
  ])('%s is about its part of the cluster', (name, asked, thing, more) => {
    expect(target(name, asked, more)).toEqual({ cluster: 'prod', repository: null, thing })
  })

  it.each([
    ['arn:aws:eks:eu-west-1:111122223333:cluster/prod', 'prod', null],
    ['arn%3Aaws-cn%3Aeks%3Acn-north-1%3A111122223333%3Anodegroup%2Fprod%2Fapps%2F1', 'prod', null],
    ['arn:aws-us-gov:ecr:us-gov-west-1:111122223333:repository/team/app', null, 'team/app'],
    ['arn:aws:ecs:eu-west-1:111122223333:cluster/prod', null, null],
    ['not an ARN', null, null],
  ])('that tags %s is about what the ARN names', (resourceArn, cluster, repository) => {
    expect(target('TagResource', { resourceArn })).toMatchObject({ cluster, repository })
  })

  it.each([
    [{ logGroupName: '/aws/eks/prod/cluster' }, 'prod'],
    [{ resourceIdentifier: 'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/eks/prod/cluster:*' }, 'prod'],
    [{ logGroupName: '/aws/eks/prod/cluster-old' }, null],
    [{ logGroupName: '/aws/lambda/eks' }, null],
  ])('about the log group %j is about the cluster whose log it is', (asked, cluster) => {
    expect(target('DeleteLogGroup', asked, { eventSource: 'logs.amazonaws.com' })).toMatchObject({ cluster })
  })

  it('of another service that shares the name is none', () => {
    expect(read({ eventSource: 'ecs.amazonaws.com', eventName: 'CreateCluster' })).toBeUndefined()
  })

  it.each([
    ['a service', { type: 'AWSService', invokedBy: 'eks.amazonaws.com' }, 'eks.amazonaws.com'],
    ['another account', { type: 'AWSAccount', principalId: 'AIDAEXAMPLE', accountId: '444455556666' }, 'AIDAEXAMPLE'],
    ['root', { type: 'Root', arn: 'arn:aws:iam::111122223333:root' }, 'arn:aws:iam::111122223333:root'],
  ])('by %s names it', (_, userIdentity, arn) => {
    expect(read({ userIdentity })?.who.arn).toBe(arn)
  })

  it.each([
    ['no JSON', '{"eventID":'],
    ['withheld', '[redacted]'],
    ['of another id', JSON.stringify(record({ eventID: 'e-2' }))],
    ['by nobody', JSON.stringify(record({ userIdentity: {} }))],
    ['without a time', JSON.stringify(record({ eventTime: 'yesterday' }))],
  ])('that is %s is not read', (_, CloudTrailEvent) => {
    expect(() => readChanged({ EventId: 'e-1', CloudTrailEvent })).toThrow(
      expect.objectContaining({ code: 'OBSERVATION_INVALID' }),
    )
  })

  it('without parameters, as one that was refused early, is read all the same', () => {
    expect(read({ requestParameters: null, errorCode: 'AccessDenied' })).toMatchObject({
      ...{ error: 'AccessDenied', cluster: null, fields: [] },
    })
  })
})

describe('the events of a window', () => {
  const slot = { start: '2026-01-05T00:00:00Z', end: '2026-01-05T01:00:00Z' }
  const updated = { name: 'UpdateClusterConfig', minute: 30, asked: { name: 'prod' } }
  const events = (...lines: Parameters<typeof changeEvents.read>[0][]) => {
    const value = changeEvents.read(
      lines.flatMap((one) => [...one]),
      { subject: subjects.region, slot },
    )
    if (isUnknown(value)) throw new Error(value.reason)
    return value
  }

  it('count once, however often they are told', () => {
    expect(events(eventsOf(0, updated), eventsOf(0, updated))).toHaveLength(1)
  })

  it('are those from its start on and before its end', () => {
    const at = [-1, 0, 59, 60].map((minute) => ({ ...updated, minute }))
    expect(events(eventsOf(0, ...at)).map((one) => one.at)).toEqual(['2026-01-05T00:00:00Z', '2026-01-05T00:59:00Z'])
  })

  it('are unknown together as soon as one cannot be read', () => {
    const value = changeEvents.read(eventsOf(0, updated, { ...updated, more: { eventTime: '' } }), {
      ...{ subject: subjects.region, slot },
    })
    expect(isUnknown(value)).toBe(true)
  })

  it('leave a cluster what is about it, and a repository what has its name', () => {
    const all = events(
      eventsOf(
        0,
        updated,
        { ...updated, asked: { name: 'app' } },
        {
          ...{ name: 'TagResource', minute: 1, source: 'ecr.amazonaws.com' },
          asked: { resourceArn: 'arn:aws:ecr:eu-central-1:111122223333:repository/app' },
        },
      ),
    )
    expect(changeEvents.about?.(all, subjects.cluster)).toMatchObject([{ cluster: 'prod' }])
    expect(changeEvents.about?.(all, subjects.repository)).toMatchObject([{ repository: 'app', cluster: null }])
  })
})
