// What a healthy cluster does in a day beside the sandbox's background: EKS's add-ons, Karpenter, Argo CD, Flux, cert-manager, an
// ingress controller, Prometheus, External Secrets, Kyverno, a pipeline, and people who look.
import type { Example } from '../../src/audit-log/example.ts'

export type Daily = { perDay: number; make: Example }

export const account = (
  namespace: string,
  name: string,
  agent = name,
): Pick<Example, 'user' | 'groups' | 'userAgent' | 'sourceIPs'> => ({
  user: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  userAgent: `${agent}/v1.0.0 (linux/amd64)`,
  sourceIPs: ['10.0.2.114'],
})
export const controller = (name: string) => account('kube-system', name, 'kube-controller-manager')
export const eks = (name: string) => ({
  ...account('', ''),
  user: `eks:${name}`,
  groups: ['system:authenticated'],
  userAgent: name,
})
export const node = {
  user: 'system:node:ip-10-0-1-21.eu-west-1.compute.internal',
  groups: ['system:nodes', 'system:authenticated'],
  sourceIPs: ['10.0.1.21'],
  userAgent: 'kubelet/v1.34.1 (linux/amd64) kubernetes/113f7e0',
}
export const role = (name: string, session: string) => ({
  user: `arn:aws:sts::111122223333:assumed-role/${name}/${session}`,
  extra: {
    arn: [`arn:aws:sts::111122223333:assumed-role/${name}/${session}`],
    canonicalArn: [`arn:aws:iam::111122223333:role/${name}`],
    sessionName: [session],
  },
})
export const pipeline = role('deploy', 'github-actions')
export const person = role('AWSReservedSSO_Developer_5f2c8e01a7d94b36', 'bela')

export const ecr = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/cart@sha256:0a1b2c3d'
export const addon = (name: string) => `602401143452.dkr.ecr.eu-west-1.amazonaws.com/eks/${name}:v1.20.4-eksbuild.1`
export const strict = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    { name: 'app', image: ecr, securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } },
  ],
}
const vpcCni = {
  hostNetwork: true,
  serviceAccountName: 'aws-node',
  initContainers: [{ name: 'init', image: addon('amazon-k8s-cni-init'), securityContext: { privileged: true } }],
  containers: [
    {
      name: 'aws-node',
      image: addon('amazon-k8s-cni'),
      securityContext: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } },
    },
  ],
  volumes: [
    { name: 'cni', hostPath: { path: '/opt/cni/bin' } },
    { name: 'run', hostPath: { path: '/var/run/aws-node' } },
  ],
}
const kubeProxy = {
  hostNetwork: true,
  serviceAccountName: 'kube-proxy',
  containers: [{ name: 'kube-proxy', image: addon('kube-proxy'), securityContext: { privileged: true } }],
  volumes: [{ name: 'lib', hostPath: { path: '/lib/modules' } }],
}
const csi = {
  hostNetwork: true,
  serviceAccountName: 'ebs-csi-node-sa',
  containers: [{ name: 'ebs-plugin', image: addon('aws-ebs-csi-driver'), securityContext: { privileged: true } }],
  volumes: [{ name: 'kubelet', hostPath: { path: '/var/lib/kubelet' } }],
}

export const object = (kind: string, more: Record<string, unknown>) => ({
  requestObject: { kind, ...more },
  responseObject: { kind, ...more },
})
export const templated = (kind: string, spec: unknown) => object(kind, { spec: { template: { spec } } })
export const secrets = (namespace?: string, name?: string): Omit<Example, 'verb'> => ({
  resource: 'secrets',
  ...(namespace && { namespace }),
  ...(name && { name }),
  level: 'Metadata',
})
// A cache renews its watch from the version it has, and lists when its program starts.
export const renewed = { requestURI: '/api/v1/secrets?allowWatchBookmarks=true&resourceVersion=8120&watch=true' }
export const begun = { requestURI: '/api/v1/secrets?limit=500&resourceVersion=0' }
const releases = { requestURI: '/api/v1/namespaces/shop/secrets?labelSelector=name%3Dcart%2Cowner%3Dhelm' }
export const apps = (resource: string) => ({ resource, apiGroup: 'apps' })
export const rbac = (resource: string, name: string) => ({ resource, apiGroup: 'rbac.authorization.k8s.io', name })
const shop = { namespace: 'shop', name: 'cart' }
const hook = { resource: 'validatingwebhookconfigurations', apiGroup: 'admissionregistration.k8s.io' }

