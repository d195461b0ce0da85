// How long a region's findings take to be read as a fact and judged by repository: stored as the collector stores them.

import {
  enhancedFinding,
  vulnerabilities as known,
  type VulnerabilityName,
} from '../sandbox/scenario/vulnerabilities.ts'
import { sha256 } from '../src/digest.ts'
import { answered, subjects } from '../src/examples/example.ts'
import { inspectorOf } from '../src/examples/inspector.ts'
import type { ImageScan } from '../src/facts/image-scans.ts'
import { type Inspected, inspectedImages } from '../src/facts/inspected-images.ts'
import { vulnerabilities } from '../src/facts/vulnerabilities.ts'
import { type Exchange, isUnknown, type Unknown } from '../src/model.ts'
import { examine, factOf } from '../src/observation/fact.ts'
import { readObservation } from '../src/observation/read.ts'
import { openObservation } from '../src/observation/write.ts'
import inspector from '../src/sources/inspector.ts'
import { asked, megabytes, rounded, tell, timed } from './figure.ts'
import { memoryStore } from './memory-store.ts'

const { quick } = asked()
const count = quick ? 4_000 : 100_000
const perImage = 8
const [images, repositories] = [count / perImage, count / 200]
const names = Object.keys(known) as VulnerabilityName[]
const slot = { start: '2026-01-05T00:00:00Z', end: '2026-01-06T00:00:00Z' }
const region = subjects.region

const nameOf = (image: number): string => `team/service-${image % repositories}`
const digestOf = (image: number): string => sha256(`image ${image}`)
const finding = (nth: number) => {
  const image = Math.floor(nth / perImage)
  const repositoryName = nameOf(image)
  const of = { region: region.name, repositoryName, imageDigest: digestOf(image), imageTags: [`v${image}`] }
  const name = names[nth % perImage] ?? 'zlib'
  const {
    score: _,
    scoreDetails: __,
    ...found
  } = enhancedFinding(name, { ...of, pushedAt: 1_765_128_275 + nth, inUse: 2 })
  return found
}
const covered = (image: number) => ({
  resourceType: 'AWS_ECR_CONTAINER_IMAGE',
  resourceId: `${subjects.repository.id.replace(/app$/, nameOf(image))}/${digestOf(image)}`,
  scanStatus: { statusCode: 'ACTIVE', reason: 'SUCCESSFUL' },
  resourceMetadata: { ecrImage: { tags: [`v${image}`], inUseCount: image % 5 ? 0 : 2, lastInUseAt: 1_767_571_200 } },
})

const [status, ...lists] = inspectorOf({})
function* lines(): Generator<Exchange> {
  if (status) yield status
  const [coverage, findings] = lists
  if (coverage) yield* pages(coverage, 'coveredResources', images, 200, covered)
  if (findings) yield* pages(findings, 'findings', count, 100, finding)
}
function* pages(like: Exchange, member: string, all: number, size: number, make: (nth: number) => unknown) {
  for (let from = 0; from < all; from += size) {
    const input = { ...(like.input as object), ...(from > 0 && { nextToken: String(from) }) }
    const items = Array.from({ length: Math.min(size, all - from) }, (_, nth) => make(from + nth))
    yield answered(like.action, input, {
      [member]: items,
      ...(from + size < all && { nextToken: String(from + size) }),
    })
  }
}

const store = memoryStore()
const collector = { version: '1', commit: '0'.repeat(40), caller: 'bench' }
const head = {
  source: inspector.id,
  subject: region,
  slot,
  tick: '2026-01-05T00:20:00Z',
  collector,
  config: sha256(''),
}
const writer = openObservation(store, head, { zipped: true })
let text = 0
for (const line of lines()) {
  const written = JSON.stringify(line)
  text += written.length
  await writer.line(written, line)
}
const refs = (await writer.end('complete', [])) ?? []
const parts = await Promise.all(
  refs.map(async ({ key }) => ({ key, body: (await store.get({ key }))?.body ?? new Uint8Array() })),
)

const proof = await timed(() => examine(inspector, readObservation(parts).exchanges, { subject: region, slot }))
const fact = await timed(() => factOf(inspectedImages, proof.value))
const read = (value: Inspected | Unknown): Inspected => {
  if (isUnknown(value)) throw new Error(value.reason)
  return value
}
const inspected = read(fact.value)
const scan = { status: 'ACTIVE', at: null, counts: {}, exploitUnsaid: 0, urgent: [] }
const listed = (name: string): ImageScan[] =>
  (inspected.repositories.get(name)?.images ?? []).map(({ digest }) => ({
    ...{ digest, tags: [], kind: 'image', archived: false, scan },
  }))
const judged = await timed(() =>
  [...inspected.repositories.keys()].flatMap((repository) => {
    const about = { inspected, repository, asOf: head.tick, days: () => 15 }
    return vulnerabilities({ ...about, images: listed(repository) })
  }),
)
const found = [...inspected.repositories.values()].reduce((sum, { findings }) => sum + findings.length, 0)

const figure = (name: string, value: number, unit: string, how: string) => ({ name, value: rounded(value), unit, how })
tell({
  bench: 'findings',
  quick,
  conditions: `${count} findings of ${images} images in ${repositories} repositories of one region, as the sandbox words them: ${megabytes(text)} MB, ${megabytes(store.bytes())} MB stored`,
  figures: [
    figure('proof of the observation', proof.seconds, 's', 'two passes over what is stored (examine)'),
    figure('fact of the region', fact.seconds, 's', 'one pass, read once however many repositories ask (factOf)'),
    figure('population of all repositories', judged.seconds, 's', 'each narrowed and judged (vulnerabilities)'),
    figure('vulnerabilities', judged.value.length, 'count', 'by repository and id'),
  ],
  faults: found === count ? [] : [`${found} findings of ${count} were read`],
})
