// What Inspector has of a region's images: covered or not, in use or not, and each finding with its dates; by repository.
import * as z from 'zod/mini'
import { type Answer, answers, by, notDocumented } from '../answers/answers.ts'
import { readTime } from '../clock.ts'
import { defineFact } from '../fact.ts'
import { type Instant, unknown } from '../model.ts'
import { type Severity, severities } from './scan-page.ts'

/** Inspector's word: `ACTIVE` is scanned again with every new vulnerability; `reason` says why, or why not. */
export type Coverage = { status: 'ACTIVE' | 'INACTIVE'; reason: string }

export type InspectedImage = Coverage & {
  digest: string
  /** Tasks of ECS and pods of EKS together; null where Inspector does not say. */
  inUse: number | null
  lastInUseAt: Instant | null
  /** ARNs of the clusters that it runs in, or ran in the day before; null where it does not run or that was not read. */
  clusters: string[] | null
}

export type InspectorFinding = {
  finding: string
  /** A CVE, or what stands for one. */
  id: string
  digest: string
  severity: Severity
  status: 'ACTIVE' | 'SUPPRESSED' | 'CLOSED'
  fix: 'YES' | 'NO' | 'PARTIAL' | null
  exploit: 'YES' | 'NO' | null
  firstObservedAt: Instant
  /** Of a closed one: when it was closed. */
  updatedAt: Instant | null
}

export type InspectedRepository = { coverage: Coverage | null; images: InspectedImage[]; findings: InspectorFinding[] }

export type Inspected = {
  /** Of scanning ECR images: ENABLED, DISABLED, or on the way. */
  status: string
  /** Whether it sees images in use in clusters of EKS: where it sees none, or tasks of ECS alone, it may see no cluster. */
  seesUse: boolean
  repositories: Map<string, InspectedRepository>
}

const time = z.union([z.number(), z.string()])
const state = z.object({ status: z.string() })
const Status = z.object({ accounts: z.array(z.object({ state, resourceState: z.object({ ecr: state }) })) })
const Covered = z.object({
  coveredResources: z.array(
    z.object({
      resourceType: z.string(),
      resourceId: z.string(),
      scanStatus: z.nullish(z.object({ statusCode: z.enum(['ACTIVE', 'INACTIVE']), reason: z.string() })),
      resourceMetadata: z.nullish(
        z.object({
          ecrImage: z.nullish(z.object({ inUseCount: z.nullish(z.number()), lastInUseAt: z.nullish(time) })),
        }),
      ),
    }),
  ),
})
const Findings = z.object({
  findings: z.array(
    z.object({
      findingArn: z.string(),
      severity: z.enum(severities),
      status: z.enum(['ACTIVE', 'SUPPRESSED', 'CLOSED']),
      fixAvailable: z.nullish(z.enum(['YES', 'NO', 'PARTIAL'])),
      exploitAvailable: z.nullish(z.enum(['YES', 'NO'])),
      firstObservedAt: time,
      updatedAt: z.nullish(time),
      // Images have no findings of another type.
      packageVulnerabilityDetails: z.object({ vulnerabilityId: z.string() }),
      resources: z.array(z.object({ id: z.string() })),
    }),
  ),
})
type Finding = z.infer<typeof Findings>['findings'][number]
const Clusters = z.object({ cluster: z.array(z.object({ clusterArn: z.string() })) })

export const inspectedImages = defineFact<Inspected>({
  id: 'inspected-images',
  source: 'inspector',
  of: 'region',
  // Clusters are shown and not judged: where they are denied, the rest is known all the same.
  actions: ['inspector2:BatchGetAccountStatus', 'inspector2:ListCoverage', 'inspector2:ListFindings'],
  read(exchanges) {
    let account: z.infer<typeof Status>['accounts'][number] | undefined
    const repositories: Inspected['repositories'] = new Map()
    const clusters = new Map<string, string[]>()
    // One pass: hundreds of MB may lie in many parts, each of which is opened anew.
    for (const line of exchanges) {
      const one = [line]
      for (const { body } of answers(one, 'inspector2:BatchGetAccountStatus', Status)) account = body.accounts[0]
      for (const { body } of answers(one, 'inspector2:ListCoverage', Covered)) cover(repositories, body)
      for (const { body } of answers(one, 'inspector2:ListFindings', Findings)) find(repositories, body)
      for (const said of answers(one, 'inspector2:GetClustersForImage', Clusters)) place(clusters, said)
    }
    if (!account) return unknown('Inspector says nothing of the account')
    for (const [name, repository] of repositories) {
      const { findings } = repository
      repository.images = once(repository.images)
      for (const image of repository.images) image.clusters = clusters.get(`${name}/${image.digest}`) ?? null
      findings.sort(by(({ finding, digest }) => `${finding} ${digest}`))
    }
    const { state, resourceState } = account
    return {
      status: state.status === 'ENABLED' ? resourceState.ecr.status : state.status,
      seesUse: seesUse([...repositories.values()].flatMap(({ images }) => images)),
      repositories,
    }
  },
  about({ repositories, ...rest }, { name }) {
    const own = repositories.get(name)
    return { ...rest, repositories: new Map(own ? [[name, own]] : []) }
  },
})

