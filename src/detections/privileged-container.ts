// DET-29: a container that owns its node was asked for: in a pod or in a template, of any kind of container.
import { askedAnew, askedFor, podWrites, templateLimits } from '../audit-log/asked-pod.ts'
import { controller, patchEntry, podEntry, templateEntry, templateOf } from '../audit-log/example-pod.ts'
import { holdsFor, isTrue } from '../audit-log/security-context.ts'
import { defineDetection } from '../detection.ts'

const spec = (kind: string) => ({ [kind]: [{ name: 'a' }, { name: 'b', securityContext: { privileged: true } }] })
const owning = spec('containers')
const hostProcess = { windowsOptions: { hostProcess: true } }

export default defineDetection({
  id: 'DET-29',
  kind: 'event',
  title: 'Privileged container',
  criteria: ['CC6.8'],
  severity: 'high',
  select: podWrites,
  hit(event) {
    const pod = askedAnew(event)
    // A HostProcess container is to a Windows node what a privileged one is to Linux.
    const names = pod && holdsFor(pod, (of) => isTrue(of('privileged')) || isTrue(of('windowsOptions', 'hostProcess')))
    return names && askedFor(event, `privileged container ${names}`)
  },
  respond: 'Ask the actor for the approved exception; delete the workload otherwise and look at the nodes it ran on.',
  limits: `${templateLimits} An update that writes the whole object again is told though it was privileged before.`,
  sameAs: [
    'Falco Create Privileged Pod',
    'Elastic Kubernetes Privileged Pod Created',
    'Sigma Privileged Container Deployed',
    'GuardDuty PrivilegeEscalation:Kubernetes/AnomalousBehavior.WorkloadDeployed!PrivilegedContainer',
    'Stratus k8s.privilege-escalation.privileged-pod',
    'Panther Kubernetes Privileged Pod Created',
  ],
  examples: {
    hit: [
      [podEntry(owning)],
      [podEntry(spec('initContainers'))],
      [patchEntry('pods', { spec: spec('ephemeralContainers') }, undefined, { subresource: 'ephemeralcontainers' })],
      [templateEntry(owning)],
      [templateEntry(owning, { resource: 'daemonsets', verb: 'update' })],
      [templateEntry(owning, { resource: 'cronjobs' })],
      [patchEntry('deployments', templateOf(owning), templateOf(owning))],
      [
        patchEntry(
          'deployments',
          [{ op: 'copy', from: '/spec/template/spec/containers/1', path: '/spec/template/spec/containers/0' }],
          templateOf(owning),
        ),
      ],
      [
        patchEntry(
          'deployments',
          [{ op: 'add', path: '/spec/template/spec/containers/0/securityContext/privileged', value: true }],
          { kind: 'Status' },
          { code: 422 },
        ),
      ],
      [podEntry(owning, { code: 403, requestObject: { spec: owning }, responseObject: { kind: 'Status' } })],
      [podEntry({ containers: { a: { name: 'a', securityContext: { privileged: 'true' } } } }, { code: 400 })],
      [podEntry({ securityContext: hostProcess, containers: [{ name: 'a' }] })],
      [podEntry({ containers: [{ name: 'a', securityContext: hostProcess }] })],
      [podEntry(owning, controller('replicaset-controller'))],
      [podEntry(owning, { ...controller('daemon-set-controller'), extra: { arn: ['arn:aws:iam::1:role/x'] } })],
    ],
    miss: [
      [podEntry({ containers: [{ name: 'a' }] })],
      [podEntry({ securityContext: { privileged: true }, containers: [{ name: 'a', securityContext: 'privileged' }] })],
      [podEntry(owning, { verb: 'get' })],
      [podEntry(owning, { stage: 'RequestReceived' })],
      [podEntry(owning, { requestURI: '/api/v1/namespaces/shop/pods?dryRun=All' })],
      [podEntry(owning, { ...controller('daemon-set-controller'), namespace: 'monitoring' })],
      [podEntry(owning, { ...controller('replicaset-controller'), namespace: 'kube-system' })],
      [templateEntry(owning, { user: 'eks:addon-manager', resource: 'daemonsets', namespace: 'kube-system' })],
      [templateEntry(owning, { ...controller('deployment-controller'), resource: 'replicasets', apiGroup: 'apps' })],
      [templateEntry(owning, { resource: 'jobs', apiGroup: 'batch.volcano.sh' })],
      [patchEntry('deployments', { spec: { replicas: 3 } }, templateOf(owning))],
      [patchEntry('deployments', [{ op: 'replace', path: '/spec/replicas', value: 3 }], templateOf(owning))],
      [
        patchEntry(
          'deployments',
          templateOf({ containers: [{ name: 'a', securityContext: { privileged: false } }] }),
          templateOf(owning),
        ),
      ],
      [patchEntry('pods', {}, { spec: owning }, { subresource: 'ephemeralcontainers', verb: 'update' })],
      [patchEntry('pods', {}, { spec: owning }, { subresource: 'resize' })],
    ],
  },
})
