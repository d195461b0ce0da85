// Labelled cases of others, where they lie beside the project: how many of their alerts ours find, and how many of ours they want.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { detect } from '../../src/audit-log/detect.ts'
import { windowExample } from '../../src/audit-log/example-window.ts'
import type { Found } from '../../src/audit-log/found.ts'
import { slot } from '../audit-log/account.ts'
import { detections } from '../audit-log/detections.ts'

const folder = join(import.meta.dirname, '../../../shared/data/audit-events')
const absent = !existsSync(folder)
const why = absent ? ' (skipped: no ../shared/data/audit-events)' : ''

type Case = { name: string; expected: boolean; detection: string; event: Record<string, unknown> }

/** Which of our detections answers a vendor's rule. The other rules have none yet. */
const panther: Record<string, string> = {
  'Amazon.EKS.AnonymousAPIAccess': 'DET-01',
  'Kubernetes.API.AnonymousAccess': 'DET-01',
  'Kubernetes.AdmissionController.Created': 'DET-40',
  'Kubernetes.ClusterRoleBinding.Privileged': 'DET-03',
  'Kubernetes.Pod.Exec': 'DET-22',
}
const falco: Record<string, string> = {
  'Anonymous Request Allowed': 'DET-01',
  'Attach/Exec Pod': 'DET-22',
  'Create Privileged Pod': 'DET-29',
}

// Their cases leave out what every real event carries: the missing members are filled in, none is changed.
const completed = (event: Record<string, unknown>): Record<string, unknown> => {
  const session = (event.objectRef as { subresource?: string } | undefined)?.subresource === 'exec'
  return {
    auditID: 'vendor',
    level: 'RequestResponse',
    verb: 'get',
    stage: session ? 'ResponseStarted' : 'ResponseComplete',
    user: {},
    ...event,
  }
}

const pantherCases = (): Case[] =>
  readFileSync(join(folder, 'panther/cases.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .flatMap(({ rule_id, test, expected, event }) =>
      panther[rule_id] ? [{ name: `${rule_id}: ${test}`, expected, detection: panther[rule_id], event }] : [],
    )

const falcoCases = (): Case[] => {
  const { cases } = JSON.parse(readFileSync(join(folder, 'falco/labels.json'), 'utf8'))
  const traces = new Map<string, string[]>()
  for (const { trace_file, expect: expected } of cases) {
    traces.set(trace_file, [...(traces.get(trace_file) ?? []), ...expected.map(({ rule }: { rule: string }) => rule)])
  }
  return [...traces].flatMap(([file, rules]) => {
    const event = JSON.parse(readFileSync(join(folder, 'falco/trace_files', file), 'utf8').trim())
    return Object.entries(falco).map(([rule, detection]) => ({
      name: `${rule}: ${file}`,
      expected: rules.includes(rule),
      detection,
      event,
    }))
  })
}

const hitsOf = ({ detection, event }: Case): Found[] => {
  const messages = [JSON.stringify(completed(event))]
  const own = detections.filter(({ id }) => id === detection)
  return detect(own, windowExample(slot, { messages }), { slot, rules: {} })
}

const measure = (cases: Case[]) => {
  const judged = cases.map((one) => ({ ...one, found: hitsOf(one).length > 0 }))
  const both = judged.filter(({ expected, found }) => expected && found).length
  return {
    recall: both / judged.filter(({ expected }) => expected).length,
    precision: both / judged.filter(({ found }) => found).length,
    differ: judged.filter(({ expected, found }) => expected !== found).map(({ name }) => name),
  }
}

it.skipIf(absent)(`finds what Falco finds, and nothing else, in Falco's traces${why}`, () => {
  expect(measure(falcoCases())).toMatchObject({ differ: [], recall: 1, precision: 1 })
})

// Where we decide otherwise, on purpose or because another detection is meant.
const otherwise = [
  // /version and health are answered to anybody by design; a refused request did not get in.
  'Amazon.EKS.AnonymousAPIAccess: Anonymous API Access Web Scanner Allowed',
  'Amazon.EKS.AnonymousAPIAccess: ELB Health Check from Public IP',
  'Amazon.EKS.AnonymousAPIAccess: Anonymous API Access Web Scanner Denied',
  // An update weakens as a creation does, and an attempt is told with its outcome.
  'Kubernetes.AdmissionController.Created: Webhook Update (Not Create)',
  'Kubernetes.AdmissionController.Created: Webhook Creation Failed',
  // Without a path or an answer it cannot be held for a health check.
  'Kubernetes.API.AnonymousAccess: Localhost Access',
  // Other privileged roles are DET-04.
  'Kubernetes.ClusterRoleBinding.Privileged: AKS ClusterRoleBinding to system:masters',
  'Kubernetes.ClusterRoleBinding.Privileged: EKS ClusterRoleBinding to controller-manager role',
  // Both kinds of binding, by anybody, also refused.
  'Kubernetes.ClusterRoleBinding.Privileged: RoleBinding (not ClusterRoleBinding)',
  'Kubernetes.ClusterRoleBinding.Privileged: System principal creating binding (excluded)',
  'Kubernetes.ClusterRoleBinding.Privileged: Failed request (excluded)',
]

it.skipIf(absent)(`differs from Panther's labels in the named cases alone${why}`, () => {
  expect(measure(pantherCases()).differ).toEqual(otherwise)
})
