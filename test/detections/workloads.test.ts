// Detections of pods and workloads: shapes that break others, near misses, and a quiet hour of a healthy cluster.
import { describe, expect, it } from 'vitest'
import { type AuditEvent, readEvent } from '../../src/audit-log/event.ts'
import { type Example, example } from '../../src/audit-log/example.ts'
import { controller, patchEntry, podEntry, templateEntry, templateOf } from '../../src/audit-log/example-pod.ts'
import { selects } from '../../src/audit-log/select.ts'
import type { Settings } from '../../src/control.ts'
import { isRecord } from '../../src/json.ts'
import { detections } from '../audit-log/detections.ts'

const ids = ['27', '29', '30', '31', '32', '33', '34', '35', '36', '37', '38', '39'].map((id) => `DET-${id}`)
const own = detections.flatMap((one) => (one.kind === 'event' && ids.includes(one.id) ? [one] : []))

const eventOf = (entry: unknown): AuditEvent => {
  const event = readEvent(JSON.stringify(entry))
  if (!event.readable) throw new Error(event.faults.join('; '))
  return event
}

/** By the id of each detection that tells the entry, its sentence. */
const told = (entry: unknown): Record<string, string> => {
  const event = eventOf(entry)
  return Object.fromEntries(
    own.flatMap((one) => {
      const said = selects(one.select, event) ? one.hit(event, one.settings ?? {}) : undefined
      return said === undefined ? [] : [[one.id, typeof said === 'string' ? said : said.reason]]
    }),
  )
}
const idsOf = (entry: unknown): string[] => Object.keys(told(entry)).sort()

const image = 'registry.example.com/app:1'
const c = (securityContext?: unknown, more = {}) => ({ name: 'app', image, securityContext, ...more })
const argo = { user: 'system:serviceaccount:argocd:argocd-application-controller' }
const privileged = { containers: [c({ privileged: true })] }

it('knows each of its detections', () => {
  expect(own.map(({ id }) => id).sort()).toEqual(ids)
})

