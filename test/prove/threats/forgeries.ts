// Slots, plans, tombstones and verdicts that an insider with the key wrote otherwise and sealed again.
import { expect, it } from 'vitest'
import { plus } from '../../../src/clock.ts'
import type { Evaluation, Verdict } from '../../../src/model.ts'
import { isSlotLine, type Plan } from '../../../src/store/documents.ts'
import { base, tickAt } from '../account.ts'
import { type Edits, refOf } from '../forge.ts'
import { type Case, fails, forged, whatOf } from './tools.ts'

const at = (tick: number): string => tickAt(tick)

/** Edits each verdict of one tick's evaluation of clusters. */
export const verdicts = (tick: number, edit: (verdict: Verdict, all: Evaluation) => void): Edits => ({
  evaluation: (one) => {
    if (one.tick === at(tick) && one.subject.scope === 'cluster') for (const verdict of one.verdicts) edit(verdict, one)
  },
})

export const planOf = (tick: number, edit: (plan: Plan) => void): Edits => ({
  plan: (plan) => {
    if (plan.tick === at(tick)) edit(plan)
  },
})

const other = { pass: 'fail', fail: 'pass', unknown: 'pass', 'not-applicable': 'pass' } as const

export const forgeries = (): void => {
  it('holds when nothing was changed', async () => {
    fails(await forged({}))
  })

  it('misses a window that no index has a line for', async () => {
    const verified = await forged({
      index: (lines, tick) =>
        tick === at(4) ? lines.filter((line) => !isSlotLine(line) || line.source !== 'audit-log') : lines,
    })
    expect(whatOf(verified, 'slot-accounted')).toContain('planned, and without a line')
    expect(verified.result).toBe('broken')
  })

  it('misses a slot that neither plan nor index knows of', async () => {
    const verified = await forged({
      plan: (plan) => {
        if (plan.tick === at(4))
          for (const task of plan.tasks) task.due = task.due.filter(({ source }) => source !== 'audit-log')
      },
      observation: (lines, key) => (key.includes('/0420Z/audit-log/') ? undefined : lines),
      index: (lines, tick) =>
        tick === at(4) ? lines.filter((line) => !isSlotLine(line) || line.source !== 'audit-log') : lines,
    })
    expect(whatOf(verified, 'slot-accounted')).toContain('no line for the slot from 2026-01-05T03:00:00Z')
    expect(whatOf(verified, 'plan-derives')).toContain('due')
  })

  it('refuses a line that no plan asked for', async () => {
    const verified = await forged({
      index: (lines, tick) => [
        ...lines,
        ...lines
          .filter(isSlotLine)
          .filter(({ source }) => tick === at(4) && source === 'inventory')
          .map((line) => ({
            ...line,
            slot: { start: base, end: plus(base, 3_600) },
            status: 'failed' as const,
            parts: [],
            reasons: [],
          })),
      ],
    })
    expect(whatOf(verified, 'slot-accounted')).toContain('has a line, and was not planned')
  })

  it('refuses a slot of another length than its cadence', async () => {
    const verified = await forged({
      index: (lines, tick) =>
        lines.map((line) =>
          isSlotLine(line) && tick === at(4) && line.source === 'inventory'
            ? { ...line, slot: { ...line.slot, end: plus(line.slot.end, 3_600) } }
            : line,
        ),
    })
    expect(whatOf(verified, 'slot-accounted')).toContain('was not planned')
  })

  it('misses a control that is configured and has no verdict', async () => {
    const verified = await forged(
      verdicts(4, (_, all) => {
        all.verdicts = all.verdicts.slice(1)
      }),
    )
    expect(whatOf(verified, 'verdicts-complete')).toContain('no verdict of')
    expect(verified.result).toBe('broken')
  })

  it('judges again: a flipped verdict', async () => {
    const verified = await forged(
      verdicts(7, (verdict) => {
        verdict.outcome = other[verdict.outcome]
      }),
    )
    expect(whatOf(verified, 'verdict-reproduces')).toContain('judged again')
    expect(whatOf(verified, 'verdict-since')).toBe('')
  })

  it('judges again: a reason of another wording', async () => {
    fails(
      await forged(
        verdicts(7, (verdict) => {
          verdict.reason = 'as it should be'
        }),
      ),
      'verdict-reproduces',
    )
  })

  it.each([
    ['hides what turned from whoever reads only that', undefined],
    ['has more read than turned', true],
  ] as const)('holds the marks of the index against what is judged again: one that %s', async (_, news) => {
    const verified = await forged({
      index: (lines) =>
        lines.map((line) => {
          if (isSlotLine(line) || line.role !== 'evaluation') return line
          const { news: __, ...rest } = line
          return news === undefined ? rest : { ...rest, news }
        }),
    })
    fails(verified, 'verdict-reproduces')
    expect(whatOf(verified, 'verdict-reproduces')).toContain('whether it holds anything new')
  })

  it('judges again: a hit that was left out', async () => {
    const verified = await forged({
      evaluation: (one) => {
        one.hits = []
      },
    })
    fails(verified, 'plan-derives', 'timeline-reproduces', 'verdict-reproduces')
  })

  it('carries since: moved by a day', async () => {
    fails(
      await forged(
        verdicts(7, (verdict) => {
          verdict.since = plus(verdict.since, -86_400)
        }),
      ),
      'verdict-since',
    )
  })

  it('refuses a verdict that rests on what was not sealed', async () => {
    const verified = await forged(({ store }) =>
      verdicts(7, (verdict) => {
        verdict.basis = [
          {
            ...refOf(store, 'ticks/2026/01/05/0020Z/plan.json'),
            key: 'ticks/2026/01/05/0020Z/inventory/x-0.20260105T000000Z.1.ndjson',
          },
        ]
      }),
    )
    expect(whatOf(verified, 'verdict-inputs')).toContain('which was not sealed')
  })

  it('names an evaluation that was planned and never made', async () => {
    const verified = await forged({ object: (body, key) => (key.includes('/0720Z/evaluations/') ? undefined : body) })
    fails(verified)
    expect(whatOf(verified, 'verdicts-complete')).toContain('planned, and not judged in this tick')
  })

  it('does not let a plan leave out who is judged', async () => {
    const verified = await forged(
      planOf(7, (plan) => {
        plan.tasks = plan.tasks.map((task) => ({ ...task, judge: false }))
      }),
    )
    expect(whatOf(verified, 'plan-derives')).toContain('judge')
  })

  it.each<[string, (plan: Plan, at: Case) => void]>([
    [
      'drops a cluster',
      (plan) => {
        plan.tasks = plan.tasks.filter(({ subject }) => subject.name !== 'analytics')
      },
    ],
    ['excludes a cluster by no rule', (plan) => exclude(plan, 'analytics')],
    [
      'dates back since when a subject is known',
      (plan) => {
        plan.tasks = plan.tasks.map((task) => ({ ...task, firstSeen: plus(task.firstSeen, 86_400) }))
      },
    ],
    [
      'calls a living cluster vanished',
      (plan) => {
        for (const task of plan.tasks) if (task.subject.name === 'analytics') task.vanished = plan.tick
      },
    ],
    [
      'rests on an older reading',
      (plan) => {
        plan.tasks = plan.tasks.map((task) => ({ ...task, latest: {} }))
      },
    ],
    [
      'forgets what stood',
      (plan) => {
        plan.tasks = plan.tasks.map((task) => ({ ...task, standing: null }))
      },
    ],
    [
      'owes another name',
      (plan) =>
        void plan.owed.push({ id: 'arn:aws:eks:eu-west-1:111122223333:cluster/x', name: 'x', reason: 'denied' }),
    ],
    [
      'rests on no entry',
      (plan) => {
        plan.after = null
      },
    ],
    [
      'rests on an entry that is older',
      (plan, { store }) => {
        plan.after = (JSON.parse(planText(store, plan, -2)) as Plan).after
      },
    ],
    [
      'is of another account',
      (plan) => {
        plan.account = '999999999999'
      },
    ],
    [
      'is of another caller',
      (plan) => {
        plan.collector = { ...plan.collector, caller: 'arn:aws:iam::111122223333:user/eve' }
      },
    ],
  ])('refuses a plan that %s', async (_, edit) => {
    const verified = await forged((case_) => planOf(7, (plan) => edit(plan, case_)))
    expect(whatOf(verified, 'plan-derives')).not.toBe('')
    expect(verified.result).toBe('broken')
  })

  it('refuses a tombstone of a cluster that lives', async () => {
    const verified = await forged(
      planOf(7, (plan) => bury(plan, 'analytics', (task) => task.latest['eks-cluster']?.[0]?.parts ?? [])),
    )
    expect(whatOf(verified, 'tombstone-supported')).toContain('the inventory that it cites lists it')
  })

  it("refuses a tombstone that cites another region's inventory", async () => {
    const verified = await forged(
      planOf(7, (plan) => {
        const elsewhere = plan.tasks.find(({ subject }) => subject.id.endsWith('/eu-west-1'))
        bury(plan, 'analytics', () => [])
        for (const gone of plan.retired) gone.inventory = elsewhere?.latest.inventory?.[0]?.parts ?? []
      }),
    )
    expect(whatOf(verified, 'tombstone-supported')).toContain('the inventory that it cites is of eu-west-1')
  })

  it('refuses a tombstone that cites nothing', async () => {
    const verified = await forged(
      planOf(7, (plan) => {
        bury(plan, 'analytics', () => [])
        for (const gone of plan.retired) gone.inventory = []
      }),
    )
    expect(whatOf(verified, 'tombstone-supported')).toContain('cites no inventory that was sealed')
  })

  it('names what another version judged otherwise, and calls it no breach', async () => {
    const verified = await forged({
      ...verdicts(7, (verdict) => {
        verdict.reason = 'in other words'
      }),
      plan: (plan) => {
        plan.collector = { ...plan.collector, version: '0.9.0' }
      },
      observation: (lines) => [(lines[0] ?? '').replace('"version":"1.0.0"', '"version":"0.9.0"'), ...lines.slice(1)],
      statement: (tick) => {
        tick.collector = { ...tick.collector, version: '0.9.0' }
      },
    })
    fails(verified)
    expect(verified.result).toBe('deviations')
    expect(whatOf(verified, 'verdict-reproduces')).toContain('it was made by version 0.9.0')
  })
}

