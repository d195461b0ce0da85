// NET-09: nobody outside the agreed accounts may use the repository.

import { outsiders } from '../answers/policy.ts'
import { accountOf } from '../arn.ts'
import { defineControl, latest } from '../control.ts'
import { answered, none } from '../examples/example.ts'
import { repositoryPolicy } from '../facts/repository-policy.ts'
import { fail, pass } from '../model.ts'

const asked = { repositoryName: 'app' }
const policy = (Statement: unknown) => ({
  statements: [
    answered('ecr:GetRepositoryPolicy', asked, {
      registryId: '111122223333',
      repositoryName: 'app',
      policyText: JSON.stringify({ Version: '2012-10-17', Statement }, null, 2),
    }),
  ],
})
const pull = { Sid: 'pull', Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] }
const allow = (Principal: unknown, Condition?: unknown) => ({
  ...pull,
  Effect: 'Allow',
  Principal,
  ...(Condition !== undefined && { Condition }),
})
const other = 'arn:aws:iam::444455556666:root'

export default defineControl({
  id: 'NET-09',
  of: 'repository',
  title: 'The repository policy lets in nobody outside the agreed accounts',
  criteria: ['CC6.1', 'CC6.6'],
  severity: 'high',
  needs: { statements: latest(repositoryPolicy) },
  // Account numbers beside the repository's own, and organisation ids.
  settings: { accounts: [] as string[] },
  assess: ({ statements }, { settings, subject }) => {
    if (statements.length === 0) return pass('no repository policy: only the account itself')
    const others = outsiders(statements, [accountOf(subject.id), ...settings.accounts])
    return others.length > 0
      ? fail(`the policy lets in ${others.map((one) => one.replace(/^\*/, 'everybody')).join(', ')}`)
      : pass(`${statements.length} statements let in nobody from outside`)
  },
  limits: 'Deny statements are not subtracted: what they take away depends on the request.',
  remedy:
    'Name accounts in the policy (aws ecr set-repository-policy), or bind it to your organisation with aws:PrincipalOrgID and agree on that in the setting `accounts`.',
  sameAs: ['Prowler ecr_repositories_not_publicly_accessible'],
  examples: {
    pass: [
      { statements: [none('ecr:GetRepositoryPolicy', asked, 'RepositoryPolicyNotFoundException')] },
      policy([allow({ AWS: 'arn:aws:iam::111122223333:root' })]),
      {
        ...policy([allow('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })]),
        with: { settings: { accounts: ['o-a1b2c3d4e5'] } },
      },
      policy([allow('*', { StringEquals: { 'AWS:principalaccount': ['111122223333'] } })]),
      policy({ ...pull, Effect: 'Deny', Principal: '*' }),
      policy([allow({ Service: 'lambda.amazonaws.com' })]),
      { ...policy([allow({ AWS: [other] })]), with: { settings: { accounts: ['444455556666'] } } },
    ],
    fail: [
      policy([allow('*')]),
      policy([allow({ AWS: '*' })]),
      policy([allow({ AWS: ['arn:aws:iam::111122223333:root', '*'] })]),
      policy(allow('*')),
      policy([{ ...pull, Effect: 'Allow', NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' } }]),
      policy([allow({ AWS: other })]),
      policy([allow({ AWS: '444455556666' })]),
      // A Deny beside it takes back what it names, and nobody can say from here how much that is.
      policy([allow('*'), { ...pull, Effect: 'Deny', Principal: { AWS: other } }]),
      // An organisation that nobody agreed on.
      policy([allow('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })]),
      // These conditions hold for requests from anywhere.
      policy([allow('*', { StringEqualsIfExists: { 'aws:PrincipalAccount': '111122223333' } })]),
      policy([allow('*', { 'ForAllValues:StringEquals': { 'aws:PrincipalAccount': '111122223333' } })]),
      policy([allow('*', { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } })]),
      policy([allow('*', { StringLike: { 'aws:PrincipalArn': '*' } })]),
      policy([allow('*', { StringEquals: { 'ecr:ResourceTag/team': 'a' } })]),
    ],
  },
})