describe('shapes that break others', () => {
  it.each<[string, unknown, string]>([
    ['a container in the place of its list', { containers: c({ privileged: true }) }, 'DET-29'],
    ['containers as an object', { containers: { app: c({ privileged: true }) } }, 'DET-29'],
    [
      'a container that is no object, beside one that is',
      { containers: [null, 'x', c({ privileged: true })] },
      'DET-29',
    ],
    ['a boolean as text', { containers: [c({ privileged: 'True' })] }, 'DET-29'],
    ['hostNetwork as text', { hostNetwork: 'true', containers: [c()] }, 'DET-30'],
    ['volumes as an object', { volumes: { v: { hostPath: { path: '/etc' } } }, containers: [c()] }, 'DET-31'],
    ['a hostPath that is the path itself', { volumes: [{ hostPath: '/etc' }], containers: [c()] }, 'DET-31'],
    ['one capability that is no list', { containers: [c({ capabilities: { add: 'SYS_ADMIN' } })] }, 'DET-32'],
    ['a user as text', { containers: [c({ runAsUser: '0' })] }, 'DET-33'],
  ])('%s', (_, spec, id) => {
    expect(idsOf(podEntry(spec as Record<string, unknown>, { ...argo, code: 400 }))).toContain(id)
  })

  it('a response that is a list is no object: the request counts', () => {
    expect(idsOf(podEntry({}, { ...argo, requestObject: { spec: privileged }, responseObject: [privileged] }))).toEqual(
      ['DET-29'],
    )
  })

  it('a response without a spec tells nothing of it: the request counts', () => {
    const entry = podEntry({}, { ...argo, requestObject: { spec: privileged }, responseObject: { kind: 'Pod' } })
    expect(idsOf(entry)).toEqual(['DET-29'])
  })

  it('a pod that others were answered with in part is judged by the request', () => {
    const responseObject = { kind: 'PartialObjectMetadata', metadata: { name: 'cart' } }
    expect(idsOf(podEntry({}, { ...argo, requestObject: { spec: privileged }, responseObject }))).toEqual(['DET-29'])
  })

  it('the code as text, 403 with the decision allow', () => {
    const entry = { ...podEntry(privileged, argo), responseStatus: { code: '403' } }
    expect(told(entry)['DET-29']).toMatch(/, which was denied \(403\)$/)
  })

  it('nobody behind it', () => {
    const { user, ...entry } = podEntry(privileged)
    expect(user).toBeDefined()
    expect(told({ ...entry, user: {} })['DET-29']).toMatch(/^an unauthenticated client asked to create pods shop\/cart/)
  })

  it('names that hide and flood are shown and cut', () => {
    const name = `\u202Eevil${'x'.repeat(5_000)}`
    const reason = told(podEntry({ containers: [{ ...c({ privileged: true }), name }] }, argo))['DET-29'] ?? ''
    expect(reason).toContain('\\u{202E}evil')
    expect(reason.length).toBeLessThan(500)
  })

  it('an operation into a prototype sets nothing anywhere', () => {
    const operations = [
      { op: 'add', path: '/__proto__/hostPID', value: true },
      { op: 'add', path: '/spec/template/spec/__proto__/hostPID', value: true },
      { op: 'add', path: '/spec/template/spec/dnsPolicy', value: 'Default' },
    ]
    expect(idsOf(patchEntry('deployments', operations, undefined, argo))).toEqual([])
    expect(({} as Record<string, unknown>).hostPID).toBeUndefined()
  })

  it('an operation of a hundred thousand steps sets nothing', () => {
    const operations = [{ op: 'add', path: '/spec'.repeat(100_000), value: true }]
    expect(idsOf(patchEntry('deployments', operations, undefined, argo))).toEqual([])
  })

  it('operations that are no operations', () => {
    const operations = [null, 'x', [], { op: {}, path: 7, value: 1 }, { op: 'add', path: '/spec/template/spec' }]
    expect(idsOf(patchEntry('deployments', operations, undefined, argo))).toEqual([])
  })

  it('a list of operations that came as an object', () => {
    const operations = { 0: { op: 'add', path: '/spec/template/spec/hostPID', value: true } }
    expect(idsOf(patchEntry('deployments', operations, undefined, argo))).toEqual(['DET-30'])
  })

  it('a patch that is text: what became of the object counts', () => {
    expect(idsOf(patchEntry('deployments', 'spec: {}', templateOf({ hostPID: true }), argo))).toEqual(['DET-30'])
  })

  it('an operation that puts the whole object', () => {
    const operations = [{ op: 'replace', path: '', value: templateOf(privileged) }]
    expect(idsOf(patchEntry('deployments', operations, undefined, { ...argo, code: 403 }))).toEqual(['DET-29'])
  })

  it('an operation within what one before it put, and the request stays as it was', () => {
    const value = { containers: [c({})] }
    const operations = [
      { op: 'add', path: '/spec/template/spec', value },
      { op: 'add', path: '/spec/template/spec/containers/0/securityContext/privileged', value: true },
    ]
    const event = eventOf(patchEntry('deployments', operations, undefined, { ...argo, code: 422 }))
    const before = JSON.stringify(event)
    expect(own.find(({ id }) => id === 'DET-29')?.hit(event, {})).toMatch(/container app, which failed \(422\)$/)
    expect(JSON.stringify(event)).toBe(before)
  })

  it('two members added to the end of a list are two', () => {
    const at = '/spec/template/spec/volumes/-'
    const operations = ['/etc', '/srv'].map((path) => ({ op: 'add', path: at, value: { hostPath: { path } } }))
    expect(told(patchEntry('deployments', operations, undefined, argo))['DET-31']).toContain('/etc (sensitive), /srv')
  })

  it('none stumbles over anything that stands where something else belongs', () => {
    const odd: unknown[] = [
      null,
      true,
      7,
      'x',
      [],
      {},
      [[{}]],
      { a: { b: {} } },
      { toString: 1, valueOf: 1, toJSON: 1 },
    ]
    const entries = own.flatMap((one) =>
      one.examples.hit.map((each) => ({ one, log: 'log' in each ? each.log : each, settings: each })),
    )
    for (const { one, log, settings } of entries) {
      const given = { ...one.settings, ...('settings' in settings ? (settings.settings as Settings) : {}) }
      const event = eventOf(log[0])
      for (const member of ['requestObject', 'responseObject'] as const) {
        for (const changed of each(event[member], odd)) {
          const body = isRecord(changed) ? changed : event.body
          expect(() => one.hit({ ...event, [member]: changed, body }, given)).not.toThrow()
        }
      }
    }
  })
})

