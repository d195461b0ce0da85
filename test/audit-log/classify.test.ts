// Who acts: classes by name and group.
import { expect, it } from 'vitest'
import { classify } from '../../src/audit-log/classify.ts'

it.each([
  ['anonymous', '', []],
  ['anonymous', 'system:anonymous', ['system:unauthenticated']],
  ['anonymous', 'somebody', ['system:unauthenticated']],
  ['node', 'system:node:ip-10-0-1-7.eu-west-1.compute.internal', ['system:nodes']],
  ['aws-managed', 'eks:addon-manager', []],
  ['aws-managed', 'system:kube-scheduler', []],
  ['aws-managed', 'system:serviceaccount:kube-system:replicaset-controller', []],
  ['workload', 'system:serviceaccount:kube-system:aws-load-balancer-controller', []],
  ['workload', 'system:serviceaccount:shop:deployment-controller', []],
  ['human', 'arn:aws:sts::111122223333:assumed-role/Admin/alice', ['system:masters']],
  ['human', 'kubernetes-admin', ['system:masters']],
  ['human', 'system:unheard-of', []],
])('says %s of %s', (expected, user, groups) => {
  expect(classify(user, groups)).toBe(expected)
})
