// EVD-08: the collector is changed by deployments of its stack, and by nobody behind the stack's back.
import { some } from '../answers/some.ts'
import { seesRoles } from '../changes/collector-names.ts'
import { saidOfActed } from '../changes/made.ts'
import { seconds } from '../clock.ts'
import { defineControl, over } from '../control.ts'
import { collectorEventsOf, key } from '../examples/collector-events.ts'
import { subjects } from '../examples/example.ts'
import { type CollectorEvent, collectorEvents } from '../facts/collector-events.ts'
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
  assess({ events: windows }, { subject }) {
    const events = windows.flatMap(({ value }) => value).filter(({ error }) => error === null)
    const [since = '', until = ''] = [windows[0]?.slot.start, windows.at(-1)?.slot.end]
    const deployments = events.filter(({ by }) => by === 'deployment')
    // Any other stack can change what belongs to this one. A deployment that began before the first window is not seen.
    const isInCourse = ({ at }: CollectorEvent): boolean =>
      [since, ...deployments.map((one) => one.at)].some((begun) => {
        const after = seconds(at) - seconds(begun)
        return after >= 0 && after < course
      })
    const said = (one: CollectorEvent): string => saidOfActed(one, ` of ${one.of}`)
    const behind = events.filter(({ by }) => by === 'behind').map(said)
    const foreign = events.filter((one) => one.by === 'stack' && !isInCourse(one)).map(said)
    const faults = [
      ...(behind.length > 0 ? [`behind the stack's back: ${some(behind, 3)}`] : []),
      ...(foreign.length > 0 ? [`by CloudFormation without a deployment of this stack: ${some(foreign, 3)}`] : []),
    ]
    if (faults.length > 0) return fail(faults.join('; '))
    const roles = seesRoles(subject.id.split(':')[3] ?? '')
    const parts = `functions, state machine, schedule, buckets${roles ? ', key and roles' : ' and key'}`
    const beside = roles ? '' : '; of its roles the history of us-east-1 alone tells, which is not read here'
    return pass(
      deployments.length > 0
        ? `deployed: ${deployments.map(said).join('; ')}${beside}`
        : `no event on its ${parts} from ${since} to ${until}${beside}`,
    )
  },
  limits:
    "Changes of the collector's roles are not seen where its home region is not us-east-1, nor events that CloudTrail delivered more than half an hour late.",
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
      hours({ ...code, asked: { functionName: `111122223333:function:${name}-seal:$LATEST` } }),
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

/** Seconds that a deployment takes at most, its rollback counted in. */
const course = 3 * 3_600
