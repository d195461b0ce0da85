// EVD-09: what tells of faults and changes of the collector is there, on, and reaches the topic.
import type { Publishing } from '../answers/publishing.ts'
import { defineControl, latest } from '../control.ts'
import { alarmsOf, alarmsPublish, muting, noTopic, rulesOf, rulesPublish, topicOf } from '../examples/alerts.ts'
import { type AlarmTopic, alarmTopic } from '../facts/alarm-topic.ts'
import { type CollectorAlarm, collectorAlarms } from '../facts/collector-alarms.ts'
import { type CollectorRule, collectorRules } from '../facts/collector-rules.ts'
import { fail, pass, unknown } from '../model.ts'

const few = { with: { settings: { alarms: ['NoSeal'], rules: ['TopicChanged'] } } }
const told = (over: { alarms?: object[]; rules?: object[]; topic?: object[] } = {}) =>
  ({ alarms: alarmsOf(), rules: rulesOf(), topic: topicOf(), ...over, ...few }) as Told
type Told = typeof few & { [Need in 'alarms' | 'rules' | 'topic']: ReturnType<typeof alarmsOf> }
const ofOwner = { StringEquals: { 'AWS:SourceOwner': '111122223333' } }
const everybody = { Effect: 'Allow', Principal: { AWS: '*' }, Action: ['SNS:Publish', 'SNS:Subscribe'], Resource: '*' }

export default defineControl({
  id: 'EVD-09',
  of: 'deployment',
  title: 'Alarms and rules that tell of faults and changes of the collector are there, on, and reach the topic',
  criteria: ['CC4.2'],
  severity: 'high',
  needs: { alarms: latest(collectorAlarms), rules: latest(collectorRules), topic: latest(alarmTopic) },
  settings: {
    alarms: [
      ...['ContinuityBelow', 'NoSeal', 'PastSlaCriticals', 'ReportFailed', 'ReportNotStarted', 'SlotsMissed'],
      ...['TicksAborted', 'TicksFailed', 'TicksNotStartedAlarm', 'TicksTimedOut'],
    ],
    rules: [
      ...['AlarmChanged', 'BucketChanged', 'CodeChanged', 'KeyChanged', 'RoleChanged', 'RuleChanged'],
      ...['ScheduleChanged', 'StackChanged', 'StateMachineChanged', 'TopicChanged', 'TrailChanged'],
    ],
  },
  assess({ alarms, rules, topic }, { settings }) {
    const faults = [
      ...missing('alarm', settings.alarms, alarms),
      ...missing('rule', settings.rules, rules),
      ...alarms.flatMap((alarm) => ofAlarm(alarm, topic.arn)),
      ...rules.flatMap((rule) => ofRule(rule, topic.arn)),
      ...ofTopic(topic, 'denied'),
    ]
    if (faults.length > 0) return fail(faults.join('; '))
    const open = ofTopic(topic, 'undecided')
    if (open.length > 0) return unknown(open.join('; '))
    const off = alarms.flatMap(({ name, found }) => (found && found.state !== 'OK' ? [`${name} ${found.state}`] : []))
    const states = off.length > 0 ? `in no state of OK: ${off.join(', ')}` : 'every alarm OK'
    return pass(`${alarms.length} alarms and ${rules.length} rules are on and tell ${topic.arn}; ${states}`)
  },
  remedy:
    "Deploy the stack again, and where somebody turned them off: aws cloudwatch enable-alarm-actions --alarm-names NAME, aws cloudwatch delete-alarm-mute-rule --alarm-mute-rule-name NAME, aws events enable-rule --name NAME. A topic of your own (AlarmTopic) lets both services publish by its policy, as infra/alarms.yml has it, and is not encrypted by AWS's own key for SNS.",
  sameAs: [],
  examples: {
    pass: [
      told(),
      told({ alarms: alarmsOf({ StateValue: 'ALARM' }) }),
      told({ alarms: alarmsOf({}, [muting('EXPIRED')]) }),
      told({ rules: rulesOf({ State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' }) }),
      told({ topic: topicOf([{ ...everybody, Condition: ofOwner }, rulesPublish]) }),
      told({ topic: topicOf(everybody) }),
    ],
    fail: [
      told({ alarms: alarmsOf('unlisted') }),
      told({ alarms: alarmsOf('gone') }),
      told({ alarms: alarmsOf({ ActionsEnabled: false }) }),
      told({ alarms: alarmsOf({ AlarmActions: [] }) }),
      told({ alarms: alarmsOf({ AlarmActions: ['arn:aws:sns:eu-central-1:111122223333:another'] }) }),
      told({ alarms: alarmsOf({}, [muting('ACTIVE')]) }),
      told({ alarms: alarmsOf({}, [muting('SCHEDULED')]) }),
      told({ rules: rulesOf('unlisted') }),
      told({ rules: rulesOf('gone') }),
      told({ rules: rulesOf({ State: 'DISABLED' }) }),
      told({ rules: rulesOf({}, []) }),
      told({ topic: noTopic() }),
      told({ topic: topicOf([alarmsPublish]) }),
      told({ topic: topicOf([rulesPublish]) }),
      told({ topic: topicOf([alarmsPublish, { ...rulesPublish, Condition: ofOwner }]) }),
      told({ topic: topicOf([everybody, { ...rulesPublish, Effect: 'Deny', Principal: '*' }]) }),
      told({ topic: topicOf([alarmsPublish, rulesPublish], { KmsMasterKeyId: 'alias/aws/sns' }) }),
    ],
  },
})

const missing = (kind: string, expected: string[], all: { id: string }[]): string[] =>
  expected.filter((one) => !all.some(({ id }) => id === one)).map((one) => `the stack lists no ${kind} ${one}`)

const ofAlarm = ({ name, found, mutes }: CollectorAlarm, topic: string): string[] => {
  if (!found) return [`${name} is not there`]
  return [
    ...(found.acts ? [] : [`${name} is off: its actions are`]),
    ...(found.tells.includes(topic) ? [] : [`${name} does not tell ${topic}`]),
    ...mutes.map((arn) => `${name} is muted by ${arn}`),
  ]
}

const ofRule = ({ name, state, targets }: CollectorRule, topic: string): string[] => {
  if (state === null) return [`${name} is not there`]
  return [
    ...(state.startsWith('ENABLED') ? [] : [`${name} is ${state}`]),
    ...(targets.includes(topic) ? [] : [`${name} does not tell ${topic}`]),
  ]
}

const ofTopic = ({ arn, found }: AlarmTopic, said: Publishing): string[] => {
  if (!found) return said === 'denied' ? [`${arn} is not there`] : []
  const { alarms, rules, key } = found
  const how = said === 'denied' ? 'does not let' : 'does not say for certain that it lets'
  const isOwn = key !== null && /(^|:)alias\/aws\/sns$/.test(key)
  return [
    ...(alarms === said ? [`the policy of ${arn} ${how} CloudWatch publish`] : []),
    ...(rules === said ? [`the policy of ${arn} ${how} EventBridge publish`] : []),
    ...(isOwn && said === 'denied' ? [`${arn} is encrypted by ${key}, which neither service may use`] : []),
    ...(key !== null && !isOwn && said === 'undecided'
      ? [`${arn} is encrypted by ${key}, whose policy is not read`]
      : []),
  ]
}
