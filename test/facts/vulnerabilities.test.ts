// The population of a repository's vulnerabilities, each with its dates; and what Inspector's answers come to before that.
import { describe, expect, it } from 'vitest'
import { answered, subjects } from '../../src/examples/example.ts'
import { digestOf, type ExampleImage, finding, imagesOf, scannedAt } from '../../src/examples/images.ts'
import { type ExampleUse, inspectorFinding, inspectorOf, inspectorOff } from '../../src/examples/inspector.ts'
import { imageScans } from '../../src/facts/image-scans.ts'
import { type Inspected, inspectedImages } from '../../src/facts/inspected-images.ts'
import { type Vulnerability, vulnerabilities } from '../../src/facts/vulnerabilities.ts'
import { type Exchange, isUnknown, type Unknown } from '../../src/model.ts'
import { aboutSubject, readFact } from '../../src/observation/fact.ts'
import ecrRepository from '../../src/sources/ecr-repository.ts'
import inspector from '../../src/sources/inspector.ts'

const slot = { start: '2026-01-05T00:00:00Z', end: '2026-01-06T00:00:00Z' }
const day = 86_400
const ago = (days: number) => scannedAt - days * day
const known = <T>(value: T | Unknown): T => {
  if (isUnknown(value)) throw new Error(value.reason)
  return value
}
const inspect = (lines: Exchange[]): Inspected | Unknown =>
  readFact(inspectedImages, inspector, lines, { subject: subjects.region, slot })

const population = (images: ExampleImage[], lines: Exchange[]): Vulnerability[] =>
  vulnerabilities({
    images: known(readFact(imageScans, ecrRepository, imagesOf(...images), { subject: subjects.repository, slot })),
    inspected: known(inspect(lines)),
    repository: 'app',
    asOf: '2026-01-05T00:20:00Z',
    days: ({ severity }) => (({ CRITICAL: 15, HIGH: 30 }) as Record<string, number>)[severity] ?? null,
  })
const clean: ExampleImage = { enhanced: [] }
const ended: ExampleUse = { inUse: 0, lastInUseAt: ago(10) }

describe('a vulnerability', () => {
  it('has both its dates, its deadline and how it was mended', () => {
    const findings = [
      inspectorFinding(0, 'HIGH', ago(20), { status: 'CLOSED', updatedAt: ago(3), exploitAvailable: 'YES' }),
    ]
    expect(population([clean], inspectorOf({ images: [{ inUse: 1 }], findings }))).toEqual([
      {
        id: 'CVE-2024-9681',
        severity: 'HIGH',
        images: [digestOf(0)],
        clusters: [],
        firstSeen: '2025-12-16T00:00:00Z',
        fixedAt: '2026-01-02T00:00:00Z',
        fixedBy: 'closed',
        fix: 'YES',
        exploit: 'YES',
        suppressed: false,
        due: '2026-01-15T00:00:00Z',
        state: 'fixed',
      },
    ])
  })

  it.each([
    ['open until its deadline', 14.9, {}, 'open'],
    ['overdue from then on', 15.1, {}, 'overdue'],
    ['without a fix', 90, { fixAvailable: 'NO' }, 'no-fix'],
    ['of a severity without a deadline', 90, { severity: 'UNTRIAGED' }, 'no-deadline'],
    ['without a word about a fix', 1, { fixAvailable: undefined }, 'unclear'],
    ['suppressed, and overdue all the same', 16, { status: 'SUPPRESSED' }, 'overdue'],
    ['closed in time', 20, { status: 'CLOSED', updatedAt: ago(6) }, 'fixed'],
    ['closed too late', 20, { status: 'CLOSED', updatedAt: ago(4) }, 'fixed-late'],
  ])('is %s', (_, days, over, state) => {
    const findings = [inspectorFinding(0, 'CRITICAL', ago(days), over)]
    expect(population([clean], inspectorOf({ images: [{ inUse: 1 }], findings }))).toMatchObject([{ state }])
  })

  it('is gone when the last image that had it is out of use', () => {
    const images = [{ inUse: 1 }, ended, { inUse: 0, lastInUseAt: ago(18) }]
    const findings = [inspectorFinding(1, 'CRITICAL', ago(19)), inspectorFinding(2, 'CRITICAL', ago(20))]
    expect(population([clean, clean, clean], inspectorOf({ images, findings }))).toMatchObject([
      { firstSeen: '2025-12-16T00:00:00Z', fixedAt: '2025-12-26T00:00:00Z', fixedBy: 'out-of-use', state: 'fixed' },
    ])
  })

  it('is not gone while one image that runs has it', () => {
    const findings = [inspectorFinding(0, 'CRITICAL', ago(2)), inspectorFinding(1, 'CRITICAL', ago(20))]
    const [one, ...more] = population([clean, clean], inspectorOf({ images: [{ inUse: 1 }, ended], findings }))
    expect(one).toMatchObject({ images: [digestOf(0)], fixedAt: null, state: 'overdue' })
    expect(more).toEqual([])
  })

  it('that became known when its image ran no longer was never in use', () => {
    const findings = [inspectorFinding(1, 'CRITICAL', ago(9))]
    const lines = inspectorOf({ images: [{ inUse: 1 }, ended], findings })
    expect(population([clean, clean], lines)).toMatchObject([{ fixedAt: null, state: 'not-running' }])
  })

  it('went with its image when that was deleted', () => {
    const findings = [inspectorFinding(3, 'CRITICAL', ago(20), { status: 'CLOSED', updatedAt: ago(1) })]
    const lines = inspectorOf({ images: [{ inUse: 1 }], findings })
    expect(population([clean], lines)).toMatchObject([{ fixedBy: 'deleted', state: 'fixed-late' }])
  })

  it('in an image that was pushed since ECR was read counts, if it runs', () => {
    const findings = [inspectorFinding(1, 'CRITICAL', ago(20))]
    const lines = inspectorOf({ images: [{ inUse: 1 }, { inUse: 1 }], findings })
    expect(population([clean], lines)).toMatchObject([{ images: [digestOf(1)], state: 'overdue' }])
  })

  it('is counted once where ECR and Inspector both tell of it', () => {
    const findings = [inspectorFinding(0, 'CRITICAL', ago(3), { packageVulnerabilityDetails: curl })]
    const image = { enhanced: [finding('CRITICAL', ago(3))] }
    expect(population([image], inspectorOf({ images: [{ inUse: 1 }], findings }))).toHaveLength(1)
    expect(population([image], inspectorOff)).toMatchObject([{ id: 'CVE-2024-9681', state: 'open' }])
  })

  it('of basic scanning has neither fix nor age', () => {
    const image = { basic: [{ name: 'CVE-2019-5188', severity: 'HIGH' }] }
    expect(population([image], inspectorOff)).toMatchObject([{ firstSeen: null, due: null, state: 'unclear' }])
  })
})
const curl = { vulnerabilityId: 'CVE-2024-9681', source: 'NVD' }

