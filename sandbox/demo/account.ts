// The demo's account, as the worker thread serves it: every service over the scenario's world, and the locked evidence bucket.
import { seconds } from '../../src/clock.ts'
import type { Instant } from '../../src/model.ts'
import type { Scenarios, Setup } from '../in-thread.ts'
import { deployed } from '../scenario/deployment.ts'
import { documentsName, seedRecords } from '../scenario/governance.ts'
import { makePlayer, makeScenario, type Scenario } from '../scenario.ts'
import { cloudformation } from '../services/cloudformation.ts'
import { cloudwatch } from '../services/cloudwatch.ts'
import { events } from '../services/events.ts'
import { iam } from '../services/iam.ts'
import { kms } from '../services/kms.ts'
import { signingKey } from '../services/kms-key.ts'
import { lambda } from '../services/lambda.ts'
import { logsService } from '../services/logs.ts'
import { logsOf } from '../services/logs-scenario.ts'
import { newBucket } from '../services/s3/bucket.ts'
import { s3 } from '../services/s3.ts'
import { scheduler } from '../services/scheduler.ts'
import { emptySecurityHub, enableHub, securityHub } from '../services/security-hub.ts'
import { sns } from '../services/sns.ts'
import { states } from '../services/states.ts'
import { sts } from '../services/sts.ts'
import { isEnabled } from '../world/region.ts'
import { worldServices } from '../world-services.ts'
import { access, bucketOf } from './place.ts'

/** A query of so small a log is done when it is first asked for. */
const polls = 0

export const accountOf = (scenario: Scenario): Awaited<ReturnType<Setup>> => {
  const { account, home, base, world, faults } = scenario
  const bucket = newBucket({
    name: bucketOf(account, home),
    region: home,
    owner: account,
    createdAt: base,
    objectLock: true,
  })
  const key = signingKey({ seed: 'eks-evidence demo', region: home, createdAt: base, alias: 'alias/eks-evidence-prod' })
  const at = { account, region: home, at: seconds(base) }
  const documents = newBucket({ name: documentsName(home), region: home, owner: account, createdAt: base })
  documents.versioned = true
  seedRecords(documents, world)
  const stacks = [deployed({ ...at, bucket, documents, key, writers: [`arn:aws:iam::${account}:role/eks-evidence`] })]
  const hub = emptySecurityHub()
  for (const region of Object.keys(world.regions)) enableHub(hub, region, base)
  const play = makePlayer(scenario)
  const scenarios: Scenarios = {
    play: (now) => play(now as Instant),
    faults: () => faults,
    /** Every version in the bucket, for a copy of it. */
    objects: () => [...bucket.objects].flatMap(([key, versions]) => versions.map(({ body }) => ({ key, body }))),
    findings: () =>
      Object.values(hub.hubs).flatMap(({ findings }) => [...findings.values()].map(({ finding }) => finding)),
  }
  return {
    account,
    seed: 'eks-evidence demo',
    isEnabled: (region) => isEnabled(world, region),
    principals: { [access.accessKeyId]: `arn:aws:sts::${account}:assumed-role/eks-evidence/collector` },
    services: [
      ...worldServices(world),
      logsService({ ...logsOf(scenario), polls }),
      sts,
      securityHub(hub),
      kms([key, ...world.keys]),
      s3(new Map([bucket, documents].map((one) => [one.name, one]))),
      cloudformation(stacks),
      cloudwatch({}, stacks),
      events(stacks),
      iam(stacks, world),
      lambda(stacks),
      scheduler(stacks),
      sns(stacks),
      states(stacks),
    ],
    scenarios,
  }
}

const setup: Setup = (argument) => accountOf(makeScenario(argument as { days: number }))
export default setup
