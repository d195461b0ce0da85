// What the detections tell of a day on which nothing happens: whatever is told every day is soon read by nobody.
import { expect, it } from 'vitest'
import { quietDay } from '../../bench/detections/quiet-day.ts'
import { detections } from '../audit-log/detections.ts'

const { entries, told } = quietDay(detections)

// By detection, how many findings: one per actor.
const meant = {
  // Argo CD writes a role; Argo CD and cert-manager list all secrets when they start, and Prometheus is refused: to be allowed by name.
  'DET-14': 1,
  'DET-18': 3,
  // External Secrets and cert-manager keep secrets.
  'DET-21': 2,
  // A developer opens a shell and forwards a port.
  'DET-22': 1,
  'DET-26': 1,
  // A pipeline that comes in as an IAM role, which `pipelines` would name.
  'DET-39': 1,
}

it('is a finding a day for whoever does what is worth a look, and nothing of what machinery does all day', () => {
  expect(entries).toBeGreaterThan(20_000)
  expect(Object.fromEntries(told.map(({ id, findings }) => [id, findings]))).toEqual(meant)
})

it('is of no detection more than a hit in ten minutes', () => {
  expect(told.filter(({ hits }) => hits > 144).map(({ id, hits }) => `${id}: ${hits}`)).toEqual([])
})
