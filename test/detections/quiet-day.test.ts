// What the detections tell of a day on which nothing happens: whatever is told every day is soon read by nobody.
import { expect, it } from 'vitest'
import { quietDay } from '../../bench/detections/quiet-day.ts'
import { detections } from '../audit-log/detections.ts'

const { entries, told } = quietDay(detections)

// By detection, how many findings: one per actor. None of them is high.
const meant = {
  // An operator of databases writes a role that reads its own secret.
  'DET-10': 1,
  // Argo CD, Flux and the operator write roles.
  'DET-14': 3,
  // A developer's user interface lists the secrets of a namespace.
  'DET-17': 1,
  // Argo CD, cert-manager, istiod, kube-state-metrics and Velero list all secrets when they start: to be allowed by name.
  'DET-18': 5,
  // External Secrets, cert-manager, the operator of Prometheus and a pipeline keep secrets.
  'DET-21': 4,
  // Two developers open a shell, and Velero freezes a database.
  'DET-22': 3,
  'DET-26': 1,
  'DET-27': 1,
  // Argo CD deploys the metrics server.
  'DET-34': 1,
  // A pipeline that comes in as an IAM role, which `pipelines` would name, and a developer who restarts.
  'DET-39': 2,
  // Argo CD and the pipeline bring a webhook.
  'DET-40': 2,
  // cert-manager answers a challenge by a port of every node.
  'DET-42': 1,
  // The pipeline makes namespaces for previews.
  'DET-45': 1,
  // Argo CD asks for each kind there is when it starts.
  'DET-50': 1,
}

it('is a finding a day for whoever does what is worth a look, and nothing of what machinery does all day', () => {
  expect(entries).toBeGreaterThan(20_000)
  expect(Object.fromEntries(told.map(({ id, findings }) => [id, findings]))).toEqual(meant)
})

it('opens no incident', () => {
  expect(told.filter(({ severity }) => severity === 'high' || severity === 'critical')).toEqual([])
})

it('is of no detection more than a hit in ten minutes', () => {
  expect(told.filter(({ hits }) => hits > 144).map(({ id, hits }) => `${id}: ${hits}`)).toEqual([])
})