const nodes: Daily[] = [
  ...[vpcCni, kubeProxy, csi].map((spec) => ({
    perDay: 12,
    make: {
      ...controller('daemon-set-controller'),
      ...{ verb: 'create', resource: 'pods', namespace: 'kube-system', code: 201 },
      ...object('Pod', { spec }),
    },
  })),
  {
    perDay: 12,
    make: {
      ...node,
      verb: 'create',
      resource: 'nodes',
      name: 'ip-10-0-1-21.eu-west-1.compute.internal',
      code: 201,
      ...object('Node', { metadata: { name: 'ip-10-0-1-21.eu-west-1.compute.internal' } }),
    },
  },
  {
    perDay: 12,
    make: {
      ...node,
      verb: 'create',
      resource: 'certificatesigningrequests',
      apiGroup: 'certificates.k8s.io',
      name: 'csr-7wq2k',
      code: 201,
      ...object('CertificateSigningRequest', {
        spec: {
          signerName: 'kubernetes.io/kubelet-serving',
          username: node.user,
          usages: ['digital signature', 'server auth'],
        },
      }),
    },
  },
  {
    perDay: 12,
    make: {
      ...eks('certificate-controller'),
      verb: 'update',
      resource: 'certificatesigningrequests',
      subresource: 'approval',
      apiGroup: 'certificates.k8s.io',
      name: 'csr-7wq2k',
      ...object('CertificateSigningRequest', {
        spec: { signerName: 'kubernetes.io/kubelet-serving', username: node.user },
      }),
    },
  },
  {
    perDay: 12,
    make: {
      ...account('kube-system', 'karpenter'),
      verb: 'delete',
      resource: 'nodes',
      name: 'ip-10-0-1-20.eu-west-1.compute.internal',
    },
  },
  {
    perDay: 60,
    make: {
      ...account('kube-system', 'karpenter'),
      verb: 'create',
      resource: 'pods',
      subresource: 'eviction',
      ...shop,
      code: 201,
    },
  },
  { perDay: 240, make: { ...node, verb: 'list', ...secrets('shop', 'cart-db') } },
  { perDay: 240, make: { ...node, verb: 'watch', ...secrets('shop', 'cart-db') } },
  { perDay: 200, make: { ...node, verb: 'delete', resource: 'pods', ...shop } },
]

