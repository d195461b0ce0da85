// The alarms of the collector's own stack: whether each is there, acts, and tells whom; and what mutes it.
import * as z from 'zod/mini'
import { answers, by } from '../answers/answers.ts'
import { stackResources } from '../answers/own-resources.ts'
import { defineFact } from '../fact.ts'

export type CollectorAlarm = {
  /** In the template. */
  id: string
  name: string
  /** Null: the stack lists it, and CloudWatch has none of that name. */
  found: {
    /** Whether it does anything at all when its state changes. */
    acts: boolean
    /** ARNs of what is told when it goes off. */
    tells: string[]
    state: string
  } | null
  /** ARNs of the rules that mute it now or later. */
  mutes: string[]
}

const Alarms = z.object({
  MetricAlarms: z.array(
    z.object({
      AlarmName: z.string(),
      ActionsEnabled: z.boolean(),
      AlarmActions: z.array(z.string()),
      StateValue: z.string(),
    }),
  ),
})
const Mutes = z.object({
  AlarmMuteRuleSummaries: z.array(z.object({ AlarmMuteRuleArn: z.string(), Status: z.string() })),
})

/** Sorted by id. */
export const collectorAlarms = defineFact<CollectorAlarm[]>({
  id: 'collector-alarms',
  source: 'alerts',
  of: 'deployment',
  actions: ['cloudformation:ListStackResources', 'cloudwatch:DescribeAlarms', 'cloudwatch:ListAlarmMuteRules'],
  read(exchanges) {
    const alarms = [...answers(exchanges, 'cloudwatch:DescribeAlarms', Alarms)].flatMap(({ body }) => body.MetricAlarms)
    const mutes = [...answers(exchanges, 'cloudwatch:ListAlarmMuteRules', Mutes)]
    return stackResources(exchanges, 'AWS::CloudWatch::Alarm').map(({ id, name }) => {
      const found = alarms.find(({ AlarmName }) => AlarmName === name)
      return {
        id,
        name,
        found: found ? { acts: found.ActionsEnabled, tells: found.AlarmActions, state: found.StateValue } : null,
        mutes: mutes
          .filter(({ input }) => input.AlarmName === name)
          .flatMap(({ body }) => body.AlarmMuteRuleSummaries)
          .filter(({ Status }) => Status !== 'EXPIRED')
          .map(({ AlarmMuteRuleArn }) => AlarmMuteRuleArn)
          .sort(by((arn) => arn)),
      }
    })
  },
})
