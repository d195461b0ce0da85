// How a subject is named in the body of the report.
import type { Scope } from '../../../model.ts'
import { type Html, html } from '../../html/html.ts'
import type { SubjectSeen } from '../../period/period.ts'
import { some } from './told.ts'

const plurals: Record<Scope, [one: string, many: string]> = {
  account: ['account', 'accounts'],
  region: ['region', 'regions'],
  cluster: ['cluster', 'clusters'],
  repository: ['repository', 'repositories'],
  deployment: ["collector's stack", "collector's stacks"],
}
export const subjects = (count: number, scope: Scope): string => some(count, ...plurals[scope])

/** Name and region; two of a name are told apart by their ARN and birth, which the list of all subjects shows. */
export const named = ({ subject: { name, region, scope } }: Pick<SubjectSeen, 'subject'>): Html =>
  scope === 'cluster' || scope === 'repository'
    ? html`${name} <span class="small muted">${region}</span>`
    : html`${name}`

/** From when to when it was observed. */
export const observedFor = ({ from, vanished }: SubjectSeen): Html =>
  vanished === null ? html`from ${from}` : html`from ${from} to ${vanished}, then it was gone`
