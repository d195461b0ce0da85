// VUL-09: Inspector scans what ECR holds, without a gap that nobody agreed on.
import { defineControl, latest } from '../control.ts'
import { type ExampleUse, inspectorOf, inspectorOff } from '../examples/inspector.ts'
import { repositoriesOf } from '../examples/repositories.ts'
import { type Inspected, inspectedImages } from '../facts/inspected-images.ts'
import { regionRepositories } from '../facts/region-repositories.ts'
import { fail, notApplicable, pass } from '../model.ts'

const repositories = (...names: string[]) => [repositoriesOf(...names.map((repositoryName) => ({ repositoryName })))]
const ofApp = (...images: ExampleUse[]) => ({ repositories: repositories('app'), inspected: inspectorOf({ images }) })
const off = { status: 'INACTIVE' as const }
const manual = { status: 'INACTIVE', reason: 'SCAN_FREQUENCY_MANUAL' }

export default defineControl({
  id: 'VUL-09',
  of: 'region',
  title: 'Amazon Inspector covers every repository and image of the region',
  criteria: ['CC7.1'],
  severity: 'medium',
  needs: { repositories: latest(regionRepositories), inspected: latest(inspectedImages) },
  // Inspector's reasons for which an image may be left out, as long as it is not in use.
  settings: {
    reasons: [
      ...['SCAN_ELIGIBILITY_EXPIRED', 'IMAGE_ARCHIVED', 'UNSUPPORTED_MEDIA_TYPE', 'RESOURCE_TERMINATED'],
      ...['PENDING_INITIAL_SCAN', 'SCAN_IN_PROGRESS'],
    ],
  },
  assess: ({ repositories, inspected }, { settings }) => {
    if (repositories.length === 0) return notApplicable('the region holds no repository')
    if (inspected.status !== 'ENABLED')
      return fail(`scanning of ECR by Inspector is ${inspected.status}: ${repositories.length} repositories`)
    const uncovered = repositories.flatMap((name) => {
      const { coverage } = inspected.repositories.get(name) ?? { coverage: null }
      return coverage?.status === 'ACTIVE' ? [] : [`${name} ${coverage?.reason ?? 'not listed'}`]
    })
    const images = repositories.flatMap((name) => gaps(name, inspected, settings.reasons))
    const count = repositories.reduce((sum, name) => sum + (inspected.repositories.get(name)?.images.length ?? 0), 0)
    const said = `${repositories.length} repositories and ${count} images`
    return uncovered.length + images.length > 0
      ? fail(
          `of ${said} Inspector leaves out ${uncovered.length} and ${images.length}: ${[...uncovered, ...images].join(', ')}`,
        )
      : pass(`Inspector covers ${said}, but for reasons that are agreed on`)
  },
  remedy:
    'Turn on ECR scanning (aws inspector2 enable --resource-types ECR), and let the scanning rules of the registry match every repository with CONTINUOUS_SCAN.',
  sameAs: ['AWS Config inspector-ecr-scan-enabled', 'Security Hub Inspector.2', 'Prowler inspector2_is_enabled'],
  examples: {
    pass: [
      ofApp({ inUse: 1 }, { inUse: 0 }),
      ofApp({ inUse: 1 }, { ...off, inUse: 0, reason: 'SCAN_ELIGIBILITY_EXPIRED' }),
      ofApp({ ...off, reason: 'UNSUPPORTED_MEDIA_TYPE' }),
    ],
    fail: [
      { repositories: repositories('app'), inspected: inspectorOff },
      { repositories: repositories('app'), inspected: inspectorOf({ ecr: 'SUSPENDED' }) },
      { repositories: repositories('app', 'other'), inspected: inspectorOf({}) },
      { repositories: repositories('app'), inspected: inspectorOf({ repositories: { app: manual } }) },
      ofApp({ ...off, inUse: 1, reason: 'SCAN_ELIGIBILITY_EXPIRED' }),
      ofApp({ ...off, inUse: 0, reason: 'ACCESS_DENIED' }),
      ofApp({ ...off, reason: 'SCAN_ELIGIBILITY_EXPIRED' }),
    ],
    notApplicable: [{ repositories: repositories(), inspected: inspectorOff }],
  },
})

// What cannot run needs no word of its use.
const lifeless = ['UNSUPPORTED_MEDIA_TYPE', 'IMAGE_ARCHIVED', 'RESOURCE_TERMINATED']

const gaps = (name: string, { repositories }: Inspected, reasons: string[]): string[] =>
  (repositories.get(name)?.images ?? [])
    .filter(({ status, reason, inUse }) => {
      const isUnused = inUse === 0 || (inUse === null && lifeless.includes(reason))
      return status !== 'ACTIVE' && !(isUnused && reasons.includes(reason))
    })
    .map(({ digest, reason, inUse }) => `${name}@${digest.slice(0, 19)} ${reason}${inUse ? ' and in use' : ''}`)
