// EKS Anywhere subscriptions of any number, as EKS answers the source `eks-anywhere`.
import { paged } from '../record.ts'
import { many, type Part } from '../world.ts'

const anywhere: Part =
  ({ page, providers }) =>
  (action, input) =>
    action === 'eks:ListEksAnywhereSubscriptions'
      ? paged(
          'subscriptions',
          many(providers, (at) => ({ id: `subscription-${at}`, licenses: [{ id: 'l-1', token: 'secret' }] })),
          input,
          page,
        )
      : undefined

export default anywhere
