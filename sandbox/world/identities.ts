// Who can act in the account, beside the collector's own stack: roles, users, managed policies, OIDC providers.
import type { RoleState } from './stack.ts'

export type IdentityState = {
  roles: RoleState[]
  users: UserState[]
  /** Those of the account, and those of AWS that somebody has or could have. */
  policies: PolicyState[]
  providers: ProviderState[]
}

/** Times are seconds since 1970. */
export type UserState = { name: string; arn: string; at: number; attached: string[] }

/** The documents of `v1`, `v2` and so on, JSON text; the last one is the default. */
export type PolicyState = { arn: string; name: string; at: number; versions: string[] }

/** `url` is without `https://`, as IAM answers it. */
export type ProviderState = { url: string; clientIds: string[]; at: number }

export const emptyIdentities = (): IdentityState => ({ roles: [], users: [], policies: [], providers: [] })
