// Images, scans and nodes' images that look clean, and are not, or not known to be.
import { describe, expect, it } from 'vitest'
import escalated from '../../src/controls/exploited-vulnerability-escalated.ts'
import imagesScanned from '../../src/controls/images-scanned.ts'
import imagesSigned from '../../src/controls/images-signed.ts'
import inspectorCovers from '../../src/controls/inspector-covers-ecr.ts'
import lifecycle from '../../src/controls/lifecycle-policy-set.ts'
import noOverdue from '../../src/controls/no-overdue-vulnerability.ts'
import nodeImagesRecent from '../../src/controls/node-images-recent.ts'
import { answered, none } from '../../src/examples/example.ts'
import { digestOf, finding, imagesOf, scannedAt } from '../../src/examples/images.ts'
import { inspectorFinding, inspectorOf, inspectorOff } from '../../src/examples/inspector.ts'
import { groupsOf, nodeImagesOf } from '../../src/examples/nodes.ts'
import type { Exchange } from '../../src/model.ts'
import { runAny as run } from './run.ts'

const unknownBecause = (why: string) => ({ outcome: 'unknown', reason: expect.stringContaining(why) })
const ago = (days: number) => scannedAt - days * 86_400

describe('an image that was archived', () => {
  const archived = { details: { imageStatus: 'ARCHIVED' }, status: 'IMAGE_ARCHIVED' }
  const off = { status: 'INACTIVE' as const, reason: 'IMAGE_ARCHIVED' }
  const running = [{ inUse: 3 }, { inUse: 1, ...off }]
  const images = imagesOf({ enhanced: [] }, archived)

  it('is late to be mended as long as a pod runs it', () => {
    const findings = [inspectorFinding(1, 'CRITICAL', ago(16))]
    const inspected = inspectorOf({ images: running, findings })
    expect(run(noOverdue, { images, inspected })).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining('2 of 2 images run'),
    })
    const unused = inspectorOf({ images: [{ inUse: 3 }, { inUse: 0, lastInUseAt: ago(20), ...off }], findings })
    expect(run(noOverdue, { images, inspected: unused }).outcome).toBe('pass')
  })

  it('is without a scan as long as a pod runs it', () => {
    expect(run(imagesScanned, { images, inspected: inspectorOf({ images: running }) })).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining('1 IMAGE_ARCHIVED'),
    })
  })

  it('is unsigned as long as a pod runs it', () => {
    const unsigned = [0, 1].map((at) =>
      answered(
        'ecr:DescribeImageSigningStatus',
        { repositoryName: 'app', imageId: { imageDigest: digestOf(at) } },
        { signingStatuses: at === 0 ? [{ signingProfileArn: 'arn:aws:signer:x', status: 'COMPLETE' }] : [] },
      ),
    )
    const described = images.filter(({ action }) => action === 'ecr:DescribeImages')
    const rules = [none('ecr:GetSigningConfiguration', {}, 'SigningConfigurationNotFoundException')]
    const inspected = inspectorOf({ images: running })
    expect(run(imagesSigned, { images: [...described, ...unsigned], inspected, rules }).outcome).toBe('fail')
  })
})

describe('an image that is pushed under a type of its own', () => {
  it('counts as long as a pod runs it', () => {
    const images = imagesOf({ details: { artifactMediaType: 'application/vnd.example.thing' }, enhanced: [] })
    const findings = [inspectorFinding(0, 'CRITICAL', ago(16))]
    expect(run(noOverdue, { images, inspected: inspectorOf({ images: [{ inUse: 1 }], findings }) }).outcome).toBe(
      'fail',
    )
  })
})

describe('a severity that nobody knows', () => {
  it.each([
    [
      'Inspector',
      imagesOf({ enhanced: [] }),
      inspectorOf({ images: [{ inUse: 1 }], findings: [inspectorFinding(0, 'EXTREME', ago(99))] }),
    ],
    ['ECR', imagesOf({ enhanced: [finding('EXTREME', ago(99))] }), inspectorOff],
  ])('of %s is no clean bill', (_, images, inspected) => {
    expect(run(noOverdue, { images, inspected }).outcome).toBe('unknown')
  })
})

