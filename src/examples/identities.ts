// Identities for examples: what IAM answers about roles, their trust and their policies.

import type { Exchange } from '../model.ts'
import { account, answered } from './example.ts'

export type ExampleRole = {
  name: string
  trust?: unknown
  /** Inline policies, by name. */
  policies?: Record<string, unknown>
  /** Names of policies of AWS, whose documents `managed` holds. */
  attached?: string[]
}

export const roleArn = (name: string, of = account): string => `arn:aws:iam::${of}:role/${name}`

/** As IAM sends a policy. A text stays as it is: for documents that are none. */
const encoded = (document: unknown): string =>
  encodeURIComponent(typeof document === 'string' ? document : JSON.stringify(document)).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )

export const allow = (Action: string | string[], Resource: string | string[] = '*', more: object = {}) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource, ...more }],
})

const pods = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'pods.eks.amazonaws.com' }, Action: ['sts:AssumeRole', 'sts:TagSession'] },
  ],
}

/** GetAccountAuthorizationDetails as the source `iam` asks for it. `own` holds policies of the account, by name. */
export const detailsOf = (roles: ExampleRole[], users: string[] = [], own: Record<string, unknown> = {}): Exchange =>
  answered(
    'iam:GetAccountAuthorizationDetails',
    { Filter: ['Role', 'User', 'LocalManagedPolicy'] },
    {
      UserDetailList: users.map((name) => ({ UserName: name, Arn: `arn:aws:iam::${account}:user/${name}` })),
      GroupDetailList: [],
      RoleDetailList: roles.map(({ name, trust = pods, policies = {}, attached = [] }) => ({
        Path: '/',
        RoleName: name.split('/').at(-1),
        RoleId: 'AROAIOSFODNN7EXAMPLE',
        Arn: roleArn(name),
        CreateDate: '2024-03-14T15:31:44Z',
        AssumeRolePolicyDocument: encoded(trust),
        InstanceProfileList: [],
        RolePolicyList: Object.entries(policies).map(([PolicyName, document]) => ({
          PolicyName,
          PolicyDocument: encoded(document),
        })),
        AttachedManagedPolicies: attached.map((PolicyName) => ({
          PolicyName,
          PolicyArn: `arn:aws:iam::${PolicyName in own ? account : 'aws'}:policy/${PolicyName}`,
        })),
        Tags: [],
      })),
      Policies: Object.entries(own).map(([PolicyName, document]) => ({
        PolicyName,
        Arn: `arn:aws:iam::${account}:policy/${PolicyName}`,
        DefaultVersionId: 'v2',
        PolicyVersionList: [
          { Document: encoded(document), VersionId: 'v2', IsDefaultVersion: true },
          { Document: encoded(allow('s3:GetObject')), VersionId: 'v1', IsDefaultVersion: false },
        ],
      })),
      IsTruncated: false,
    },
  )

/** The attached policies of AWS and the default version of each. */
export const managed = (policies: Record<string, unknown> = {}): Exchange[] => {
  const arn = (name: string) => `arn:aws:iam::aws:policy/${name}`
  return [
    answered(
      'iam:ListPolicies',
      { Scope: 'AWS', OnlyAttached: true },
      {
        Policies: Object.keys(policies).map((PolicyName) => ({
          PolicyName,
          Arn: arn(PolicyName),
          DefaultVersionId: 'v7',
        })),
        IsTruncated: false,
      },
    ),
    ...Object.entries(policies).map(([name, document]) =>
      answered(
        'iam:GetPolicyVersion',
        { PolicyArn: arn(name), VersionId: 'v7' },
        { PolicyVersion: { Document: encoded(document), VersionId: 'v7', IsDefaultVersion: true } },
      ),
    ),
  ]
}

/** What the account's roles may do. */
export const grantsOf = (
  roles: ExampleRole[],
  { aws, own }: { aws?: Record<string, unknown>; own?: Record<string, unknown> } = {},
): Exchange[] => [detailsOf(roles, [], own), ...managed(aws)]
