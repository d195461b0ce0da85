// Whom the demo's roles trust.
import type { Cluster } from '@aws-sdk/client-eks'
import type { OnWire } from '../world.ts'
import { account } from './seed.ts'

const trust = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })

export const byService = (service: string, ...more: string[]): string =>
  trust({ Principal: { Service: service }, Action: more.length > 0 ? ['sts:AssumeRole', ...more] : 'sts:AssumeRole' })

/** Whoever the account lets, with a second factor. */
export const byEverybodyHere = (): string =>
  trust({
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'sts:AssumeRole',
    Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  })

export const byFederation = (provider: string, sub?: string): string => {
  const Principal = { Federated: `arn:aws:iam::${account}:${provider}` }
  if (sub === undefined)
    return trust({
      Principal,
      Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
      Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
    })
  const issuer = provider.replace('oidc-provider/', '')
  return byToken(issuer, sub, 'StringEquals')
}

/** Without `https://`. */
export const issuerOf = ({ identity }: OnWire<Cluster>): string => identity?.oidc?.issuer?.replace('https://', '') ?? ''

/** For a service account of a cluster. */
export const byCluster = (
  cluster: OnWire<Cluster>,
  sub: string,
  operator: 'StringEquals' | 'StringLike' = 'StringEquals',
) => byToken(issuerOf(cluster), sub, operator)

const byToken = (issuer: string, sub: string, operator: 'StringEquals' | 'StringLike'): string =>
  trust({
    Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${issuer}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { [operator]: { [`${issuer}:sub`]: sub, [`${issuer}:aud`]: 'sts.amazonaws.com' } },
  })