describe('deadlines', () => {
  it('of no day are not no deadline, for what is known to be exploited', () => {
    const images = imagesOf({ enhanced: [finding('MEDIUM', ago(6), { exploitAvailable: 'YES' })] })
    const given = { images, inspected: inspectorOff, with: { settings: { days: 0 } } }
    expect(run(escalated, given).outcome).toBe('fail')
  })

  it('that are not there at all leave nothing to pass', () => {
    const images = imagesOf({ enhanced: [finding('CRITICAL', ago(400))] })
    const settings = { critical: 0, high: 0, medium: 0, low: 0 }
    expect(run(noOverdue, { images, inspected: inspectorOff, with: { settings } })).toEqual({
      outcome: 'not-applicable',
      reason: 'no deadline is documented',
    })
  })
})

describe('a finding that Inspector closed when it stopped looking', () => {
  it('is not mended, though it is known to be exploited', () => {
    const findings = [inspectorFinding(0, 'HIGH', ago(40), { status: 'CLOSED', exploitAvailable: 'YES' })]
    const stopped = { inUse: 1, status: 'INACTIVE' as const, reason: 'SCAN_FREQUENCY_SCAN_ON_PUSH' }
    const inspected = inspectorOf({ images: [stopped], findings })
    expect(run(escalated, { images: imagesOf({ enhanced: [] }), inspected })).toMatchObject(
      unknownBecause('CVE-2024-9681'),
    )
  })
})

describe('what Inspector sees running', () => {
  const images = imagesOf({ enhanced: [] }, { enhanced: [] })
  const findings = [inspectorFinding(1, 'CRITICAL', ago(16))]
  const runsIn = (arn: string) => inspectorOf({ images: [{ inUse: 1, in: arn }, { inUse: 0 }], findings })

  it('in tasks of ECS alone does not show that it sees pods', () => {
    const ecs = runsIn('arn:aws:ecs:eu-central-1:111122223333:cluster/prod')
    expect(run(noOverdue, { images, inspected: ecs }).outcome).toBe('fail')
    const eks = runsIn('arn:aws:eks:eu-central-1:111122223333:cluster/prod')
    expect(run(noOverdue, { images, inspected: eks }).outcome).toBe('pass')
  })

  it('runs, though another line of a page that moved says that it does not', () => {
    const [status, coverage, ...rest] = inspectorOf({
      images: [{ inUse: 1 }],
      findings: [inspectorFinding(0, 'CRITICAL', ago(16))],
    })
    const [, later] = inspectorOf({ images: [{ inUse: 0, lastInUseAt: ago(20) }] })
    const resources = [coverage, later].flatMap((line) =>
      line?.got === 'body' ? (line.body as { coveredResources: object[] }).coveredResources : [],
    )
    const inspected = [status, { ...coverage, body: { coveredResources: resources } }, ...rest] as Exchange[]
    expect(run(noOverdue, { images: imagesOf({ enhanced: [] }), inspected }).outcome).toBe('fail')
    const repositories = [
      answered(
        'ecr:DescribeRepositories',
        { maxResults: 1_000 },
        {
          repositories: [
            { repositoryArn: 'arn:aws:ecr:eu-central-1:111122223333:repository/app', repositoryName: 'app' },
          ],
        },
      ),
    ]
    expect(run(inspectorCovers, { repositories, inspected }).reason).toContain('1 repositories and 1 images')
  })
})

describe('a node group of which EC2 shows no node', () => {
  const group = (desiredSize: number) =>
    groupsOf({
      over: {
        ...{ releaseVersion: '1.50.0-9b4f6d3e', amiType: 'BOTTLEROCKET_ARM_64' },
        scalingConfig: { minSize: 0, maxSize: 3, desiredSize },
      },
    })

  it('is not without nodes that may be old, where it is to have some', () => {
    expect(run(nodeImagesRecent, { nodes: nodeImagesOf(), groups: group(3) })).toMatchObject(
      unknownBecause('EC2 shows no node of nodes-0, which is to have 3'),
    )
    expect(run(nodeImagesRecent, { nodes: nodeImagesOf(), groups: group(0) }).outcome).toBe('not-applicable')
  })
})

describe('a lifecycle policy', () => {
  it('says which images it expires', () => {
    const lifecyclePolicyText = JSON.stringify({
      rules: [
        {
          rulePriority: 1,
          selection: { tagStatus: 'tagged', tagPrefixList: ['x'], countType: 'imageCountMoreThan', countNumber: 9_999 },
          action: { type: 'expire' },
        },
      ],
    })
    const rules = [answered('ecr:GetLifecyclePolicy', { repositoryName: 'app' }, { lifecyclePolicyText })]
    expect(run(lifecycle, { rules })).toEqual({
      outcome: 'pass',
      reason: '1 of 1 rules expire images: tagged x, imageCountMoreThan 9999',
    })
  })
})