/** The value with each of its parts in turn replaced by each of what is odd. */
function* each(value: unknown, odd: readonly unknown[]): Generator<unknown> {
  yield* odd
  if (typeof value !== 'object' || value === null) return
  for (const [member, part] of Object.entries(value)) {
    for (const changed of each(part, odd)) {
      yield Array.isArray(value)
        ? value.map((item, at) => (String(at) === member ? changed : item))
        : { ...value, [member]: changed }
    }
  }
}

describe('near misses', () => {
  it('a merge that names one container judges that one', () => {
    const whole = { containers: [c({ privileged: true }), { name: 'b', image: `${image}0` }] }
    const part = { containers: [{ name: 'b', image: `${image}1` }] }
    expect(idsOf(patchEntry('deployments', templateOf(part), templateOf(whole), argo))).toEqual([])
  })

  it('a merge that makes the pod run as root is told, though the container it names does not', () => {
    const part = { securityContext: { runAsUser: 0 }, containers: [c({ runAsUser: 1000 })] }
    expect(told(patchEntry('deployments', templateOf(part), undefined, argo))['DET-33']).toContain('of the whole pod')
  })

  it('a person whom a proxy acts as is named', () => {
    const by = { user: 'system:serviceaccount:teleport:teleport', impersonatedUser: { username: 'bob' } }
    expect(told(templateEntry({ containers: [c()] }, by))).toEqual({
      'DET-39': `${by.user} asked to create deployments shop/cart, by hand of bob`,
    })
  })

  it('a restart by kubectl names an annotation of the template, and is told as a change by hand alone', () => {
    const restart = {
      spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': 'now' } } } },
    }
    const whole = templateOf({ ...privileged, hostPID: true, hostNetwork: true })
    expect(idsOf(patchEntry('deployments', restart, whole, { namespace: 'kube-system' }))).toEqual(['DET-39'])
  })

  it('an ephemeral container is judged, and not the pod it comes to', () => {
    const spec = { ...privileged, hostPID: true, volumes: [{ hostPath: { path: '/' } }] }
    const became = { spec: { ...spec, ephemeralContainers: [c()] } }
    const entry = patchEntry('pods', undefined, became, { ...argo, subresource: 'ephemeralcontainers', verb: 'update' })
    expect(idsOf(entry)).toEqual(['DET-27'])
  })

  it('an ephemeral container without a user of its own runs as the pod does', () => {
    const became = { spec: { securityContext: { runAsUser: 0 }, ephemeralContainers: [c()] } }
    const entry = patchEntry('pods', undefined, became, { ...argo, subresource: 'ephemeralcontainers', verb: 'update' })
    expect(idsOf(entry)).toEqual(['DET-27', 'DET-33'])
  })

  it('a custom resource of the same name makes no pods that Kubernetes knows of', () => {
    const its = { apiGroup: 'batch.volcano.sh', resource: 'jobs' }
    expect(idsOf(templateEntry({ ...privileged, hostPID: true, serviceAccountName: 'x' }, its))).toEqual([])
  })

  it('a Deployment of Kubernetes before 1.16 is one', () => {
    expect(idsOf(templateEntry(privileged, { ...argo, apiGroup: 'extensions' }))).toEqual(['DET-29'])
  })

  it('what somebody asks for again after 409 is told then', () => {
    expect(idsOf(podEntry(privileged, { ...argo, code: 409 }))).toEqual([])
  })

  it('a role of the account under the name of a controller is somebody', () => {
    const extra = { arn: ['arn:aws:sts::111122223333:assumed-role/Dev/eve'] }
    expect(idsOf(podEntry(privileged, { ...controller('daemon-set-controller'), extra }))).toEqual(['DET-29', 'DET-39'])
  })

  it('who impersonates a controller is told as who they are', () => {
    const impersonatedUser = { username: 'system:serviceaccount:kube-system:daemon-set-controller' }
    expect(told(podEntry(privileged, { impersonatedUser }))['DET-29']).toMatch(/^arn:aws:sts::111122223333/)
  })

  it('kubectl debug node/NAME is told by all that it takes', () => {
    const spec = { hostPID: true, hostNetwork: true, hostIPC: true, volumes: [{ hostPath: { path: '/' } }] }
    expect(idsOf(podEntry({ ...spec, containers: [{ name: 'debugger', image: 'busybox' }] }))).toEqual([
      'DET-30',
      'DET-31',
      'DET-36',
      'DET-39',
    ])
  })

  it('a static pod that a node shows is told, as files on that node made it', () => {
    const node = { user: 'system:node:ip-10-0-1-17.ec2.internal', namespace: 'kube-system' }
    expect(idsOf(podEntry({ ...privileged, hostNetwork: true }, node))).toEqual(['DET-29', 'DET-30', 'DET-34'])
  })

  it('a pod whose name the API server chose is told by it', () => {
    const responseObject = { metadata: { generateName: 'cart-', name: 'cart-x7k2p' }, spec: privileged }
    const entry = podEntry({}, { ...controller('replicaset-controller'), responseObject })
    const { name, ...objectRef } = (entry as { objectRef: Record<string, unknown> }).objectRef
    expect(name).toBe('cart')
    expect(told({ ...entry, objectRef })['DET-29']).toContain('asked to create pods shop/cart-x7k2p with')
  })
})

