// IMG-04: where the images come from that pods are made with.

import { ecrRegistry, imageReference, isAddonRegistry } from '../answers/image-reference.ts'
import { some } from '../answers/some.ts'
import { accountOf } from '../arn.ts'
import { arnPattern } from '../arn-pattern.ts'
import type { Example } from '../audit-log/example.ts'
import { lacking } from '../audit-log/lacking.ts'
import { defineControl, latest, tally } from '../control.ts'
import { auditHour, silentHour } from '../examples/audit-window.ts'
import { account, connectedCluster, describedCluster } from '../examples/example.ts'
import { imagesWritten } from '../facts/audit-log-activity.ts'
import { controlPlaneLogging } from '../facts/control-plane-logging.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass, unknown } from '../model.ts'

const logging = [describedCluster()]
const pod = (image: unknown, kind = 'containers'): Example => ({
  ...{ verb: 'create', resource: 'pods', namespace: 'shop', name: 'cart', code: 201 },
  responseObject: { kind: 'Pod', spec: { containers: [{ image: own }], [kind]: [{ name: 'cart', image }] } },
})
const own = `${account}.dkr.ecr.eu-central-1.amazonaws.com/shop/cart:4.2.1`
const addon = '602401143452.dkr.ecr.eu-central-1.amazonaws.com/eks/coredns:v1.12.4-eksbuild.1'
const allowed = { settings: { registries: ['ghcr.io/acme/*', 'registry.example.com:5000'] } }

export default defineControl({
  id: 'IMG-04',
  of: 'cluster',
  title: 'Images of pods and workloads written in the last day came from approved registries',
  criteria: ['CC6.8'],
  severity: 'high',
  needs: { images: tally(imagesWritten), logging: latest(controlPlaneLogging) },
  // Hosts, or hosts with paths; `*` stands for any characters.
  settings: { registries: [] as string[], addons: true as boolean },
  assess({ images, logging: mode }, { settings, subject }) {
    if (mode === 'connected') return ofConnected
    const ownAccount = accountOf(subject.id)
    const patterns = settings.registries.map((text) => ({ is: arnPattern(text), withPath: text.includes('/') }))
    const all = Object.values(images.value.items)
    const others = all.filter(({ image }) => {
      if (image === null) return false
      const from = imageReference(image)
      if (!from) return true
      const { host, path } = from
      if (ecrRegistry(host)?.account === ownAccount || (settings.addons && isAddonRegistry(host))) return false
      return !patterns.some(({ is, withPath }) => is(withPath ? `${host}/${path}` : host))
    })
    if (others.length > 0) {
      const said = others.map(({ image, in: where }) => `${image} in ${where}`).sort()
      return fail(`${others.length} of ${all.length} images are of other registries: ${some(said, 3)}`)
    }
    const unseen = all.find(({ image }) => image === null)
    if (unseen) return unknown(`the log does not hold the images of ${unseen.in}, written at ${unseen.at}`)
    const lack = lacking(images, 86_400)
    if (lack) return unknown(`whether there were others is not known: ${lack}`)
    return pass(
      `${all.length} images written up to ${images.to}, all of approved registries; what runs since before was not seen`,
    )
  },
  limits: 'Only what was written in the last day is seen, and not what has run since before.',
  remedy:
    "Copy the image into a repository of the account, or by a pull-through cache rule, and change the workload; or name the registry in the setting `registries` by an approved change. The account's own registries are approved, and those of EKS add-ons by `addons`.",
  sameAs: [],
  examples: {
    pass: [
      { images: [auditHour(0, pod(own)), auditHour(1, pod(addon, 'initContainers'))], logging },
      { images: [auditHour(0)], logging },
      {
        images: [auditHour(0, pod('ghcr.io/acme/web:1'), pod('registry.example.com:5000/x:2'))],
        logging,
        with: allowed,
      },
      { images: [auditHour(0, { ...pod('nginx'), code: 403, decision: 'forbid' })], logging },
    ],
    fail: [
      { images: [auditHour(0, pod('nginx')), auditHour(1)], logging },
      { images: [auditHour(0, pod('docker.io/evil/x:1', 'initContainers'))], logging },
      { images: [auditHour(0, pod('quay.io/evil/x:1', 'ephemeralContainers')), silentHour(1)], logging },
      { images: [auditHour(0, pod(`${account}.dkr.ecr.eu-central-1.amazonaws.com.evil.example/x:1`))], logging },
      { images: [auditHour(0, pod('ghcr.io/acme-evil/web:1'))], logging, with: allowed },
      { images: [auditHour(0, pod(addon))], logging, with: { settings: { addons: false } } },
      { images: [auditHour(0, pod('444455556666.dkr.ecr.eu-central-1.amazonaws.com/x:1'))], logging },
    ],
    notApplicable: [{ images: [auditHour(0)], logging: [connectedCluster()] }],
  },
})
