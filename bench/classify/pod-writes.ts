// Writes of pods as the API server logs them: some twenty kilobytes, the object twice, who manages each of its fields, in Go's JSON.
import { example } from '../../src/audit-log/example.ts'

const user = 'system:serviceaccount:kube-system:replicaset-controller'
const many = <T>(count: number, make: (nth: number) => T): T[] => Array.from({ length: count }, (_, nth) => make(nth))

const container = (nth: number, runAsUser: number) => ({
  name: `service-${nth}`,
  image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/service-${nth}:4.2.${nth}`,
  args: ['--listen=:8080', `--name=service-${nth}`, '--log=info && true'],
  ports: [{ name: 'http', containerPort: 8_080, protocol: 'TCP' }],
  env: many(10, (at) => ({
    name: `SETTING_${at}`,
    valueFrom: { secretKeyRef: { name: `shop-${nth}`, key: `setting-${at}` } },
  })),
  resources: { limits: { cpu: '500m', memory: '512Mi' }, requests: { cpu: '100m', memory: '256Mi' } },
  volumeMounts: [
    { name: 'config', readOnly: true, mountPath: '/etc/service' },
    { name: 'kube-api-access-x7k2p', readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
  ],
  livenessProbe: {
    httpGet: { path: '/healthz', port: 'http', scheme: 'HTTP' },
    ...{ initialDelaySeconds: 10, timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 },
  },
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  imagePullPolicy: 'IfNotPresent',
  securityContext: { capabilities: { drop: ['ALL'] }, runAsUser, runAsNonRoot: true, allowPrivilegeEscalation: false },
})

const managed = (nth: number): [string, unknown] => [
  `k:{"name":"service-${nth}"}`,
  {
    '.': {},
    'f:env': {
      '.': {},
      ...Object.fromEntries(
        many(10, (at) => [
          `k:{"name":"SETTING_${at}"}`,
          { '.': {}, 'f:name': {}, 'f:valueFrom': { '.': {}, 'f:secretKeyRef': {} } },
        ]),
      ),
    },
    'f:image': {},
    'f:imagePullPolicy': {},
    'f:name': {},
    'f:resources': { '.': {}, 'f:limits': { '.': {}, 'f:cpu': {}, 'f:memory': {} } },
  },
]

const metadata = (nth: number) => ({
  generateName: 'cart-7d4b9c-',
  namespace: `team-${nth % 40}`,
  labels: { app: 'cart', 'pod-template-hash': '7d4b9c', 'app.kubernetes.io/name': 'cart' },
  annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9090' },
  ownerReferences: [
    { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'cart-7d4b9c', uid: uuid(nth), controller: true },
  ],
})
const managers = [
  {
    ...{ manager: 'kube-controller-manager', operation: 'Update', apiVersion: 'v1', time: '2026-01-05T00:07:11Z' },
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:spec': { 'f:containers': Object.fromEntries([0, 1, 2].map(managed)), 'f:dnsPolicy': {} } },
  },
]

const spec = (runAsUser: number) => ({
  volumes: [
    { name: 'config', configMap: { name: 'shop', defaultMode: 420 } },
    {
      name: 'kube-api-access-x7k2p',
      projected: { sources: [{ serviceAccountToken: { expirationSeconds: 3_607, path: 'token' } }], defaultMode: 420 },
    },
  ],
  initContainers: [container(3, runAsUser)],
  containers: many(3, (nth) => container(nth, runAsUser)),
  ...{ restartPolicy: 'Always', terminationGracePeriodSeconds: 30, dnsPolicy: 'ClusterFirst' },
  ...{ serviceAccountName: 'cart', serviceAccount: 'cart', securityContext: { fsGroup: 2_000 }, priority: 0 },
  tolerations: [
    { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
  ],
})

const uuid = (nth: number): string => `5c9e0b6a-4c1f-4f53-9d0e-${String(nth).padStart(12, '0')}`
// encoding/json writes these for whoever puts JSON into HTML.
const inGo = (value: unknown): string =>
  JSON.stringify(value).replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`)

/** A replica set makes a pod: of every fourth the containers run as user 1000, of the others as one that is no round number. */
export const podWrite = (nth: number, at: string): string => {
  const asked = { kind: 'Pod', apiVersion: 'v1', metadata: metadata(nth), spec: spec(nth % 4 === 0 ? 1_000 : 65_532) }
  const name = `cart-7d4b9c-${nth}`
  const became = {
    ...asked,
    metadata: { name, uid: uuid(nth), ...asked.metadata, managedFields: managers },
    status: { phase: 'Pending', qosClass: 'Burstable' },
  }
  return inGo(
    example({
      ...{ user, groups: ['system:serviceaccounts', 'system:authenticated'], sourceIPs: ['172.16.118.4'] },
      userAgent: `kube-controller-manager/v1.34.1 (linux/amd64) kubernetes/113f7e0/${user}`,
      ...{ verb: 'create', resource: 'pods', namespace: asked.metadata.namespace, name, code: 201 },
      ...{ auditID: uuid(nth), received: at, reached: at },
      requestObject: { ...asked, status: {} },
      responseObject: became,
    }),
  )
}
