// The OIDC providers whose word IAM takes in this account: their issuers without `https://`, and for which audiences.
import * as z from 'zod/mini'
import { answers, by } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'

const Provider = z.object({ Url: z.string(), ClientIDList: z.array(z.string()) })

export const oidcProviders = defineFact({
  id: 'oidc-providers',
  source: 'iam',
  of: 'account',
  actions: ['iam:ListOpenIDConnectProviders', 'iam:GetOpenIDConnectProvider'],
  // One that was deleted after it was listed has no description, and nobody's word is taken for it any more.
  read: (exchanges) =>
    [...answers(exchanges, 'iam:GetOpenIDConnectProvider', Provider)]
      .map(({ body }) => ({ issuer: body.Url.replace(/^https:\/\//, ''), audiences: body.ClientIDList.toSorted() }))
      .sort(by(({ issuer }) => issuer)),
})