const exclude = (plan: Plan, name: string): void => {
  const gone = plan.tasks.find(({ subject }) => subject.name === name)
  plan.tasks = plan.tasks.filter((task) => task !== gone)
  if (gone) plan.excluded.push({ ...gone.subject, rule: '*' })
}

type Task = Plan['tasks'][number]

export const bury = (
  plan: Plan,
  name: string,
  notFound: (task: Task) => Task['latest'][string][number]['parts'],
): void => {
  const gone = plan.tasks.find(({ subject }) => subject.name === name)
  const region = plan.tasks.find(({ subject }) => subject.scope === 'region' && subject.region === gone?.subject.region)
  if (!gone) throw new Error(`no ${name}`)
  plan.tasks = plan.tasks.filter((task) => task !== gone)
  plan.retired.push({
    subject: gone.subject,
    firstSeen: gone.firstSeen,
    inventory: region?.latest.inventory?.[0]?.parts ?? [],
    notFound: notFound(gone),
  })
}

const planText = (store: Case['store'], plan: Plan, back: number): string => {
  const key = `ticks/2026/01/05/${plus(plan.tick, back * 3_600).slice(11, 13)}20Z/plan.json`
  return Buffer.from(store.objects.get(key)?.[0]?.body ?? []).toString('utf8')
}
