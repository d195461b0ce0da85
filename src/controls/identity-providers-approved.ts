// IAM-06: another identity provider beside IAM decides who may come in.
import { defineControl, latest } from '../control.ts'
import { providersOf } from '../examples/cluster-identities.ts'
import { connectedCluster } from '../examples/example.ts'
import { identityProviders } from '../facts/identity-providers.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, notApplicable, pass } from '../model.ts'

const issuerUrl = 'https://login.example.com/oauth2/default'
const approved = { with: { settings: { issuers: [issuerUrl] } } }
const requiredClaims = { department: 'platform' }

export default defineControl({
  id: 'IAM-06',
  of: 'cluster',
  title: 'OIDC identity providers of the cluster are approved and ask for a claim',
  criteria: ['CC6.1', 'CC6.2'],
  severity: 'high',
  needs: { providers: latest(identityProviders) },
  // Issuer URLs, exactly.
  settings: { issuers: [] as string[] },
  assess: ({ providers }, { settings }) => {
    if (providers === 'connected') return ofConnected
    if (providers.length === 0) return notApplicable('no OIDC identity provider is associated with the cluster')
    const wrong = providers.flatMap(({ name, issuer, claims }) => [
      ...(settings.issuers.includes(issuer) ? [] : [`${name}: the issuer ${issuer} is not approved`]),
      ...(claims.length > 0 ? [] : [`${name}: no requiredClaims, so that every user of the issuer is let in`]),
    ])
    return wrong.length > 0
      ? fail(wrong.join('; '))
      : pass(
          providers.map(({ name, issuer, claims }) => `${name}: ${issuer}, requires ${claims.join(', ')}`).join('; '),
        )
  },
  remedy:
    'Disassociate the provider (`aws eks disassociate-identity-provider-config`), or associate it anew with requiredClaims, and approve its issuer in the setting `issuers`.',
  sameAs: [],
  examples: {
    pass: [{ providers: providersOf({ issuerUrl, requiredClaims }), ...approved }],
    fail: [
      { providers: providersOf({ issuerUrl, requiredClaims }) },
      { providers: providersOf({ issuerUrl, requiredClaims: {} }), ...approved },
      { providers: providersOf({ issuerUrl, requiredClaims: null }), ...approved },
      {
        providers: providersOf({ issuerUrl, requiredClaims }, { issuerUrl: `${issuerUrl}/`, requiredClaims }),
        ...approved,
      },
    ],
    notApplicable: [{ providers: providersOf() }, { providers: [connectedCluster()] }],
  },
})
