// EVD-08: the collector is changed by deployments of its stack, and by nobody behind the stack's back.
import { saidOfActed } from '../changes/made.ts'
import { defineControl, over } from '../control.ts'
import { collectorEventsOf, key } from '../examples/collector-events.ts'
import { subjects } from '../examples/example.ts'
import { collectorEvents } from '../facts/collector-events.ts'
import { fail, pass } from '../model.ts'

const { name } = subjects.deployment
const hours = (...events: Parameters<typeof collectorEventsOf>[1][]) => ({
  events: [collectorEventsOf(0, ...events), collectorEventsOf(1)],
})
const code = {
  ...{ name: 'UpdateFunctionCode20150331v2', minute: 30, source: 'lambda.amazonaws.com' },
  asked: { functionName: `${name}-seal`, dryRun: false, publish: false },
}
const byStack = { sourceIPAddress: 'cloudformation.amazonaws.com', userAgent: 'cloudformation.amazonaws.com' }
const deployed = {
  ...{ name: 'ExecuteChangeSet', minute: 20, source: 'cloudformation.amazonaws.com' },
  asked: { stackName: name, changeSetName: 'release-1' },
}

export default defineControl({
  id: 'EVD-08',
  of: 'deployment',
  title: 'The collector was changed by deployments of its stack alone in the last two days',
  criteria: ['CC8.1'],
  severity: 'critical',
  needs: { events: over(collectorEvents, 172_800) },
  settings: {},
  assess({ events: windows }) {
    const events = windows.flatMap(({ value }) => value).filter(({ error }) => error === null)
    const of = (kind: string) => events.filter(({ by }) => by === kind).map((one) => saidOfActed(one, ` of ${one.of}`))
    const span = `from ${windows[0]?.slot.start} to ${windows.at(-1)?.slot.end}`
    const behind = of('behind')
    if (behind.length > 0) return fail(`behind the stack's back: ${behind.join('; ')}`)
    const deployments = of('deployment')
    return pass(deployments.length > 0 ? `deployed: ${deployments.join('; ')}` : `nothing of it was changed ${span}`)
  },
  remedy:
    'Find out who changed it and why, compare what verify says as code-changed, and deploy the release again: npx serverless deploy. Change the collector through its stack alone.',
  sameAs: [],
  examples: {
    pass: [
      hours(),
      hours(deployed, { ...code, more: byStack }),
      // Another function, a refused one, another stack.
      hours({ ...code, asked: { functionName: 'orders' } }),
      hours({ ...code, more: { errorCode: 'AccessDeniedException' } }),
      hours({ ...deployed, asked: { stackName: 'orders' } }),
    ],
    fail: [
      hours(code),
      hours({ ...code, asked: { functionName: `arn:aws:lambda:eu-central-1:111122223333:function:${name}-seal` } }),
      hours({ name: 'DisableKey', minute: 1, source: 'kms.amazonaws.com', asked: { keyId: key.split('/')[1] } }),
      hours({
        name: 'PutBucketPolicy',
        minute: 1,
        source: 's3.amazonaws.com',
        asked: { bucketName: `${name}-evidence` },
      }),
      hours({
        name: 'UpdateSchedule',
        minute: 1,
        source: 'scheduler.amazonaws.com',
        asked: { name, state: 'DISABLED' },
      }),
    ],
  },
})
