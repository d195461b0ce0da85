// IMG-05: what is written names one image, and no other tomorrow.
import { ecrRegistry, imageReference, isAddonRegistry } from '../answers/image-reference.ts'
import { some } from '../answers/some.ts'
import { arnPattern } from '../arn-pattern.ts'
import type { Example } from '../audit-log/example.ts'
import { lacking } from '../audit-log/lacking.ts'
import { defineControl, latest, tally } from '../control.ts'
import { auditHour } from '../examples/audit-window.ts'
import { account, connectedCluster, describedCluster } from '../examples/example.ts'
import { mutability, repositoriesOf } from '../examples/repositories.ts'
import { imagesWritten } from '../facts/audit-log-activity.ts'
import { controlPlaneLogging } from '../facts/control-plane-logging.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { regionTagMutability } from '../facts/region-tag-mutability.ts'
import { isFixed, type TagMutability } from '../facts/tag-mutability.ts'
import { fail, pass, unknown } from '../model.ts'

const logging = [describedCluster()]
const pod = (image: unknown): Example => ({
  ...{ verb: 'create', resource: 'pods', namespace: 'shop', name: 'cart', code: 201 },
  responseObject: { kind: 'Pod', spec: { containers: [{ name: 'cart', image }] } },
})
const registry = `${account}.dkr.ecr.eu-central-1.amazonaws.com`
const digest = `sha256:${'0a1b2c3d'.repeat(8)}`
const given = (image: unknown, mode = 'IMMUTABLE', filters: string[] = []) => ({
  images: [auditHour(0, pod(image)), auditHour(1)],
  repositories: [repositoriesOf({ repositoryName: 'shop/cart', ...mutability(mode, filters) })],
  logging,
})

type Fixity = 'fixed' | 'movable' | 'unknown'

export default defineControl({
  id: 'IMG-05',
  of: 'cluster',
  title: 'Images of pods and workloads written in the last day were named by digest or by a tag that cannot be moved',
  criteria: ['CC6.8', 'CC8.1'],
  severity: 'medium',
  needs: {
    images: tally(imagesWritten),
    repositories: latest(regionTagMutability),
    logging: latest(controlPlaneLogging),
  },
  // Hosts, or hosts with paths, whose tags are taken to stay; `*` stands for any characters.
  settings: { fixed: [] as string[] },
  assess({ images, repositories, logging: mode }, { settings, subject }) {
    if (mode === 'connected') return ofConnected
    const own = subject.id.split(':').slice(3, 5) as [string, string]
    const all = Object.values(images.value.items).map((one) => ({
      ...one,
      fixity: one.image === null ? 'unknown' : fixityOf(one.image, own, repositories, settings.fixed),
    }))
    const said = (wanted: Fixity) =>
      all.filter(({ fixity }) => fixity === wanted).map(({ image, in: where }) => `${image ?? 'an image'} in ${where}`)
    const movable = said('movable').sort()
    if (movable.length > 0)
      return fail(`${movable.length} of ${all.length} images may be another tomorrow: ${some(movable, 3)}`)
    const open = said('unknown').sort()
    if (open.length > 0)
      return unknown(`not in the log, or of a repository that is not read with this cluster: ${some(open, 3)}`)
    const lack = lacking(images, 86_400)
    if (lack) return unknown(`whether there were others is not known: ${lack}`)
    return pass(
      `${all.length} images written up to ${images.to}, each by digest or a tag that stays; what runs since before was not seen`,
    )
  },
  limits:
    "Only what was written in the last day is seen, and not what has run since before; of tags in other registries than the region's own the setting `fixed` decides.",
  remedy:
    'Name the image by digest (IMAGE@sha256:...), or keep the tags of its repository from being moved, as the remedy of IMG-02 says.',
  sameAs: [],
  examples: {
    pass: [
      given(`${registry}/shop/cart:4.2.1`),
      given(`${registry}/shop/cart@${digest}`, 'MUTABLE'),
      given(`docker.io/library/nginx:1.27@${digest}`),
      given(`${registry}/shop/cart:4.2.1`, 'IMMUTABLE_WITH_EXCLUSION', ['dev-*', 'latest']),
      given(`${registry}/shop/cart:v4.2.1`, 'MUTABLE_WITH_EXCLUSION', ['v*']),
      given('602401143452.dkr.ecr.eu-central-1.amazonaws.com/eks/coredns:v1.12.4-eksbuild.1'),
      { ...given('ghcr.io/acme/web:1'), with: { settings: { fixed: ['ghcr.io/acme/*'] } } },
    ],
    fail: [
      given(`${registry}/shop/cart:4.2.1`, 'MUTABLE'),
      given('nginx'),
      given('ghcr.io/acme/web:1'),
      given(`${registry}/shop/cart:dev-7`, 'IMMUTABLE_WITH_EXCLUSION', ['dev-*', 'latest']),
      given(`${registry}/shop/cart:4.2.1`, 'MUTABLE_WITH_EXCLUSION', ['v*']),
      given('nginx@sha256:short'),
    ],
    notApplicable: [{ ...given('nginx'), logging: [connectedCluster()] }],
  },
})

const fixityOf = (
  text: string,
  [region, ownAccount]: [string, string],
  repositories: Record<string, TagMutability>,
  fixed: string[],
): Fixity => {
  const from = imageReference(text)
  if (!from) return 'movable'
  const { host, path, tag, digest: by } = from
  const isTaken = fixed.some((pattern) => arnPattern(pattern)(pattern.includes('/') ? `${host}/${path}` : host))
  if (by !== null || isAddonRegistry(host) || isTaken) return 'fixed'
  const of = ecrRegistry(host)
  if (of?.account !== ownAccount) return 'movable'
  const repository = of.region === region && Object.hasOwn(repositories, path) ? repositories[path] : undefined
  if (!repository) return 'unknown'
  return isFixed(repository, tag ?? 'latest') ? 'fixed' : 'movable'
}