const arn = /^arn:[^:]+:ecr:[^:]*:\d{12}:repository\/(.+?)(?:\/(sha256:[0-9a-f]{64}))?$/

const placeOf = (id: string): { name: string; digest: string | undefined } => {
  const [, name, digest] = arn.exec(id) ?? []
  if (name === undefined) throw notDocumented('Inspector', `${id} is neither a repository nor an image`)
  return { name, digest }
}

const at = (repositories: Inspected['repositories'], name: string): InspectedRepository => {
  const known = repositories.get(name) ?? { coverage: null, images: [], findings: [] }
  repositories.set(name, known)
  return known
}

const cover = (repositories: Inspected['repositories'], { coveredResources }: z.infer<typeof Covered>): void => {
  for (const { resourceId, scanStatus, resourceMetadata } of coveredResources) {
    const { name, digest } = placeOf(resourceId)
    const { statusCode: status = 'INACTIVE' as const, reason = 'NOT_SAID' } = scanStatus ?? {}
    const coverage: Coverage = { status, reason }
    const { inUseCount, lastInUseAt } = resourceMetadata?.ecrImage ?? {}
    const use = { inUse: inUseCount ?? null, lastInUseAt: readTime(lastInUseAt) ?? null, clusters: null }
    if (digest === undefined) at(repositories, name).coverage = coverage
    else at(repositories, name).images.push({ digest, ...coverage, ...use })
  }
}

// Where all that runs is known to be a task of ECS, it is not shown to see pods.
const seesUse = (images: InspectedImage[]): boolean => {
  const running = images.filter(({ inUse }) => inUse)
  if (running.length === 0) return images.some(({ lastInUseAt }) => lastInUseAt)
  return running.some(({ clusters }) => !clusters?.length || clusters.some((arn) => arn.split(':')[2] === 'eks'))
}

// Pages shift while they are read: of an image that is listed twice the line counts that asks for more.
const once = (images: InspectedImage[]): InspectedImage[] => {
  const weight = ({ inUse, status }: InspectedImage) => 2 * (inUse ?? 0.5) + (status === 'INACTIVE' ? 1 : 0)
  const worstLast = images.toSorted((a, b) => weight(a) - weight(b)).map((one) => [one.digest, one] as const)
  return [...new Map(worstLast).values()].sort(by(({ digest }) => digest))
}

const find = (repositories: Inspected['repositories'], { findings }: z.infer<typeof Findings>): void => {
  for (const one of findings) {
    if (one.resources.length === 0) throw notDocumented('inspector2:ListFindings', 'a finding without a resource')
    for (const { id } of one.resources) {
      const { name, digest } = placeOf(id)
      if (digest === undefined) throw notDocumented('inspector2:ListFindings', `${id} is no image`)
      at(repositories, name).findings.push({ ...findingOf(one), digest })
    }
  }
}

const findingOf = (one: Finding): Omit<InspectorFinding, 'digest'> => {
  const firstObservedAt = readTime(one.firstObservedAt)
  if (!firstObservedAt) throw notDocumented('inspector2:ListFindings', 'firstObservedAt is no time')
  return {
    finding: one.findingArn,
    id: one.packageVulnerabilityDetails.vulnerabilityId,
    severity: one.severity,
    status: one.status,
    fix: one.fixAvailable ?? null,
    exploit: one.exploitAvailable ?? null,
    firstObservedAt,
    updatedAt: readTime(one.updatedAt) ?? null,
  }
}

const place = (clusters: Map<string, string[]>, { input, body }: Answer<z.infer<typeof Clusters>>): void => {
  const { name, digest } = placeOf(String((input.filter as { resourceId?: unknown } | undefined)?.resourceId))
  const known = clusters.get(`${name}/${digest}`) ?? []
  clusters.set(`${name}/${digest}`, [...known, ...body.cluster.map(({ clusterArn }) => clusterArn)].sort())
}
