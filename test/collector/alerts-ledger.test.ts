// A ledger of a deployed collector, made by the whole pipeline while its alarms, rules and subscriptions are changed.
import { describe, expect, it } from 'vitest'
import { type Account, openAccount, tickAt } from '../prove/account.ts'
import { check, failing, payloadOf, pinsOf } from '../prove/fixture.ts'
import { memorised } from '../prove/memory-store.ts'
import { whatOf } from '../prove/threats/tools.ts'

const config = 'regions: [eu-west-1, us-east-1]\ncadence: { alerts: 3600 }\n'
type Stack = Account['stack']

/** Three ticks, with a change before each of the later two; what verify names, and what a run from the second tick on names. */
const told = async (...changes: ((stack: Stack) => unknown)[]) => {
  const at = await openAccount({ deployed: true, config })
  try {
    await at.tick(0)
    for (const [index, change] of changes.entries()) {
      change(at.stack)
      await at.tick(index + 1)
    }
    expect(at.warnings).toEqual([])
    const { publicKey } = await at.signer.describe()
    const store = await memorised(at.store)
    const pins = await pinsOf(store, publicKey, changes.length)
    const since = { sequence: changes.length, sha256: await payloadOf(store, changes.length) }
    const [all, later] = [await check(store, pins), await check(store, pins, { since })]
    expect([failing(all), failing(later)]).toEqual([[], []])
    return { all: whatOf(all, 'code-changed'), later: whatOf(later, 'code-changed') }
  } finally {
    await at.close()
  }
}
const nothing = (): void => undefined
const other = { Id: 'other', Arn: 'arn:aws:sqs:eu-west-1:111122223333:other' }
const between = (hour: number): string =>
  `since the tick ${tickAt(hour)}; it was read before in the tick ${tickAt(hour - 1)}`
const alarm = ({ alarms }: Stack) => {
  const found = alarms.find(({ AlarmName }) => AlarmName.endsWith('-no-seal'))
  if (!found) throw new Error('no alarm')
  return found
}
const rule = ({ rules }: Stack) => {
  const found = rules.find(({ rule }) => rule.Name.endsWith('-code'))
  if (!found) throw new Error('no rule')
  return found
}
const topic = ({ topics: [topic] }: Stack) => {
  if (!topic) throw new Error('no topic')
  return topic
}

describe('what tells of the collector, changed between two ticks', () => {
  it('is named: an alarm that was turned off and on, both times, and by a run that begins between them', async () => {
    const { all, later } = await told(
      (stack) => Object.assign(alarm(stack), { ActionsEnabled: false }),
      (stack) => Object.assign(alarm(stack), { ActionsEnabled: true }),
    )
    const name = 'alarm eks-evidence-prod-no-seal: ActionsEnabled was'
    expect(all.split('\n')).toEqual([
      `${name} true and is false, ${between(1)}`,
      `${name} false and is true, ${between(2)}`,
    ])
    expect(later).toBe(`${name} false and is true, ${between(2)}`)
  })

  it('is named: an alarm that was deleted', async () => {
    const { all } = await told((stack) => {
      stack.alarms = stack.alarms.filter((one) => one !== alarm(stack))
    })
    expect(all).toContain('alarm eks-evidence-prod-no-seal: was sha256:')
    expect(all).toContain(`and is not there (no alarm of that name), ${between(1)}`)
  })

  it('is named: an alarm that was muted, once, whether it mutes right now or not', async () => {
    const AlarmMuteRuleArn = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm-mute-rule:quiet'
    const { all } = await told(
      (stack) => {
        const rule = { AlarmMuteRuleArn, Status: 'SCHEDULED' as const, MuteType: 'RECURRING' }
        stack.mutes.push({ rule, alarms: [alarm(stack).AlarmName] })
      },
      ({ mutes: [mute] }) => void (mute && Object.assign(mute.rule, { Status: 'ACTIVE' })),
    )
    expect(all.split('\n')).toHaveLength(1)
    expect(all).toContain(`alarm eks-evidence-prod-no-seal: mute rule ${AlarmMuteRuleArn} was not set and is {`)
  })

  it('is named: a rule that was disabled, and one that tells somebody else', async () => {
    const { all } = await told(
      (stack) => Object.assign(rule(stack).rule, { State: 'DISABLED' }),
      (stack) => Object.assign(rule(stack), { targets: [other] }),
    )
    expect(all).toContain(`rule eks-evidence-prod-code: State was "ENABLED" and is "DISABLED", ${between(1)}`)
    expect(all).toContain('rule eks-evidence-prod-code: target alarms was sha256:')
    expect(all).toContain('rule eks-evidence-prod-code: target other was not set and is {')
  })

  it('is named: a rule that was deleted', async () => {
    const { all } = await told((stack) => {
      stack.rules = stack.rules.filter((one) => one !== rule(stack))
    })
    expect(all).toContain(`and is not there (ResourceNotFoundException), ${between(1)}`)
  })

  it('is named: a subscription that ended and another that began, by no address of anybody', async () => {
    const { all } = await told((stack) => {
      const [mail, ...rest] = topic(stack).subscriptions
      if (!mail) throw new Error('no subscription')
      const listed = {
        ...mail.listed,
        SubscriptionArn: `${topic(stack).arn}:${'0'.repeat(36)}`,
        Endpoint: 'x@example.com',
      }
      topic(stack).subscriptions = [{ ...mail, listed }, ...rest]
    })
    expect(all).toMatch(/subscription arn:\S+ was "email \[redacted\]@example.com" and is not set/)
    expect(all).toMatch(/subscription arn:\S+:0{36} was not set and is "email \[redacted\]@example.com"/)
    expect(all).not.toMatch(/on-call|x@example/)
  })

  it("is named: the topic's policy, and a filter on a subscription", async () => {
    const { all } = await told((stack) => {
      topic(stack).attributes.Policy = '{"Statement":[]}'
      for (const { attributes } of topic(stack).subscriptions.slice(0, 1)) attributes.FilterPolicy = '{"a":["b"]}'
    })
    expect(all).toContain(`and is "{\\"Statement\\":[]}", ${between(1)}`)
    expect(all).toContain('FilterPolicy was not set and is "{\\"a\\":[\\"b\\"]}"')
  })

  it('is not named: an alarm that goes off, and counts that lag behind', async () => {
    const { all } = await told((stack) => {
      Object.assign(alarm(stack), { StateValue: 'ALARM', StateReason: 'no seal', StateUpdatedTimestamp: 1_767_571_500 })
    }, nothing)
    expect(all).toBe('')
  })

  it('is named once: an update of the stack, which both sources read', async () => {
    const { all } = await told(({ stack }) => Object.assign(stack, { LastUpdatedTime: 1_767_574_500 }))
    expect(all.split('\n')).toHaveLength(1)
  })
})
