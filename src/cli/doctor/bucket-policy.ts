// doctor: whether a bucket's policy denies to everybody that objects are replicated into it.
import * as z from 'zod/mini'

const texts = z.union([z.string(), z.array(z.string())])
const statement = z.object({
  Effect: z.string(),
  Principal: z.optional(z.union([z.string(), z.record(z.string(), texts)])),
  Action: z.optional(texts),
  Resource: z.optional(texts),
  Condition: z.optional(z.unknown()),
})
const document = z.object({ Statement: z.union([statement, z.array(statement)]) })

/** `policy` as S3 sends it: the document itself. One that cannot be read denies nothing. */
export const deniesReplication = (policy: unknown): boolean => {
  const { data } = document.safeParse(policy)
  const statements = data ? [data.Statement].flat() : []
  return statements.some(
    ({ Effect, Principal, Action, Resource, Condition }) =>
      Effect === 'Deny' &&
      Condition === undefined &&
      isEverybody(Principal) &&
      [Action ?? []].flat().some((pattern) => covers(pattern, 's3:ReplicateObject')) &&
      [Resource ?? []].flat().some((arn) => arn === '*' || /^arn:[a-z-]+:s3:::[^/]+\/\*$/.test(arn)),
  )
}

const isEverybody = (principal: z.infer<typeof statement>['Principal']): boolean =>
  typeof principal === 'object' ? [principal.AWS ?? []].flat().includes('*') : principal === '*'

// IAM ignores the case of actions.
const covers = (pattern: string, action: string): boolean => {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 'i').test(action)
}
