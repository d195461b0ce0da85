// CloudWatch's alarms and what mutes them, as far as reading them goes. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
import { page } from '../page.ts'
import { AwsFault, type Call, type Handler } from '../service.ts'
import { listOf, members, oneOf, text, whole } from '../world/members.ts'
import type { StackState } from '../world/stack.ts'

const invalid = 'InvalidParameterValueException'
const name = text({ min: 1, max: 255 })
const paged = { MaxRecords: whole(1, 100), NextToken: text() }
const described = members(
  invalid,
  {},
  {
    ...paged,
    ActionPrefix: text({ min: 1, max: 1_024 }),
    AlarmNamePrefix: name,
    AlarmNames: listOf(name, { max: 100 }),
    AlarmTypes: listOf(oneOf('CompositeAlarm', 'MetricAlarm')),
    ChildrenOfAlarmName: name,
    ParentsOfAlarmName: name,
    StateValue: oneOf('OK', 'ALARM', 'INSUFFICIENT_DATA'),
  },
)
const muting = members(
  invalid,
  {},
  { ...paged, AlarmName: name, Statuses: listOf(oneOf('SCHEDULED', 'ACTIVE', 'EXPIRED')) },
)

export const alarmOperations = (stacks: StackState[]): Record<string, Handler> => ({
  DescribeAlarms(call) {
    const asked = described(call.input)
    const { AlarmNames: names, AlarmNamePrefix: prefix, AlarmTypes: types = ['MetricAlarm'], StateValue: state } = asked
    if (names && prefix)
      throw new AwsFault('ValidationError', 400, 'AlarmNames and AlarmNamePrefix are mutually exclusive')
    if (asked.ChildrenOfAlarmName ?? asked.ParentsOfAlarmName ?? asked.ActionPrefix)
      throw new AwsFault('NotImplemented', 501, 'the sandbox has no composite alarms, and finds none by its action')
    const all = stacks
      .flatMap(({ alarms }) => alarms)
      .filter(({ AlarmArn }) => types.includes('MetricAlarm') && AlarmArn.split(':')[3] === call.region)
      .filter(({ AlarmName }) => (names?.includes(AlarmName) ?? true) && AlarmName.startsWith(prefix ?? ''))
      .filter(({ StateValue }) => state === undefined || StateValue === state)
    const { items, nextToken } = pageOf(all, call, asked)
    return { CompositeAlarms: [], MetricAlarms: items, NextToken: nextToken }
  },
  ListAlarmMuteRules(call) {
    const asked = muting(call.input)
    const { AlarmName, Statuses } = asked
    const all = stacks
      .flatMap(({ mutes }) => mutes)
      .filter(({ rule }) => rule.AlarmMuteRuleArn?.split(':')[3] === call.region)
      .filter(({ alarms }) => AlarmName === undefined || alarms.includes(AlarmName))
      .filter(({ rule }) => Statuses?.some((one) => one === rule.Status) ?? true)
    const { items, nextToken } = pageOf(all, call, asked)
    return { AlarmMuteRuleSummaries: items.map(({ rule }) => rule), NextToken: nextToken }
  },
})

/** Both list, and are granted on any. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html */
export const alarmResource = ({ operation, region, account }: Call): string => {
  if (operation === 'DescribeAlarms') return `arn:aws:cloudwatch:${region}:${account}:alarm:*`
  return operation === 'ListAlarmMuteRules' ? `arn:aws:cloudwatch:${region}:${account}:alarm-mute-rule:*` : '*'
}

type Paged = { MaxRecords: number | undefined; NextToken: string | undefined }
const pageOf = <T>(all: T[], call: Call, { MaxRecords: size, NextToken: token }: Paged) =>
  page(all, call, { size, token, most: 100, usual: 50, refuse })
const refuse = (message: string): AwsFault => new AwsFault('InvalidNextToken', 400, message)
