// An account with everything in it that the evidence needs, served by the sandbox: what doctor and estimate are asked about.
import { makeScenario } from '../../sandbox/scenario.ts'
import { startSandbox } from '../../sandbox/server.ts'
import { cloudwatch, type Metrics } from '../../sandbox/services/cloudwatch.ts'
import { iam } from '../../sandbox/services/iam.ts'
import { type Granted, simulatePrincipalPolicy } from '../../sandbox/services/iam-simulate.ts'
import { kms } from '../../sandbox/services/kms.ts'
import { signingKey } from '../../sandbox/services/kms-key.ts'
import { logsService } from '../../sandbox/services/logs.ts'
import { logsOf } from '../../sandbox/services/logs-scenario.ts'
import { newBucket } from '../../sandbox/services/s3/bucket.ts'
import { s3 } from '../../sandbox/services/s3.ts'
import { emptySecurityHub, enableHub, securityHub } from '../../sandbox/services/security-hub.ts'
import { sts } from '../../sandbox/services/sts.ts'
import { worldServices } from '../../sandbox/world-services.ts'
import { settableClock } from '../../src/clock.ts'

export type Account = Awaited<ReturnType<typeof startAccount>>

const noReplicas = {
  Sid: 'NothingIsReplicatedHere',
  Effect: 'Deny',
  Principal: '*',
  Action: ['s3:ReplicateObject', 's3:ReplicateDelete'],
  Resource: 'arn:aws:s3:::evidence/*',
}

export const startAccount = async () => {
  const scenario = makeScenario({ days: 1 })
  const { account, home, world } = scenario
  const clock = settableClock('2026-01-06T12:00:00Z')
  const bucket = newBucket({
    name: 'evidence',
    region: home,
    owner: account,
    createdAt: scenario.base,
    objectLock: true,
  })
  bucket.settings.lockDefault = { mode: 'COMPLIANCE', days: 800 }
  bucket.settings.policy = JSON.stringify({ Version: '2012-10-17', Statement: [noReplicas] })
  const key = signingKey({ seed: 'doctor', region: home, createdAt: scenario.base, alias: 'alias/eks-evidence-prod' })
  const hub = emptySecurityHub()
  for (const region of Object.keys(world.regions)) enableHub(hub, region, scenario.base)
  // The scenario's own troubles are other tests' matter: every cluster logs, and every registry scans.
  for (const { clusters, registry } of Object.values(world.regions)) {
    for (const { cluster } of clusters) cluster.logging = { clusterLogging: [{ enabled: true, types: ['audit'] }] }
    const all = { filter: '*', filterType: 'WILDCARD' as const }
    registry.scanning = {
      scanType: 'ENHANCED',
      rules: [{ scanFrequency: 'CONTINUOUS_SCAN', repositoryFilters: [all] }],
    }
  }
  const logs = logsOf({ ...scenario, silences: [] })
  logs.polls = 0
  const metrics: Metrics = {}
  const granted: Granted = {}
  const caller = `arn:aws:sts::${account}:assumed-role/operator/someone`
  const identities = iam([], world)
  const sandbox = await startSandbox({
    account,
    clock,
    seed: 'doctor',
    principals: { AKIASANDBOX: caller },
    services: [
      ...worldServices(world),
      cloudwatch(metrics),
      {
        ...identities,
        operations: { ...identities.operations, SimulatePrincipalPolicy: simulatePrincipalPolicy(granted) },
      },
      kms([key]),
      logsService(logs),
      s3(new Map([[bucket.name, bucket]])),
      securityHub(hub),
      sts,
    ],
  })
  const credentials = { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'any' }
  return { sandbox, clock, world, account, home, bucket, key, hub, logs, metrics, granted, caller, credentials }
}
