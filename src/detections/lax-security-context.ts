// DET-33: what confines a container was to be given up by name: root, more rights than its parent, no filter of system calls.
import { type AskedPod, askedFor, askedPod, podWrites } from '../audit-log/asked-pod.ts'
import { isOwnOfAws } from '../audit-log/by-aws.ts'
import { controller, patchEntry, podEntry, templateEntry, templateOf } from '../audit-log/example-pod.ts'
import { holdsFor, isFalse, isTrue, type Of, wants } from '../audit-log/security-context.ts'
import { said } from '../audit-log/sentence.ts'
import { visible } from '../audit-log/visible.ts'
import { defineDetection } from '../detection.ts'

const isRoot = (of: Of): boolean => {
  const user = of('runAsUser')
  if (user === 0 || wants(user, '0')) return true
  // Who is given a number of his own is not root, whatever else is allowed.
  return isFalse(of('runAsNonRoot')) && user === undefined
}

// As annotations they were said before there were fields: of AppArmor before 1.30, of seccomp before 1.19. The field counts first.
const annotated = ({ annotations }: AskedPod, keys: readonly string[]): boolean =>
  keys.some((key) => Object.hasOwn(annotations, key) && wants(annotations[key], 'unconfined'))
const appArmorOf = (name: unknown) => [`container.apparmor.security.beta.kubernetes.io/${said(name)}`]
const seccompOf = (name: unknown) => [
  `container.seccomp.security.alpha.kubernetes.io/${said(name)}`,
  'seccomp.security.alpha.kubernetes.io/pod',
]

const faults = (pod: AskedPod): Record<string, (of: Of, name: unknown) => boolean> => ({
  'the user root': isRoot,
  'privilege escalation': (of) => isTrue(of('allowPrivilegeEscalation')),
  'seccomp Unconfined': (of, name) => isUnconfined(of('seccompProfile', 'type'), () => annotated(pod, seccompOf(name))),
  'AppArmor Unconfined': (of, name) =>
    isUnconfined(of('appArmorProfile', 'type'), () => annotated(pod, appArmorOf(name))),
  'an unmasked /proc': (of) => wants(of('procMount'), 'Unmasked'),
})
const isUnconfined = (type: unknown, otherwise: () => boolean): boolean =>
  type === undefined ? otherwise() : wants(type, 'Unconfined')

const a = { name: 'a' }
const of = (securityContext: unknown, pod: unknown = {}) => ({
  securityContext: pod,
  containers: [{ ...a, securityContext }],
})
const unconfined = { type: 'Unconfined' }
const annotation = (key: string, more = {}) => ({
  responseObject: { metadata: { annotations: { [key]: 'unconfined' } }, spec: { containers: [{ ...a, ...more }] } },
})

export default defineDetection({
  id: 'DET-33',
  kind: 'event',
  title: 'Root user, allowPrivilegeEscalation, seccomp Unconfined',
  criteria: ['CC6.8'],
  severity: 'low',
  select: podWrites,
  hit(event) {
    // Containers that prepare a volume as root are in many charts: what controllers make of them is told nowhere.
    const pod = isOwnOfAws(event) ? undefined : askedPod(event)
    if (!pod) return undefined
    const found = Object.entries(faults(pod)).flatMap(([fault, is]) => {
      const names = holdsFor(pod, is)
      return names === undefined ? [] : [`${fault} (${names})`]
    })
    return found.length > 0 ? askedFor(event, visible(found.join(', '), 250)) : undefined
  },
  respond:
    'Ask the owner whether the container needs it; set runAsNonRoot, RuntimeDefault and no escalation otherwise.',
  limits:
    'What is not said is not told: an image may run as root by itself, and without allowPrivilegeEscalation: false a process may escalate. Rehearsals (dryRun), what controllers make from templates, and user names of Windows are not told.',
  sameAs: [],
  examples: {
    hit: [
      [podEntry(of({ runAsUser: 0 }))],
      [podEntry(of({ runAsUser: '0' }), { code: 400 })],
      [podEntry(of({}, { runAsUser: 0 }))],
      [podEntry(of({ runAsNonRoot: false }))],
      [podEntry({ initContainers: [{ securityContext: { runAsUser: 0 } }], ...of({ runAsUser: 1000 }) })],
      [podEntry(of({ allowPrivilegeEscalation: true }))],
      [podEntry(of({ seccompProfile: unconfined }))],
      [podEntry(of({}, { appArmorProfile: unconfined }))],
      [podEntry(of({ procMount: 'Unmasked' }))],
      [podEntry({}, annotation('seccomp.security.alpha.kubernetes.io/pod'))],
      [podEntry({}, annotation('container.apparmor.security.beta.kubernetes.io/a'))],
      [templateEntry(of({ runAsUser: 0 }), { resource: 'cronjobs', verb: 'update' })],
      [patchEntry('deployments', templateOf({ securityContext: { runAsUser: 0 } }), templateOf(of({})))],
      [
        patchEntry(
          'deployments',
          [{ op: 'replace', path: '/spec/template/spec/securityContext/seccompProfile/type', value: 'Unconfined' }],
          templateOf(of({})),
        ),
      ],
    ],
    miss: [
      [podEntry(of({}))],
      [podEntry(of({ runAsUser: 1000, runAsNonRoot: false }, { runAsUser: 0 }))],
      [
        podEntry(
          of({ runAsUser: 65_534, allowPrivilegeEscalation: false, seccompProfile: { type: 'RuntimeDefault' } }),
        ),
      ],
      [podEntry(of({ seccompProfile: { type: 'RuntimeDefault' } }, { seccompProfile: unconfined }))],
      [podEntry(of('root', ['root']))],
      [podEntry({}, annotation('container.apparmor.security.beta.kubernetes.io/b'))],
      [
        podEntry(
          {},
          annotation('container.apparmor.security.beta.kubernetes.io/a', {
            securityContext: { appArmorProfile: { type: 'RuntimeDefault' } },
          }),
        ),
      ],
      [podEntry(of({ runAsUser: 0 }), controller('replicaset-controller'))],
      [patchEntry('deployments', { spec: { replicas: 2 } }, templateOf(of({ runAsUser: 0 })))],
    ],
  },
})
