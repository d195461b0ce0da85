// STS, as far as "who am I" goes.
import type { Service } from '../service.ts'

export const sts: Service = {
  name: 'sts',
  protocol: 'query',
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  operations: {
    GetCallerIdentity: ({ caller = '', account }) => ({ Arn: caller, UserId: userId(caller), Account: account }),
  },
  // Allowed to everybody, whatever the policies say: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
  actions: () => [],
}

const userId = (arn: string): string => {
  const session = /:assumed-role\/[^/]+\/(.+)$/.exec(arn)?.[1]
  return session ? `AROASANDBOX0000000000:${session}` : 'AIDASANDBOX0000000000'
}
