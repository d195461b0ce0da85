// IAM-05: an access entry whose principal is gone waits for whoever makes one of that name.

import { isNewer } from '../answers/newer.ts'
import { some } from '../answers/some.ts'
import { accountOf } from '../arn.ts'
import { defineControl, latest } from '../control.ts'
import { accessOf, role } from '../examples/access.ts'
import { account, connectedCluster } from '../examples/example.ts'
import { detailsOf } from '../examples/identities.ts'
import { accessEntries } from '../facts/access-entries.ts'
import { iamPrincipals } from '../facts/iam-principals.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const user = (name: string) => `arn:aws:iam::${account}:user/${name}`
const known = (...names: string[]) => [
  detailsOf(
    names.map((name) => ({ name })),
    ['alice'],
  ),
]

export default defineControl({
  id: 'IAM-05',
  of: 'cluster',
  title: 'No access entry names a role or user that the account does not have',
  criteria: ['CC6.2', 'CC6.3'],
  severity: 'medium',
  needs: { access: latest(accessEntries), principals: latest(iamPrincipals) },
  settings: {},
  assess: ({ access, principals }, { subject }) => {
    if (access === 'connected') return ofConnected
    if (access === 'none') return notApplicable('authenticationMode is CONFIG_MAP: there are no access entries')
    const there = new Set([...principals.roles.map(({ arn }) => arn), ...principals.users])
    const all = access.entries.map(({ principal }) => principal)
    const fresh = access.entries
      .filter(({ since }) => isNewer(since, principals.readAt))
      .map(({ principal }) => principal)
    // What is no ARN names nobody: IAM puts a bare id where a principal was deleted.
    const own = all.filter((principal) => ['', accountOf(subject.id)].includes(accountOf(principal)))
    const foreign = all.filter((principal) => !own.includes(principal))
    // The root of the account is listed nowhere, and always there: that it may enter is IAM-04's matter.
    const missing = own.filter((principal) => !there.has(principal) && !principal.endsWith(':root'))
    const dangling = missing.filter((principal) => !fresh.includes(principal) || accountOf(principal) === '')
    if (dangling.length > 0) return fail(`${dangling.length} of ${all.length} name nobody: ${some(dangling)}`)
    if (missing.length > 0)
      return unknown(
        `newer than the reading of IAM at ${principals.readAt}, which does not know them: ${some(missing)}`,
      )
    const beside = foreign.length > 0 ? `; not read, of other accounts: ${some(foreign)}` : ''
    if (own.length === 0 && foreign.length > 0) return unknown(`no access entry is of this account${beside}`)
    return pass(`the ${own.length} access entries of this account name roles and users that exist${beside}`)
  },
  limits: 'Roles and users of other accounts are not looked up.',
  remedy:
    'Delete it: `aws eks delete-access-entry --cluster-name C --principal-arn ARN`; do so whenever a role is deleted.',
  sameAs: [],
  examples: {
    pass: [
      { access: accessOf('API'), principals: known() },
      {
        access: accessOf(
          'API',
          { principal: role('aws-reserved/sso.amazonaws.com/Admin') },
          { principal: user('alice') },
        ),
        principals: known('aws-reserved/sso.amazonaws.com/Admin'),
      },
      {
        access: accessOf('API', { principal: role('team') }, { principal: role('partner', '444455556666') }),
        principals: known('team', 'other'),
      },
      { access: accessOf('API', { principal: `arn:aws:iam::${account}:root` }), principals: known() },
    ],
    fail: [
      { access: accessOf('API', { principal: role('team') }), principals: known() },
      { access: accessOf('API', { principal: role('team') }, { principal: role('gone') }), principals: known('team') },
      // Another path is another role; a role is no user.
      { access: accessOf('API', { principal: role('Admin') }), principals: known('ops/Admin') },
      { access: accessOf('API', { principal: role('alice') }), principals: known() },
      { access: accessOf('API', { principal: 'AROAIOSFODNN7EXAMPLE' }), principals: known() },
    ],
    notApplicable: [
      { access: accessOf('CONFIG_MAP'), principals: known() },
      { access: [connectedCluster()], principals: known() },
    ],
  },
})
