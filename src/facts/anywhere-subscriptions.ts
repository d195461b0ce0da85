// The EKS Anywhere subscriptions of a region, whatever their status.
import * as z from 'zod/mini'
import { answers, by } from '../answers/answers.ts'
import { readTime } from '../clock.ts'
import { defineFact } from '../fact.ts'

const Page = z.object({
  subscriptions: z.array(
    z.object({
      id: z.string(),
      status: z.string(),
      licenseQuantity: z.nullish(z.number()),
      expirationDate: z.nullish(z.union([z.number(), z.string()])),
    }),
  ),
})

/** Sorted by id. */
export const anywhereSubscriptions = defineFact({
  id: 'anywhere-subscriptions',
  source: 'eks-anywhere',
  of: 'region',
  actions: ['eks:ListEksAnywhereSubscriptions'],
  read: (exchanges) =>
    [...answers(exchanges, 'eks:ListEksAnywhereSubscriptions', Page)]
      .flatMap(({ body }) => body.subscriptions)
      .map(({ id, status, licenseQuantity, expirationDate }) => ({
        ...{ id, status, licenses: licenseQuantity ?? null },
        expires: readTime(expirationDate) ?? null,
      }))
      .sort(by(({ id }) => id)),
})
