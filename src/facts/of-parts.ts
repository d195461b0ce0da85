// Facts that the parts of a cluster tell which are of one kind: add-ons, capabilities, and so on.
import * as z from 'zod/mini'
import { answers, by, listAnswers } from '../answers/answers.ts'
import { defineFact, type Fact } from '../fact.ts'
import type { Action } from '../model.ts'
import { type Connected, isCluster, readCluster } from './of-cluster.ts'

/** By what EKS calls one where it describes it: the question that lists them, what the list is called, the one that describes. */
const kinds = {
  addon: ['eks:ListAddons', 'addons', 'eks:DescribeAddon'],
  association: ['eks:ListPodIdentityAssociations', 'associations', 'eks:DescribePodIdentityAssociation'],
  capability: ['eks:ListCapabilities', 'capabilities', 'eks:DescribeCapability'],
  identityProviderConfig: [
    'eks:ListIdentityProviderConfigs',
    'identityProviderConfigs',
    'eks:DescribeIdentityProviderConfig',
  ],
  insight: ['eks:ListInsights', 'insights', 'eks:DescribeInsight'],
} as const satisfies Record<string, [list: Action, named: string, describe: Action]>

/** What is told of each part that was there to be described, sorted by `name`. One that was deleted after it was listed is none. */
export const partsFact = <S, T>(
  id: string,
  kind: keyof typeof kinds,
  shape: z.ZodMiniType<S>,
  read: (part: S) => T | null,
  name: (of: T) => string,
): Fact<T[] | Connected> => {
  const [listing, named, describing] = kinds[kind]
  const List = z.object({ [named]: z.array(z.unknown()) })
  const inside = z.transform((body: Record<string, unknown>) => body[kind])
  const One = z.pipe(z.pipe(z.looseObject({}), inside), shape)
  return defineFact<T[] | Connected>({
    id,
    source: 'eks-cluster',
    of: 'cluster',
    actions: ['eks:DescribeCluster', listing, describing],
    read(exchanges) {
      const found = readCluster(exchanges, z.looseObject({}))
      if (!isCluster(found)) return found
      listAnswers(exchanges, listing, List)
      return [...answers(exchanges, describing, One)].flatMap(({ body }) => read(body) ?? []).sort(by(name))
    },
  })
}