describe('what Inspector tells of a region', () => {
  const images = [{ inUse: 3 }]
  const filter = { resourceId: `${subjects.repository.id}/${digestOf(0)}` }
  const cluster = (clusterArn: string) =>
    answered('inspector2:GetClustersForImage', { filter, maxResults: 100 }, { cluster: [{ clusterArn }] })
  const clusters = (lines: Exchange[]) => known(inspect(lines)).repositories.get('app')?.images[0]?.clusters

  it('names the clusters in which an image runs', () => {
    expect(clusters([...inspectorOf({ images }), cluster(subjects.cluster.id)])).toEqual([subjects.cluster.id])
  })

  it('is known of each vulnerability, where it runs', () => {
    const findings = [inspectorFinding(0, 'HIGH', ago(1))]
    const [one] = population([clean], [...inspectorOf({ images, findings }), cluster(subjects.cluster.id)])
    expect(one?.clusters).toEqual([subjects.cluster.id])
  })

  it('is known without the clusters where those alone are denied', () => {
    const { got: _, ...line } = cluster('')
    const denied = { ...line, got: 'failed' as const, code: 'AccessDeniedException', message: 'no' }
    expect(clusters([...inspectorOf({ images }), denied])).toBeNull()
  })

  it('is narrowed to a repository, and one that it does not know is there with nothing', () => {
    const value = inspect(inspectorOf({ images, repositories: { app: ok, other: ok } }))
    const about = (name: string) =>
      known(aboutSubject(inspectedImages, value, 'region', { ...subjects.repository, name })).repositories
    expect([...about('other').keys()]).toEqual(['other'])
    expect(about('unknown').size).toBe(0)
  })

  it.each(['aws', 'aws-cn', 'aws-us-gov'])('is read from ARNs of %s', (partition) => {
    const lines = JSON.parse(JSON.stringify(inspectorOf({ images })).replaceAll('arn:aws:ecr', `arn:${partition}:ecr`))
    expect(known(inspect(lines)).repositories.get('app')?.images).toHaveLength(1)
  })

  it('is unknown where a finding is of nothing that can be placed', () => {
    const findings = [inspectorFinding(0, 'HIGH', ago(1), { resources: [{ id: 'i-0123456789' }] })]
    expect(inspect(inspectorOf({ images, findings }))).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('i-0123456789'),
    })
  })
})
const ok = { status: 'ACTIVE', reason: 'SUCCESSFUL' }