const controllers: Daily[] = [
  {
    perDay: 100,
    make: {
      ...controller('replicaset-controller'),
      verb: 'create',
      resource: 'pods',
      namespace: 'shop',
      code: 201,
      ...object('Pod', { spec: strict }),
    },
  },
  {
    perDay: 20,
    make: {
      ...controller('deployment-controller'),
      verb: 'create',
      ...apps('replicasets'),
      ...shop,
      code: 201,
      ...templated('ReplicaSet', strict),
    },
  },
  {
    perDay: 100,
    make: {
      ...controller('horizontal-pod-autoscaler'),
      verb: 'update',
      ...apps('deployments'),
      subresource: 'scale',
      ...shop,
      ...object('Scale', { spec: { replicas: 3 } }),
    },
  },
  {
    perDay: 60,
    make: {
      ...controller('ttl-after-finished-controller'),
      verb: 'delete',
      resource: 'jobs',
      apiGroup: 'batch',
      ...shop,
    },
  },
  { perDay: 200, make: { ...controller('generic-garbage-collector'), verb: 'delete', resource: 'pods', ...shop } },
  {
    perDay: 4,
    make: {
      ...eks('addon-manager'),
      verb: 'patch',
      ...apps('daemonsets'),
      namespace: 'kube-system',
      name: 'aws-node',
      ...templated('DaemonSet', vpcCni),
    },
  },
  {
    perDay: 4,
    make: {
      ...eks('addon-manager'),
      verb: 'patch',
      ...rbac('clusterroles', 'aws-node'),
      ...object('ClusterRole', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch', 'get'] }] }),
    },
  },
  {
    perDay: 24,
    make: {
      ...controller('clusterrole-aggregation-controller'),
      verb: 'patch',
      ...rbac('clusterroles', 'admin'),
      ...object('ClusterRole', { rules: [{ apiGroups: [''], resources: ['secrets', 'pods/exec'], verbs: ['*'] }] }),
    },
  },
]

const addOns: Daily[] = [
  ...(
    [
      ['cert-manager', 'cert-manager'],
      ['cert-manager', 'cert-manager-cainjector'],
      ['ingress-nginx', 'ingress-nginx'],
      ['argocd', 'argocd-application-controller'],
      ['monitoring', 'prometheus-operator'],
      ['external-secrets', 'external-secrets'],
      ['kube-system', 'aws-load-balancer-controller'],
    ] as const
  ).map(([namespace, name]) => ({
    perDay: 200,
    make: { ...account(namespace, name), verb: 'watch', ...secrets(), ...renewed },
  })),
  ...(
    [
      ['argocd', 'argocd-application-controller'],
      ['cert-manager', 'cert-manager'],
    ] as const
  ).map(([namespace, name]) => ({
    perDay: 1,
    make: { ...account(namespace, name), verb: 'list', ...secrets(), ...begun },
  })),
  {
    perDay: 96,
    make: { ...account('external-secrets', 'external-secrets'), verb: 'update', ...secrets('shop', 'cart-db') },
  },
  { perDay: 4, make: { ...account('cert-manager', 'cert-manager'), verb: 'patch', ...secrets('shop', 'cart-tls') } },
  {
    perDay: 1,
    make: {
      ...account('cert-manager', 'cert-manager-cainjector'),
      verb: 'patch',
      ...hook,
      name: 'cert-manager-webhook',
      ...object('ValidatingWebhookConfiguration', { webhooks: [{ failurePolicy: 'Fail' }] }),
    },
  },
  {
    perDay: 1,
    make: {
      ...account('kyverno', 'kyverno-admission-controller'),
      verb: 'update',
      ...hook,
      name: 'kyverno-resource-validating-webhook-cfg',
      ...object('ValidatingWebhookConfiguration', { webhooks: [{ failurePolicy: 'Fail' }] }),
    },
  },
  {
    perDay: 48,
    make: {
      ...account('kyverno', 'kyverno-background-controller'),
      verb: 'create',
      resource: 'subjectaccessreviews',
      apiGroup: 'authorization.k8s.io',
      code: 201,
    },
  },
  {
    perDay: 20,
    make: {
      ...account('argocd', 'argocd-application-controller'),
      verb: 'patch',
      ...apps('deployments'),
      ...shop,
      ...templated('Deployment', strict),
    },
  },
  {
    perDay: 4,
    make: {
      ...account('argocd', 'argocd-application-controller'),
      verb: 'patch',
      resource: 'ingresses',
      apiGroup: 'networking.k8s.io',
      ...shop,
      ...object('Ingress', { spec: { tls: [{ hosts: ['shop.example.com'], secretName: 'cart-tls' }], rules: [] } }),
    },
  },
  {
    perDay: 2,
    make: {
      ...account('argocd', 'argocd-application-controller'),
      verb: 'patch',
      ...rbac('roles', 'cart'),
      namespace: 'shop',
      ...object('Role', { rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'watch'] }] }),
    },
  },
  {
    perDay: 24,
    make: {
      ...account('flux-system', 'kustomize-controller'),
      impersonatedUser: { username: 'system:serviceaccount:shop:flux' },
      verb: 'patch',
      resource: 'configmaps',
      ...shop,
      level: 'Metadata',
    },
  },
  {
    perDay: 2_000,
    make: {
      ...account('monitoring', 'prometheus'),
      verb: 'get',
      resource: 'nodes',
      subresource: 'proxy',
      name: 'ip-10-0-1-21.eu-west-1.compute.internal',
      requestURI: '/api/v1/nodes/ip-10-0-1-21.eu-west-1.compute.internal/proxy/metrics/cadvisor',
    },
  },
  {
    perDay: 100,
    make: {
      ...account('kube-system', 'ebs-csi-controller-sa'),
      verb: 'patch',
      resource: 'persistentvolumes',
      name: 'pvc-1',
      ...object('PersistentVolume', { spec: { csi: { driver: 'ebs.csi.aws.com' } } }),
    },
  },
  {
    perDay: 6,
    make: {
      ...account('kube-system', 'ebs-csi-controller-sa'),
      verb: 'delete',
      resource: 'persistentvolumes',
      name: 'pvc-1',
    },
  },
  {
    perDay: 24,
    make: {
      ...account('argocd', 'argocd-server'),
      verb: 'create',
      resource: 'selfsubjectaccessreviews',
      apiGroup: 'authorization.k8s.io',
      code: 201,
    },
  },
]

