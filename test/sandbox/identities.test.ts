// The sandbox's IAM, as far as the whole account goes, as the unmodified SDK sees it.
import {
  GetOpenIDConnectProviderCommand,
  GetPolicyVersionCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListPoliciesCommand,
  paginateGetAccountAuthorizationDetails,
  type RoleDetail,
} from '@aws-sdk/client-iam'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeWorld } from '../../sandbox/scenario.ts'
import { iam } from '../../sandbox/services/iam.ts'
import { type Bench, bench } from './start.ts'

const world = makeWorld()
let at: Bench
let client: IAMClient
beforeEach(async () => {
  at = await bench({ services: [iam([], world)] })
  client = new IAMClient({ ...at.config, maxAttempts: 1 })
})
afterEach(() => at.sandbox.close())

type Filter = ('Role' | 'User' | 'Group' | 'LocalManagedPolicy' | 'AWSManagedPolicy')[]
const details = async (Filter?: Filter) => {
  const roles: RoleDetail[] = []
  const users: string[] = []
  const policies: [arn: string, versions: number][] = []
  let pages = 0
  for await (const page of paginateGetAccountAuthorizationDetails(
    { client, pageSize: 10 },
    { ...(Filter && { Filter }) },
  )) {
    pages += 1
    roles.push(...(page.RoleDetailList ?? []))
    users.push(...(page.UserDetailList ?? []).map(({ Arn = '' }) => Arn))
    for (const { Arn = '', PolicyVersionList = [] } of page.Policies ?? [])
      policies.push([Arn, PolicyVersionList.length])
    expect(page.GroupDetailList).toEqual([])
  }
  return { roles, users, policies, pages }
}

describe('IAM', () => {
  it('tells of all identities, page by page, each once', async () => {
    const { roles, users, pages } = await details()
    expect(pages).toBeGreaterThan(3)
    expect(roles).toHaveLength(world.identities.roles.length)
    expect(new Set(roles.map(({ Arn }) => Arn)).size).toBe(roles.length)
    expect(users).toEqual(world.identities.users.map(({ arn }) => arn))
  })

  it('sends documents percent-encoded, and times as dates', async () => {
    const { roles } = await details(['Role'])
    const one = roles.find(({ RoleName }) => RoleName === 'prod-external-dns')
    expect(one?.AssumeRolePolicyDocument).toMatch(/^%7B%22Version%22/)
    expect(JSON.parse(decodeURIComponent(one?.RolePolicyList?.[0]?.PolicyDocument ?? ''))).toMatchObject({
      Statement: [{ Effect: 'Allow' }, {}],
    })
    expect(one?.CreateDate).toBeInstanceOf(Date)
  })

  it('gives what a filter names and nothing else', async () => {
    expect(await details(['Role', 'User', 'LocalManagedPolicy'])).toMatchObject({
      policies: [['arn:aws:iam::111122223333:policy/metrics-exporter', 2]],
    })
    const { roles, users, policies } = await details(['AWSManagedPolicy'])
    expect([roles, users]).toEqual([[], []])
    expect(policies.length).toBeGreaterThan(5)
    expect(policies.every(([arn, versions]) => arn.startsWith('arn:aws:iam::aws:') && versions === 2)).toBe(true)
  })

  it('lists the attached policies of AWS, and hands out the default version of each', async () => {
    const { Policies = [] } = await client.send(new ListPoliciesCommand({ Scope: 'AWS', OnlyAttached: true }))
    expect(Policies.length).toBeGreaterThan(5)
    expect(Policies.every(({ AttachmentCount = 0 }) => AttachmentCount > 0)).toBe(true)
    for (const { Arn, DefaultVersionId } of Policies) {
      const asked = new GetPolicyVersionCommand({ PolicyArn: Arn, VersionId: DefaultVersionId })
      const { PolicyVersion } = await client.send(asked)
      expect(PolicyVersion).toMatchObject({ IsDefaultVersion: true, VersionId: 'v2' })
    }
  })

  it('lists providers, and tells issuer and audiences of each', async () => {
    const { OpenIDConnectProviderList = [] } = await client.send(new ListOpenIDConnectProvidersCommand({}))
    expect(OpenIDConnectProviderList).toHaveLength(world.identities.providers.length)
    for (const { Arn = '' } of OpenIDConnectProviderList) {
      const one = await client.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: Arn }))
      expect(Arn).toContain(`:oidc-provider/${one.Url}`)
      expect(one.ClientIDList).toEqual(['sts.amazonaws.com'])
    }
  })

  it('says what it does not find', async () => {
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess'
    const version = client.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v9' }))
    await expect(version).rejects.toMatchObject({ name: 'NoSuchEntityException', $metadata: { httpStatusCode: 404 } })
    const OpenIDConnectProviderArn = 'arn:aws:iam::111122223333:oidc-provider/nobody.example'
    const provider = client.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }))
    await expect(provider).rejects.toMatchObject({ name: 'NoSuchEntityException' })
  })

  it('refuses a filter that does not exist', async () => {
    await expect(details(['Robot' as 'Role'])).rejects.toMatchObject({ name: 'ValidationError' })
  })
})

describe('the demo account', () => {
  const known = new Set([
    ...world.identities.roles.map(({ role }) => role.Arn),
    ...world.identities.users.map(({ arn }) => arn),
  ])
  const clusters = Object.values(world.regions).flatMap(({ clusters }) => clusters)
  const own = (arn: string | undefined): arn is string => arn?.split(':')[4] === '111122223333'

  it('has every role and user that its clusters name, but for one whose access entry was forgotten', () => {
    const named = clusters.flatMap(
      ({ cluster, nodegroups, addons, access, podIdentities, capabilities, fargateProfiles }) => [
        cluster.roleArn,
        ...nodegroups.map(({ nodeRole }) => nodeRole),
        ...addons.map(({ serviceAccountRoleArn }) => serviceAccountRoleArn),
        ...access.map(({ entry }) => entry.principalArn),
        ...podIdentities.flatMap(({ roleArn, targetRoleArn }) => [roleArn, targetRoleArn]),
        ...capabilities.map(({ roleArn }) => roleArn),
        ...fargateProfiles.map(({ podExecutionRoleArn }) => podExecutionRoleArn),
      ],
    )
    expect([...new Set(named.filter(own))].filter((arn) => !known.has(arn))).toEqual([
      'arn:aws:iam::111122223333:role/qa-runner',
    ])
  })

  it('has every key that its clusters and repositories name', () => {
    const keys = new Set(world.keys.map(({ id, region }) => `arn:aws:kms:${region}:111122223333:key/${id}`))
    const named = Object.values(world.regions).flatMap(({ clusters, registry }) => [
      ...clusters.flatMap(({ cluster }) => cluster.encryptionConfig ?? []).map(({ provider }) => provider?.keyArn),
      ...registry.repositories.map(({ repository }) => repository.encryptionConfiguration?.kmsKey),
    ])
    expect(named.filter(own).length).toBeGreaterThan(3)
    expect(named.filter(own).filter((arn) => !keys.has(arn))).toEqual([])
  })
})
