// The session in which somebody opens a shell in a pod of kube-system: what it leaves beside the audit log.
import { instant, seconds } from '../../src/clock.ts'
import type { Instant } from '../../src/model.ts'
import type { Comer } from '../services/logs-authenticator.ts'
import type { World } from '../world.ts'
import type { Place } from './event.ts'
import { account, role } from './seed.ts'
import { type Actor, recordEvent } from './trail.ts'

/** As the audit log names her. */
const alice: Actor = {
  role: role('ClusterAdmin'),
  session: 'alice',
  ip: '198.51.100.23',
  agent: 'aws-cli/2.31.35 md/awscrt#0.27.6 ua/2.1 os/linux#6.12 lang/python#3.13.7',
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  principalId: 'AROAIOSFODNN7EXAMPLE',
}

export const aliceComes = (region: string): Comer => ({
  ...{ region, account, role: 'ClusterAdmin', session: 'alice', port: 38_940 },
  ...{ accessKeyId: 'ASIAIOSFODNN7EXAMPLE', principalId: 'AROAIOSFODNN7EXAMPLE' },
  ...{ username: `arn:aws:sts::${account}:assumed-role/ClusterAdmin/alice`, groups: [] },
})

/** Minutes before the shell she asks for the cluster, as `aws eks update-kubeconfig` does, and after it for secrets, in vain. */
export const callsAround = (world: World, { region, cluster }: Place, at: Instant): void => {
  const on = { region, by: alice, readOnly: true }
  recordEvent(world, {
    ...{ ...on, at: seconds(at) - 180, name: 'DescribeCluster', asked: { name: cluster }, answered: null },
    resource: { type: 'AWS::EKS::Cluster', name: cluster },
  })
  recordEvent(world, {
    ...{ ...on, at: seconds(at) + 240, name: 'ListSecrets', service: 'secretsmanager' },
    ...{ asked: { maxResults: 100 }, answered: null, error: 'AccessDenied' },
  })
}

/** Half a minute after the shell CoreDNS does not answer for a moment: as the kubelet logs that. */
export const kubeletSays = (pod: string, at: Instant): { at: Instant; message: string } => {
  const when = instant(seconds(at) + 30)
  const clock = `${when.slice(5, 7)}${when.slice(8, 10)} ${when.slice(11, 19)}.104372`
  const said = `"Probe failed" probeType="Readiness" pod="kube-system/${pod}" podUID="6d1f0a52-0c3e-4b0b-9a4a-3f1f2a0d7c11" containerName="coredns" probeResult="failure" output="HTTP probe failed with statuscode: 503"`
  const message = `I${clock}    2461 prober.go:107] ${said}`
  return { at: when, message: JSON.stringify({ hostname: 'ip-10-0-1-21', systemd_unit: 'kubelet.service', message }) }
}