const people: Daily[] = [
  {
    perDay: 10,
    make: {
      ...pipeline,
      verb: 'patch',
      ...apps('deployments'),
      ...shop,
      userAgent: 'helm/v3.19',
      ...templated('Deployment', strict),
    },
  },
  {
    perDay: 10,
    make: {
      ...pipeline,
      verb: 'create',
      ...secrets('shop', 'sh.helm.release.v1.cart.v7'),
      code: 201,
      userAgent: 'Helm/3.19',
    },
  },
  { perDay: 10, make: { ...pipeline, verb: 'list', ...secrets('shop'), ...releases, userAgent: 'Helm/3.19' } },
  { perDay: 200, make: { ...person, verb: 'list', resource: 'pods', namespace: 'shop' } },
  { perDay: 20, make: { ...person, verb: 'get', resource: 'pods', subresource: 'log', ...shop } },
  {
    perDay: 1,
    make: {
      ...person,
      verb: 'get',
      resource: 'pods',
      subresource: 'exec',
      ...shop,
      code: 101,
      stage: 'ResponseStarted',
      requestURI: '/api/v1/namespaces/shop/pods/cart/exec?command=sh&stdin=true&tty=true',
    },
  },
  {
    perDay: 2,
    make: {
      ...person,
      verb: 'get',
      resource: 'pods',
      subresource: 'portforward',
      ...shop,
      code: 101,
      stage: 'ResponseStarted',
    },
  },
  // Whoever scans the internet finds a public endpoint.
  {
    perDay: 240,
    make: {
      verb: 'get',
      requestURI: '/',
      user: 'system:anonymous',
      groups: ['system:unauthenticated'],
      code: 403,
      decision: 'forbid',
      userAgent: 'Mozilla/5.0 zgrab/0.x',
      sourceIPs: ['203.0.113.9'],
    },
  },
  {
    perDay: 8_640,
    make: {
      verb: 'get',
      requestURI: '/livez',
      user: 'system:anonymous',
      groups: ['system:unauthenticated'],
      userAgent: 'ELB-HealthChecker/2.0',
      sourceIPs: ['10.0.1.5'],
    },
  },
]

export const healthy: readonly Daily[] = [...nodes, ...controllers, ...addOns, ...people]
