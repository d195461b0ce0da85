// The evaluations of a large account: the verdicts of one real evaluation, turned at hours that the seed draws.
import { instant, seconds, slotAt } from '../../src/clock.ts'
import type { Evaluation, Hit, Verdict } from '../../src/model.ts'
import type { Chance } from '../chance.ts'
import { account, type Role, tickAt } from './cast.ts'
import type { Templates } from './templates.ts'

/** A verdict that fails from an hour on, and passes from another. */
type Spell = { control: string; from: number; to: number }
export type Judged = {
  /** Whether the subject is evaluated in this tick. */
  isDue(role: Role, hour: number): boolean
  /** Whether anything is new in it. */
  hasNews(role: Role, hour: number): boolean
  evaluation(role: Role, hour: number): Evaluation
}

type On = { templates: Templates; cast: readonly Role[]; dice: Chance; hours: number; hitsPerDay: number }

export const makeJudged = ({ templates, cast, dice, hours, hitsPerDay }: On): Judged => {
  const spells = new Map<string, Spell[]>()
  const turns = new Set<string>()
  const hitHours = new Map<string, Set<number>>()
  const align = ({ subject: { scope }, turn }: Role, hour: number): number => {
    if (scope === 'repository') return Math.max(0, hour - (hour % 12)) + turn
    return scope === 'account' ? hour - (hour % 24) : hour
  }
  for (const role of cast) {
    const { verdicts = [] } = templates.evaluations.get(role.subject.scope) ?? {}
    const own = verdicts.flatMap(({ control, outcome }): Spell[] => {
      if (outcome === 'fail' && dice.happens(0.1)) return [{ control, from: 0, to: hours }] // open for all of the period
      if (outcome !== 'pass' || !dice.happens(0.05)) return []
      const from = align(role, dice.between(24, Math.max(25, hours - 24)))
      return [{ control, from, to: align(role, from + dice.between(24, 24 * 60)) }]
    })
    spells.set(role.slug, own)
    for (const { from, to } of own) for (const hour of [from, to]) turns.add(`${role.slug} ${hour}`)
    if (role.subject.scope !== 'cluster') continue
    const days = Math.ceil(hours / 24)
    const at = Array.from({ length: days * hitsPerDay }, (_, nth) => (nth % days) * 24 + dice.between(0, 23))
    hitHours.set(role.slug, new Set(at))
  }

  const isDue = ({ subject: { scope }, turn, from, until }: Role, hour: number): boolean => {
    if (hour < from || hour >= until || !templates.evaluations.has(scope)) return false
    return scope === 'account' ? hour % 24 === 0 : scope === 'repository' ? hour % 12 === turn : true
  }
  const isHit = ({ slug }: Role, hour: number): boolean => hitHours.get(slug)?.has(hour) ?? false

  const verdict = (role: Role, hour: number, like: Verdict): Verdict => {
    const long = seconds(like.slot.end) - seconds(like.slot.start)
    const slotOf = (at: number) => slotAt(instant(seconds(tickAt(at)) - 1_200 - (long < 86_400 ? long : 0)), long)
    const spell = spells
      .get(role.slug)
      ?.find(({ control, from, to }) => control === like.control && from <= hour && hour < to)
    const over = spells.get(role.slug)?.findLast(({ control, to }) => control === like.control && to <= hour)
    const outcome = spell ? 'fail' : like.outcome === 'fail' ? 'pass' : like.outcome
    const since = slotOf(Math.max(spell?.from ?? over?.to ?? 0, role.from)).start
    return { ...like, outcome, slot: slotOf(hour), since, standing: null }
  }

  return {
    isDue,
    hasNews: (role, hour) => isHit(role, hour) || (turns.has(`${role.slug} ${hour}`) && isDue(role, hour)),
    evaluation(role, hour) {
      const like = templates.evaluations.get(role.subject.scope)
      if (!like) throw new Error(`no evaluation of a ${role.subject.scope}`)
      const turned = spells.get(role.slug)?.filter(({ from, to }) => from === hour || to === hour) ?? []
      return {
        ...like,
        tick: tickAt(hour),
        subject: role.subject,
        verdicts: like.verdicts.map((one) => verdict(role, hour, one)),
        hits: isHit(role, hour) ? hitsAt(templates, hour) : [],
        turned: [...new Set(turned.map(({ control }) => control))].sort(),
      }
    },
  }
}

/** Three of those that were really found, or of one that is like them, by one of twenty people. */
const hitsAt = ({ hits, evaluations }: Templates, hour: number): Hit[] => {
  const slot = slotAt(instant(seconds(tickAt(hour)) - 4_800), 3_600)
  const basis = evaluations.get('cluster')?.read.slice(0, 1) ?? []
  return Array.from({ length: 3 }, (_, nth): Hit => {
    const hit = hits[(hour + nth) % Math.max(1, hits.length)] ?? { ...shell, basis }
    const actor = `arn:aws:sts::${account}:assumed-role/engineer/person-${(hour + nth) % 20}`
    return { ...hit, slot, at: instant(seconds(slot.start) + 60 * nth), actor }
  })
}

const shell: Omit<Hit, 'basis'> = {
  ...{ detection: 'DET-01', criteria: ['CC7.2'], severity: 'high', slot: slotAt(tickAt(0), 3_600), outcome: 'allowed' },
  reason:
    'arn:aws:sts::111122223333:assumed-role/engineer/person opened a shell in kube-system/coredns-5d78c9869d-abcde',
  ...{ actorClass: 'human', actor: '', user: 'engineer', groups: ['system:authenticated'], principal: null },
  ...{ impersonated: null, sourceIPs: ['192.0.2.7'], userAgent: 'kubectl/v1.33.1 (linux/amd64)', allowed: null },
  object: { apiGroup: '', resource: 'pods', subresource: 'exec', namespace: 'kube-system', name: 'coredns-5d78c9869d' },
  ...{ auditID: '00000000-0000-4000-8000-000000000001', at: tickAt(0), count: 1, pointers: ['CmEKJgoiMTEx'] },
}
