// One line of what doctor found: what was looked at, how it is, and what to do about it.

export type State = 'ok' | 'fault' | 'unknown'

export type Line = {
  /** What kind of thing was looked at: `audit log`, `bucket`, `permission`. */
  what: string
  /** Which one: a region, a cluster, a bucket, an action. */
  which: string
  /** `unknown`: it could not be asked, which says nothing about the thing. */
  state: State
  says: string
  /** A command or a setting; null where there is nothing to do. */
  remedy: string | null
}

export type About = Pick<Line, 'what' | 'which'>

export const ok = (about: About, says: string): Line => ({ ...about, state: 'ok', says, remedy: null })

export const fault = (about: About, says: string, remedy: string): Line => ({ ...about, state: 'fault', says, remedy })

export const cannotTell = (about: About, says: string, remedy: string): Line => ({
  ...about,
  state: 'unknown',
  says,
  remedy,
})
