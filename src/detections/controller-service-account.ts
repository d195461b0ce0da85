// DET-35: a pod was to run as one of the control plane's own loops, whose rights are those of an administrator.
import { askedFor, askedPod, wholePodWrites } from '../audit-log/asked-pod.ts'
import { isOwnOfAws } from '../audit-log/by-aws.ts'
import { isLoop } from '../audit-log/classify.ts'
import { controller, patchEntry, podEntry, templateEntry, templateOf } from '../audit-log/example-pod.ts'
import { visible } from '../audit-log/visible.ts'
import { defineDetection } from '../detection.ts'

const system = { namespace: 'kube-system' }
const as = (serviceAccountName: unknown) => ({ serviceAccountName, containers: [{ name: 'a' }] })
const loop = 'clusterrole-aggregation-controller'

export default defineDetection({
  id: 'DET-35',
  kind: 'event',
  title: 'Controller service account assigned to a pod',
  criteria: ['CC6.3'],
  severity: 'high',
  select: { ...wholePodWrites, namespace: ['kube-system'] },
  hit(event) {
    const spec = askedPod(event)?.spec
    // The member was called serviceAccount once, and the API server still takes it.
    const names = [spec?.serviceAccountName, spec?.serviceAccount].filter((name) => typeof name === 'string')
    // kube-controller-manager uses these accounts from outside; no pod runs as one.
    const found = names.find(isLoop)
    // Templates that a controller writes again are told where somebody wrote them; its pods are told: no healthy cluster has one.
    if (found === undefined || (isOwnOfAws(event) && event.resource !== 'pods')) return undefined
    return askedFor(event, `the service account ${visible(found, 60)} of the control plane`)
  },
  respond:
    'Nothing legitimate does this: delete the workload, find out what its token was used for, and who may write pods in kube-system.',
  limits:
    'Service accounts that customers bound to roles of the control plane are not known. Rehearsals (dryRun) are not told.',
  sameAs: ['Elastic Kubernetes Suspicious Assignment of Controller Service Account'],
  examples: {
    hit: [
      [podEntry(as(loop), system)],
      [podEntry({ serviceAccount: 'deployment-controller' }, system)],
      [templateEntry(as('replicaset-controller'), system)],
      [templateEntry(as('cronjob-controller'), { ...system, resource: 'cronjobs', verb: 'update' })],
      [patchEntry('daemonsets', templateOf({ serviceAccountName: loop }), templateOf(as(loop)), system)],
      [
        patchEntry(
          'deployments',
          [{ op: 'replace', path: '/spec/template/spec/serviceAccountName', value: loop }],
          { kind: 'Status' },
          { ...system, code: 403 },
        ),
      ],
      [podEntry(as('generic-garbage-collector'), { ...system, ...controller('replicaset-controller') })],
    ],
    miss: [
      [podEntry(as('ebs-csi-controller-sa'), system)],
      [podEntry(as('aws-load-balancer-controller'), system)],
      [podEntry(as(loop))],
      [podEntry(as([loop]), system)],
      [templateEntry(as(loop), { ...system, ...controller('deployment-controller'), resource: 'replicasets' })],
      [patchEntry('deployments', { spec: { replicas: 1 } }, templateOf(as(loop)), system)],
    ],
  },
})
