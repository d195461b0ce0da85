// What is wrong with a file that somebody wrote, each fault with its path.
import type * as z from 'zod/mini'
import { isRecord } from '../../json.ts'

export const faultsOf = (error: z.core.$ZodError | undefined): string[] =>
  (error?.issues ?? []).flatMap((issue) => {
    const at = issue.path.join('.') || 'it'
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => `${issue.path.concat(key).join('.')}: no such member`)
    return [
      `${at}: ${'expected' in issue ? `expected ${issue.expected}` : 'minimum' in issue ? `expected at least ${issue.minimum}` : issue.message}`,
    ]
  })

/** The members of a member, whatever else is wrong around it. */
export const membersOf = (value: unknown, name: string): Record<string, unknown> => {
  const member = isRecord(value) ? value[name] : undefined
  return isRecord(member) ? member : {}
}