describe('a quiet hour of a healthy cluster', () => {
  const agent = {
    hostNetwork: true,
    hostPID: true,
    serviceAccountName: 'aws-node',
    containers: [{ ...c({ privileged: true, capabilities: { add: ['NET_ADMIN'] } }), image: 'agent' }],
    volumes: [{ name: 'run', hostPath: { path: '/var/run' } }],
  }
  const system = { namespace: 'kube-system' }
  const ofNodes = controller('daemon-set-controller')
  const edit = (user: string, more: Partial<Example> = {}) => ({ user, verb: 'update', code: 200, ...more })
  const rehearsed = { requestURI: '/apis/apps/v1/namespaces/x/daemonsets/agent?dryRun=All&fieldManager=x&force=true' }

  it.each<[string, unknown]>([
    ['a node comes: pods of aws-node, kube-proxy and others', podEntry(agent, { ...ofNodes, ...system })],
    ['a node comes: the agent of GuardDuty', podEntry(agent, { ...ofNodes, namespace: 'amazon-guardduty' })],
    ['a node comes: the exporter of Prometheus', podEntry(agent, { ...ofNodes, namespace: 'monitoring' })],
    ['CoreDNS is moved', podEntry(agent, { ...controller('replicaset-controller'), ...system })],
    ['an application is moved', podEntry({ containers: [c({ runAsUser: 0 })] }, controller('replicaset-controller'))],
    ['a CronJob is due', templateEntry(agent, { ...controller('cronjob-controller'), resource: 'jobs' })],
    ['its Job makes a pod', podEntry({ containers: [c()] }, controller('job-controller'))],
    [
      'an add-on is updated',
      patchEntry('daemonsets', templateOf(agent), templateOf(agent), { user: 'eks:addon-manager', ...system }),
    ],
    ['a rollout', templateEntry(agent, { ...controller('deployment-controller'), resource: 'replicasets' })],
    [
      'a DaemonSet is counted',
      templateEntry(agent, edit(ofNodes.user, { resource: 'daemonsets', subresource: 'status' })),
    ],
    ['Flux compares', patchEntry('daemonsets', templateOf(agent), templateOf(agent), { ...argo, ...rehearsed })],
    [
      'Argo CD writes a tracking label',
      patchEntry('daemonsets', { metadata: { labels: { a: 'b' } } }, templateOf(agent), { ...argo, ...system }),
    ],
    [
      'the VPC CNI notes an address',
      patchEntry(
        'pods',
        { metadata: { annotations: { 'vpc.amazonaws.com/pod-ips': 'x' } } },
        { spec: agent },
        {
          user: 'system:serviceaccount:kube-system:aws-node',
          ...system,
        },
      ),
    ],
    [
      'the autoscaler scales',
      templateEntry(agent, edit(controller('horizontal-pod-autoscaler').user, { subresource: 'scale' })),
    ],
    [
      'resources are set in place',
      patchEntry('pods', { spec: { containers: [c()] } }, { spec: agent }, { ...argo, subresource: 'resize' }),
    ],
    [
      'a claim is bound',
      example({
        ...edit(controller('persistent-volume-binder').user, { resource: 'persistentvolumes', name: 'v' }),
        requestObject: { spec: { hostPath: { path: '/srv' } } },
      } as Example),
    ],
    [
      'a pod is evicted',
      podEntry(agent, { user: 'system:serviceaccount:kube-system:karpenter', ...system, subresource: 'eviction' }),
    ],
  ])('%s: nothing is told', (_, entry) => {
    expect(told(entry)).toEqual({})
  })
})
