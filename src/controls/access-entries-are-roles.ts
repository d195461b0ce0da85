// IAM-04: nobody enters with long-lived keys, as root, or from an account that nobody knows.
import { accountOf } from '../arn.ts'
import { defineControl, latest } from '../control.ts'
import { accessOf, role } from '../examples/access.ts'
import { account, connectedCluster } from '../examples/example.ts'
import { accessEntries } from '../facts/access-entries.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, notApplicable, pass } from '../model.ts'

export default defineControl({
  id: 'IAM-04',
  of: 'cluster',
  title: 'Access entries name roles of known accounts, no IAM user and no root',
  criteria: ['CC6.1', 'CC6.2'],
  severity: 'high',
  needs: { access: latest(accessEntries) },
  // Account numbers beside the cluster's own.
  settings: { accounts: [] as string[] },
  assess: ({ access }, { settings, subject }) => {
    if (access === 'connected') return ofConnected
    if (access === 'none') return notApplicable('authenticationMode is CONFIG_MAP: there are no access entries')
    const known = [accountOf(subject.id), ...settings.accounts]
    const wrong = access.entries
      .map(({ principal }) => [principal, fault(principal, known)] as const)
      .filter(([, why]) => why !== undefined)
    return wrong.length > 0
      ? fail(`${wrong.length} of ${access.entries.length}: ${wrong.map(([who, why]) => `${who} is ${why}`).join('; ')}`)
      : pass(`all ${access.entries.length} access entries are roles of known accounts`)
  },
  remedy:
    'Delete the access entry (aws eks delete-access-entry --cluster-name NAME --principal-arn ARN) and let people enter through a role; add a partner account to the setting `accounts`.',
  sameAs: [],
  examples: {
    pass: [
      { access: accessOf('API') },
      {
        access: accessOf(
          'API',
          { principal: role('Admin') },
          { principal: role('aws-service-role/eks.amazonaws.com/x') },
        ),
      },
      {
        access: accessOf('API', { principal: role('Partner', '444455556666') }),
        with: { settings: { accounts: ['444455556666'] } },
      },
    ],
    fail: [
      { access: accessOf('API', { principal: `arn:aws:iam::${account}:user/alice` }) },
      { access: accessOf('API', { principal: role('Admin') }, { principal: `arn:aws:iam::${account}:root` }) },
      { access: accessOf('API', { principal: role('Partner', '444455556666') }) },
      { access: accessOf('API', { principal: 'AROAIOSFODNN7EXAMPLE' }) },
    ],
    notApplicable: [{ access: accessOf('CONFIG_MAP') }, { access: [connectedCluster()] }],
  },
})

const fault = (principal: string, known: string[]): string | undefined => {
  const [, owner = '', kind = ''] = /^arn:[a-z-]+:(?:iam|sts)::(\d{12}):([a-z-]+)/.exec(principal) ?? []
  if (kind === 'user') return 'an IAM user'
  if (kind === 'root') return 'the root of an account'
  if (kind !== 'role' && kind !== 'assumed-role') return 'no role'
  return known.includes(owner) ? undefined : `of the unknown account ${owner}`
}
