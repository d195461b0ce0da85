// DET-36: an image that nobody can name for certain, or of a registry that was not approved, was to be run.
import { imageReference, isAddonRegistry } from '../answers/image-reference.ts'
import { arnPattern } from '../arn-pattern.ts'
import { askedFor, askedPod, podWrites } from '../audit-log/asked-pod.ts'
import { isOwnOfAws } from '../audit-log/by-aws.ts'
import { controller, patchEntry, podEntry, templateEntry, templateOf } from '../audit-log/example-pod.ts'
import { imageVolumes } from '../audit-log/pod-spec.ts'
import { said } from '../audit-log/sentence.ts'
import { visible } from '../audit-log/visible.ts'
import { defineDetection } from '../detection.ts'

type Rules = { registries: string[]; addons: boolean; latest: boolean }

const faultOf =
  ({ registries, addons, latest }: Rules) =>
  (image: string): string | undefined => {
    const found = imageReference(image)
    // Nothing is pulled by it, and nothing vouches for it.
    if (!found) return registries.length > 0 ? 'no image reference' : undefined
    const { host, path, tag, digest } = found
    if (latest && digest === null && tag === 'latest') return 'tag latest'
    if (registries.length === 0 || (addons && isAddonRegistry(host))) return undefined
    const isApproved = registries.some((text) => arnPattern(text)(text.includes('/') ? `${host}/${path}` : host))
    return isApproved ? undefined : 'registry not approved'
  }

const run = (image: unknown, kind = 'containers') => ({ [kind]: [{ name: 'a', image }] })
const own = '111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/cart'
const addon = '602401143452.dkr.ecr.eu-central-1.amazonaws.com/eks/coredns:v1.12.4-eksbuild.1'
const digest = `@sha256:${'0a'.repeat(32)}`
const approved = (log: readonly unknown[]) => ({
  log,
  settings: { registries: ['ghcr.io/acme/*', own.split('/')[0]] as string[] },
})
const debug = { subresource: 'ephemeralcontainers' }

export default defineDetection({
  id: 'DET-36',
  kind: 'event',
  title: 'Image from an unapproved registry, or tag latest',
  criteria: ['CC6.8', 'CC9.2'],
  severity: 'low',
  select: podWrites,
  // Hosts, or hosts with paths; `*` stands for any characters. Without one every registry is approved.
  settings: { registries: [] as string[], addons: true as boolean, latest: true as boolean },
  hit(event, settings) {
    // What controllers make has the images of its template, which was told.
    const pod = isOwnOfAws(event) ? undefined : askedPod(event)
    if (!pod) return undefined
    const mounted = pod.whole ? imageVolumes(pod.spec) : []
    const images = [...pod.containers.map(({ image }) => image), ...mounted.map(({ reference }) => reference)]
    const fault = faultOf(settings)
    const found = [...new Set(images.filter((image) => image !== undefined && image !== null).map(said))].flatMap(
      (image) => {
        const why = fault(image)
        return why === undefined ? [] : [`${visible(image, 120)} (${why})`]
      },
    )
    return found.length > 0 ? askedFor(event, `image ${visible(found.join(', '), 250)}`) : undefined
  },
  respond:
    'Pin the image by a version or digest, and copy it into an approved registry; or name the registry in the setting by an approved change.',
  limits:
    'Rehearsals (dryRun) are not told, nor what controllers make from templates. Tags other than latest may move too: IMG-05 tells of those.',
  sameAs: ['Falco Create Disallowed Pod'],
  examples: {
    hit: [
      [podEntry(run('nginx'))],
      [podEntry(run('ghcr.io/acme/web:latest', 'initContainers'))],
      [podEntry(run('registry.example.com:5000/web'))],
      [podEntry({ ...run(`${own}:1`), volumes: [{ name: 'v', image: { reference: 'quay.io/evil/x' } }] })],
      [patchEntry('pods', { spec: run('busybox', 'ephemeralContainers') }, undefined, debug)],
      [patchEntry('pods', { spec: run('nginx:latest') }, undefined)],
      [templateEntry(run('nginx'), { resource: 'cronjobs' })],
      [
        patchEntry(
          'deployments',
          [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'nginx' }],
          templateOf(run('nginx')),
        ),
      ],
      approved([podEntry(run('quay.io/evil/x:1'))]),
      approved([podEntry(run(`quay.io/evil/x${digest}`))]),
      approved([podEntry(run('ghcr.io/acme-evil/web:1'))]),
      approved([podEntry(run({ name: 'nginx' }), { code: 400 })]),
      { log: [podEntry(run(addon))], settings: { registries: ['ghcr.io'], addons: false } },
    ],
    miss: [
      [podEntry(run(`${own}:4.2.1`))],
      [podEntry(run(`nginx:latest${digest}`))],
      [podEntry({ containers: [{ name: 'a' }] })],
      [podEntry(run('nginx'), controller('replicaset-controller'))],
      [patchEntry('deployments', { spec: { replicas: 1 } }, templateOf(run('nginx')))],
      approved([podEntry(run('ghcr.io/acme/web:1')), podEntry(run(`${own}:1`)), podEntry(run(addon))]),
      { log: [podEntry(run('nginx'))], settings: { latest: false } },
    ],
  },
})
