// What the add-ons that most clusters have write beside that: meshes, load balancers, autoscalers, policy engines, monitoring, GitOps
// by server-side apply, databases, pipelines, and people with user interfaces. By the RBAC and code that they publish.
import {
  account,
  addon,
  apps,
  begun,
  controller,
  type Daily,
  ecr,
  eks,
  node,
  object,
  person,
  pipeline,
  rbac,
  renewed,
  role,
  secrets,
  strict,
  templated,
} from './healthy-cluster.ts'

const shop = { namespace: 'shop', name: 'cart' }
const hook = { apiGroup: 'admissionregistration.k8s.io' }
const validating = { resource: 'validatingwebhookconfigurations', ...hook }
const mutating = { resource: 'mutatingwebhookconfigurations', ...hook }
const ingresses = { resource: 'ingresses', apiGroup: 'networking.k8s.io', ...shop }
const dry = (path: string) => ({ requestURI: `${path}?dryRun=All&fieldManager=kustomize-controller&force=true` })
const merge = (kind: string, requestObject: unknown, whole: object) => ({
  requestObject,
  responseObject: { kind, ...whole },
})
const role12 = { rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }] }

const ofEks: Daily[] = [
  {
    perDay: 1,
    make: {
      ...eks('node-manager'),
      ...{ verb: 'update', resource: 'configmaps', namespace: 'kube-system', name: 'aws-auth' },
      ...object('ConfigMap', {
        data: {
          mapRoles: '- rolearn: arn:aws:iam::111122223333:role/node\n  username: system:node:{{EC2PrivateDNSName}}\n',
        },
      }),
    },
  },
  {
    perDay: 12,
    make: { ...eks('node-manager'), verb: 'patch', resource: 'nodes', name: 'ip-10-0-1-20', ...object('Node', {}) },
  },
  {
    perDay: 60,
    make: { ...eks('node-manager'), verb: 'create', resource: 'pods', subresource: 'eviction', ...shop, code: 201 },
  },
  {
    perDay: 2,
    make: {
      ...eks('addon-manager'),
      verb: 'patch',
      ...mutating,
      name: 'pod-identity-webhook',
      ...object('MutatingWebhookConfiguration', { webhooks: [{ failurePolicy: 'Ignore' }] }),
    },
  },
  {
    perDay: 2,
    make: {
      ...eks('addon-manager'),
      ...{ verb: 'patch', ...rbac('clusterrolebindings', 'eks:coredns') },
      ...object('ClusterRoleBinding', {
        roleRef: { kind: 'ClusterRole', name: 'system:coredns' },
        subjects: [{ kind: 'ServiceAccount', namespace: 'kube-system', name: 'coredns' }],
      }),
    },
  },
  {
    perDay: 2,
    make: {
      ...eks('addon-manager'),
      verb: 'patch',
      resource: 'configmaps',
      namespace: 'kube-system',
      name: 'coredns',
      level: 'Metadata',
    },
  },
  {
    perDay: 2,
    make: {
      ...eks('addon-manager'),
      verb: 'patch',
      resource: 'serviceaccounts',
      namespace: 'kube-system',
      name: 'coredns',
      ...object('ServiceAccount', {}),
    },
  },
  {
    perDay: 200,
    make: {
      ...eks('vpc-resource-controller'),
      verb: 'patch',
      resource: 'pods',
      ...shop,
      ...merge('Pod', { metadata: { annotations: {} } }, { spec: strict }),
    },
  },
  {
    perDay: 60,
    make: { ...eks('fargate-scheduler'), verb: 'create', resource: 'pods', subresource: 'binding', ...shop, code: 201 },
  },
  {
    perDay: 20,
    make: {
      ...eks('cloud-controller-manager'),
      verb: 'patch',
      resource: 'services',
      subresource: 'status',
      namespace: 'shop',
      name: 'web',
      ...merge('Service', { status: {} }, { spec: { type: 'LoadBalancer' } }),
    },
  },
  // A node of EKS Auto Mode goes by its instance.
  {
    perDay: 6,
    make: {
      ...node,
      user: 'system:node:i-0a1b2c3d4e5f60718',
      verb: 'create',
      resource: 'nodes',
      name: 'i-0a1b2c3d4e5f60718',
      code: 201,
      ...object('Node', { metadata: { name: 'i-0a1b2c3d4e5f60718' } }),
    },
  },
  {
    perDay: 24,
    make: {
      ...controller('x'),
      user: 'system:kube-controller-manager',
      verb: 'create',
      resource: 'serviceaccounts',
      subresource: 'token',
      namespace: 'kube-system',
      name: 'replicaset-controller',
      code: 201,
      level: 'Request',
      requestObject: { spec: { expirationSeconds: 3600 } },
    },
  },
  {
    perDay: 3,
    make: {
      ...controller('service-account-controller'),
      verb: 'create',
      resource: 'serviceaccounts',
      namespace: 'pr-7',
      name: 'default',
      code: 201,
      ...object('ServiceAccount', {}),
    },
  },
  {
    perDay: 3,
    make: {
      ...controller('root-ca-cert-publisher'),
      verb: 'create',
      resource: 'configmaps',
      namespace: 'pr-7',
      name: 'kube-root-ca.crt',
      code: 201,
      level: 'Metadata',
    },
  },
  {
    perDay: 40,
    make: {
      ...controller('namespace-controller'),
      verb: 'deletecollection',
      resource: 'secrets',
      namespace: 'pr-6',
      level: 'Metadata',
    },
  },
  {
    perDay: 3,
    make: {
      ...controller('namespace-controller'),
      verb: 'update',
      resource: 'namespaces',
      subresource: 'finalize',
      namespace: 'pr-6',
      name: 'pr-6',
      ...object('Namespace', { metadata: { name: 'pr-6' } }),
    },
  },
  {
    perDay: 12,
    make: {
      ...controller('daemon-set-controller'),
      verb: 'create',
      resource: 'pods',
      namespace: 'kube-system',
      code: 201,
      ...object('Pod', {
        spec: {
          hostNetwork: true,
          containers: [
            {
              name: 'eks-pod-identity-agent',
              image: addon('eks-pod-identity-agent'),
              securityContext: { capabilities: { add: ['CAP_NET_BIND_SERVICE'] } },
            },
          ],
        },
      }),
    },
  },
  {
    perDay: 12,
    make: {
      ...controller('daemon-set-controller'),
      verb: 'create',
      resource: 'pods',
      namespace: 'monitoring',
      code: 201,
      ...object('Pod', {
        spec: {
          hostNetwork: true,
          hostPID: true,
          containers: [{ name: 'node-exporter', image: 'quay.io/prometheus/node-exporter:v1.9.1' }],
          volumes: [{ name: 'root', hostPath: { path: '/' } }],
        },
      }),
    },
  },
  {
    perDay: 4,
    make: {
      user: 'system:apiserver',
      groups: ['system:masters'],
      sourceIPs: ['::1'],
      userAgent: 'kube-apiserver/v1.34.1',
      verb: 'update',
      ...rbac('clusterroles', 'system:node'),
      ...object('ClusterRole', { rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] }),
    },
  },
  {
    perDay: 1_440,
    make: {
      ...account('kube-system', 'aws-node'),
      verb: 'patch',
      resource: 'pods',
      ...shop,
      ...merge('Pod', { metadata: { annotations: { 'vpc.amazonaws.com/pod-ips': '10.0.2.4' } } }, { spec: strict }),
    },
  },
]

const meshed = (name: string, more: object) => ({
  ...strict,
  initContainers: [
    {
      name,
      image: 'docker.io/istio/proxyv2:1.27.0',
      securityContext: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'], drop: ['ALL'] }, ...more },
    },
  ],
})
const autoscaling: Daily[] = [
  {
    perDay: 8_640,
    make: {
      ...account('kube-system', 'cluster-autoscaler'),
      verb: 'update',
      resource: 'configmaps',
      namespace: 'kube-system',
      name: 'cluster-autoscaler-status',
      level: 'Metadata',
    },
  },
  {
    perDay: 24,
    make: {
      ...account('kube-system', 'cluster-autoscaler'),
      verb: 'update',
      resource: 'nodes',
      name: 'ip-10-0-1-20',
      ...object('Node', {}),
    },
  },
  {
    perDay: 40,
    make: {
      ...account('kube-system', 'karpenter'),
      verb: 'create',
      resource: 'nodeclaims',
      apiGroup: 'karpenter.sh',
      name: 'default-7wq2k',
      level: 'Metadata',
      code: 201,
    },
  },
  {
    perDay: 40,
    make: {
      ...account('kube-system', 'karpenter'),
      verb: 'patch',
      resource: 'nodes',
      name: 'ip-10-0-1-20',
      ...object('Node', {}),
    },
  },
  {
    perDay: 200,
    make: {
      ...account('keda', 'keda-operator'),
      verb: 'update',
      resource: 'horizontalpodautoscalers',
      apiGroup: 'autoscaling',
      ...shop,
      ...object('HorizontalPodAutoscaler', {}),
    },
  },
  {
    perDay: 20,
    make: {
      ...account('kube-system', 'vpa-updater'),
      verb: 'create',
      resource: 'pods',
      subresource: 'eviction',
      ...shop,
      code: 201,
    },
  },
  {
    perDay: 20,
    make: {
      ...account('kube-system', 'vpa-updater'),
      verb: 'patch',
      resource: 'pods',
      subresource: 'resize',
      ...shop,
      ...merge('Pod', { spec: { containers: [{ name: 'app', resources: {} }] } }, { spec: strict }),
    },
  },
  {
    perDay: 40,
    make: {
      ...account('reloader', 'reloader'),
      verb: 'patch',
      ...apps('deployments'),
      ...shop,
      ...merge(
        'Deployment',
        { spec: { template: { metadata: { annotations: {} } } } },
        { spec: { template: { spec: strict } } },
      ),
    },
  },
]

const network: Daily[] = [
  {
    perDay: 8,
    make: {
      ...account('kube-system', 'aws-load-balancer-controller'),
      verb: 'patch',
      resource: 'services',
      namespace: 'shop',
      name: 'web',
      ...merge(
        'Service',
        { metadata: { finalizers: ['service.k8s.aws/resources'] } },
        {
          spec: { type: 'LoadBalancer', loadBalancerClass: 'service.k8s.aws/nlb' },
          metadata: { annotations: { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' } },
        },
      ),
    },
  },
  {
    perDay: 8,
    make: {
      ...account('kube-system', 'aws-load-balancer-controller'),
      verb: 'patch',
      resource: 'services',
      subresource: 'status',
      namespace: 'shop',
      name: 'web',
      ...merge('Service', { status: { loadBalancer: {} } }, { spec: { type: 'LoadBalancer' } }),
    },
  },
  {
    perDay: 8,
    make: {
      ...account('kube-system', 'aws-load-balancer-controller'),
      verb: 'patch',
      ...ingresses,
      ...merge(
        'Ingress',
        { metadata: { finalizers: ['ingress.k8s.aws/resources'] } },
        { spec: { ingressClassName: 'alb' } },
      ),
    },
  },
  {
    perDay: 8,
    make: {
      ...account('kube-system', 'aws-load-balancer-controller'),
      verb: 'patch',
      ...ingresses,
      subresource: 'status',
      ...merge('Ingress', { status: {} }, { spec: { ingressClassName: 'alb' } }),
    },
  },
  {
    perDay: 100,
    make: {
      ...account('ingress-nginx', 'ingress-nginx'),
      verb: 'update',
      ...ingresses,
      subresource: 'status',
      ...object('Ingress', { spec: { rules: [] } }),
    },
  },
  {
    perDay: 100,
    make: {
      ...account('kube-system', 'aws-load-balancer-controller'),
      verb: 'patch',
      resource: 'pods',
      subresource: 'status',
      ...shop,
      ...object('Pod', { status: {} }),
    },
  },
  {
    perDay: 60,
    make: {
      ...controller('replicaset-controller'),
      verb: 'create',
      resource: 'pods',
      namespace: 'shop',
      code: 201,
      ...object('Pod', { spec: meshed('istio-init', { runAsUser: 0, runAsNonRoot: false, privileged: false }) }),
    },
  },
  {
    perDay: 60,
    make: {
      ...controller('statefulset-controller'),
      verb: 'create',
      resource: 'pods',
      namespace: 'mail',
      code: 201,
      ...object('Pod', { spec: meshed('linkerd-init', { runAsUser: 65_534, privileged: false }) }),
    },
  },
  {
    perDay: 4,
    make: {
      ...account('istio-system', 'istiod'),
      verb: 'patch',
      ...validating,
      name: 'istio-validator-istio-system',
      ...merge(
        'ValidatingWebhookConfiguration',
        [{ op: 'replace', path: '/webhooks/0/clientConfig/caBundle', value: 'x' }],
        { webhooks: [{ failurePolicy: 'Ignore' }] },
      ),
    },
  },
  { perDay: 1, make: { ...account('istio-system', 'istiod'), verb: 'list', ...secrets(), ...begun } },
  { perDay: 200, make: { ...account('istio-system', 'istiod'), verb: 'watch', ...secrets(), ...renewed } },
  {
    perDay: 200,
    make: {
      ...account('external-dns', 'external-dns'),
      verb: 'list',
      resource: 'ingresses',
      apiGroup: 'networking.k8s.io',
    },
  },
]

const certificates: Daily[] = [
  {
    perDay: 1,
    make: {
      ...account('cert-manager', 'cert-manager'),
      verb: 'create',
      ...ingresses,
      name: 'cm-acme-http-solver-x',
      code: 201,
      ...object('Ingress', {
        spec: { rules: [{ host: 'shop.example.com', http: { paths: [{ path: '/.well-known/acme-challenge/x' }] } }] },
      }),
    },
  },
  {
    perDay: 1,
    make: {
      ...account('cert-manager', 'cert-manager'),
      verb: 'create',
      resource: 'services',
      namespace: 'shop',
      name: 'cm-acme-http-solver-x',
      code: 201,
      ...object('Service', { spec: { type: 'NodePort' } }),
    },
  },
  {
    perDay: 1,
    make: {
      ...account('cert-manager', 'cert-manager'),
      verb: 'create',
      resource: 'pods',
      namespace: 'shop',
      name: 'cm-acme-http-solver-x',
      code: 201,
      ...object('Pod', {
        spec: {
          ...strict,
          containers: [{ name: 'acmesolver', image: 'quay.io/jetstack/cert-manager-acmesolver:v1.18.2' }],
        },
      }),
    },
  },
  {
    perDay: 6,
    make: {
      ...account('cert-manager', 'cert-manager-cainjector'),
      verb: 'update',
      ...mutating,
      name: 'cert-manager-webhook',
      ...object('MutatingWebhookConfiguration', { webhooks: [{ failurePolicy: 'Fail' }] }),
    },
  },
  {
    perDay: 96,
    make: {
      ...account('external-secrets', 'external-secrets'),
      verb: 'create',
      resource: 'serviceaccounts',
      subresource: 'token',
      namespace: 'shop',
      name: 'cart',
      code: 201,
      level: 'Request',
      requestObject: { spec: { audiences: ['sts.amazonaws.com'], expirationSeconds: 600 } },
    },
  },
]

const policies: Daily[] = [
  {
    perDay: 48,
    make: {
      ...account('kyverno', 'kyverno-admission-controller'),
      verb: 'update',
      ...validating,
      name: 'kyverno-resource-validating-webhook-cfg',
      ...object('ValidatingWebhookConfiguration', { webhooks: [{ failurePolicy: 'Ignore' }] }),
    },
  },
  {
    perDay: 3,
    make: {
      ...account('kyverno', 'kyverno-background-controller'),
      verb: 'create',
      resource: 'networkpolicies',
      apiGroup: 'networking.k8s.io',
      namespace: 'pr-7',
      name: 'default-deny',
      code: 201,
      ...object('NetworkPolicy', { spec: { podSelector: {}, policyTypes: ['Ingress'] } }),
    },
  },
  {
    perDay: 500,
    make: {
      ...account('kyverno', 'kyverno-reports-controller'),
      verb: 'update',
      resource: 'policyreports',
      apiGroup: 'wgpolicyk8s.io',
      ...shop,
      level: 'Metadata',
    },
  },
  {
    perDay: 4,
    make: {
      ...account('gatekeeper-system', 'gatekeeper-admin'),
      verb: 'update',
      ...validating,
      name: 'gatekeeper-validating-webhook-configuration',
      ...object('ValidatingWebhookConfiguration', { webhooks: [{ failurePolicy: 'Ignore' }] }),
    },
  },
]

const monitoring: Daily[] = [
  {
    perDay: 20,
    make: {
      ...account('monitoring', 'prometheus-operator'),
      verb: 'update',
      ...apps('statefulsets'),
      namespace: 'monitoring',
      name: 'prometheus-k8s',
      ...templated('StatefulSet', strict),
    },
  },
  {
    perDay: 20,
    make: {
      ...account('monitoring', 'prometheus-operator'),
      verb: 'update',
      ...secrets('monitoring', 'prometheus-k8s'),
    },
  },
  { perDay: 1, make: { ...account('monitoring', 'kube-state-metrics'), verb: 'list', ...secrets(), ...begun } },
  { perDay: 200, make: { ...account('monitoring', 'kube-state-metrics'), verb: 'watch', ...secrets(), ...renewed } },
  {
    perDay: 2_000,
    make: {
      ...account('kube-system', 'metrics-server'),
      verb: 'get',
      resource: 'nodes',
      subresource: 'metrics',
      name: 'ip-10-0-1-20',
      requestURI: '/api/v1/nodes/ip-10-0-1-20/metrics/resource',
    },
  },
  { perDay: 1, make: { ...account('velero', 'velero'), verb: 'list', ...secrets(), ...begun } },
  {
    perDay: 1,
    make: {
      ...account('velero', 'velero'),
      verb: 'create',
      resource: 'pods',
      subresource: 'exec',
      namespace: 'shop',
      name: 'db-0',
      code: 101,
      stage: 'ResponseStarted',
      requestURI:
        '/api/v1/namespaces/shop/pods/db-0/exec?command=%2Fbin%2Fbash&command=-c&command=pg_dump+-U+shop+%3E+%2Fbackup%2Fdump&container=db',
    },
  },
]

// By server-side apply each object is rehearsed every ten minutes, and applied where it differs.
const rehearsed = (path: string, resource: Parameters<typeof rbac>[0], spec: unknown): Daily => ({
  perDay: 144,
  make: {
    ...account('flux-system', 'kustomize-controller'),
    verb: 'patch',
    ...rbac(resource, 'shop'),
    ...dry(path),
    ...object('x', spec as Record<string, unknown>),
  },
})
const gitops: Daily[] = [
  rehearsed('/apis/rbac.authorization.k8s.io/v1/clusterroles/shop', 'clusterroles', {
    rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
  }),
  {
    perDay: 144,
    make: {
      ...account('flux-system', 'kustomize-controller'),
      verb: 'patch',
      ...secrets('shop', 'cart-db'),
      ...dry('/api/v1/namespaces/shop/secrets/cart-db'),
    },
  },
  {
    perDay: 144,
    make: {
      ...account('flux-system', 'kustomize-controller'),
      verb: 'patch',
      ...apps('deployments'),
      ...shop,
      ...dry('/apis/apps/v1/namespaces/shop/deployments/cart'),
      ...templated('Deployment', strict),
    },
  },
  {
    perDay: 10,
    make: {
      ...account('flux-system', 'kustomize-controller'),
      verb: 'patch',
      ...apps('deployments'),
      ...shop,
      ...templated('Deployment', strict),
    },
  },
  {
    perDay: 4,
    make: {
      ...account('flux-system', 'helm-controller'),
      verb: 'create',
      ...secrets('shop', 'sh.helm.release.v1.cart.v8'),
      code: 201,
    },
  },
  {
    perDay: 1,
    make: {
      ...account('flux-system', 'kustomize-controller'),
      verb: 'patch',
      ...rbac('roles', 'cart'),
      namespace: 'shop',
      ...object('Role', role12),
    },
  },
  {
    perDay: 2,
    make: {
      ...account('argocd', 'argocd-application-controller'),
      verb: 'patch',
      ...apps('deployments'),
      namespace: 'kube-system',
      name: 'metrics-server',
      ...merge(
        'Deployment',
        { spec: { template: { spec: { containers: [{ name: 'metrics-server', image: ecr }] } } } },
        {},
      ),
    },
  },
  {
    perDay: 1,
    make: {
      ...account('argocd', 'argocd-application-controller'),
      verb: 'patch',
      ...validating,
      name: 'vpa-webhook',
      ...merge(
        'ValidatingWebhookConfiguration',
        { metadata: { labels: {} } },
        { webhooks: [{ failurePolicy: 'Fail' }] },
      ),
    },
  },
  {
    perDay: 2,
    make: {
      ...account('argocd', 'argocd-application-controller'),
      verb: 'patch',
      ...apps('daemonsets'),
      namespace: 'monitoring',
      name: 'node-exporter',
      ...merge(
        'DaemonSet',
        { spec: { template: { spec: { containers: [{ name: 'node-exporter', image: ecr }] } } } },
        {},
      ),
    },
  },
  ...Array.from({ length: 90 }, (_, kind) => ({
    perDay: 1,
    make: {
      ...account('argocd', 'argocd-application-controller'),
      verb: 'list',
      resource: `things${kind}`,
      apiGroup: 'example.com',
      received: '2026-01-05T06:00:00.000000Z',
    },
  })),
]

const data: Daily[] = [
  {
    perDay: 4,
    make: {
      ...account('cnpg-system', 'cnpg-manager'),
      verb: 'create',
      resource: 'pods',
      namespace: 'shop',
      name: 'db-1',
      code: 201,
      ...object('Pod', { spec: strict }),
    },
  },
  {
    perDay: 2,
    make: {
      ...account('cnpg-system', 'cnpg-manager'),
      verb: 'patch',
      ...rbac('roles', 'db'),
      namespace: 'shop',
      ...object('Role', {
        rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: ['db-app'], verbs: ['get', 'watch'] }],
      }),
    },
  },
  {
    perDay: 24,
    make: {
      ...account('airflow', 'airflow-worker'),
      verb: 'create',
      resource: 'pods',
      namespace: 'airflow',
      name: 'task-1',
      code: 201,
      ...object('Pod', { spec: strict }),
    },
  },
  {
    perDay: 24,
    make: {
      ...controller('cronjob-controller'),
      verb: 'create',
      resource: 'jobs',
      apiGroup: 'batch',
      namespace: 'shop',
      name: 'report-1',
      code: 201,
      ...templated('Job', strict),
    },
  },
]

const developer = role('AWSReservedSSO_Developer_5f2c8e01a7d94b36', 'anna')
const operator = role('AWSReservedSSO_Operator_0b51f9c2a4e87d63', 'omar')
const people: Daily[] = [
  // A preview of a change gets a namespace and loses it.
  {
    perDay: 3,
    make: {
      ...pipeline,
      verb: 'create',
      resource: 'namespaces',
      name: 'pr-7',
      code: 201,
      ...object('Namespace', { metadata: { name: 'pr-7' } }),
    },
  },
  { perDay: 3, make: { ...pipeline, verb: 'delete', resource: 'namespaces', namespace: 'pr-6', name: 'pr-6' } },
  { perDay: 3, make: { ...pipeline, verb: 'patch', ...secrets('pr-7', 'registry'), code: 201 } },
  {
    perDay: 1,
    make: {
      ...pipeline,
      verb: 'patch',
      ...validating,
      name: 'vpa-webhook',
      ...object('ValidatingWebhookConfiguration', { webhooks: [{ failurePolicy: 'Fail' }] }),
    },
  },
  // k9s and Lens ask for a few dozen kinds and rights.
  ...['pods', 'services', 'deployments', 'configmaps', 'nodes', 'jobs', 'ingresses'].map((resource) => ({
    perDay: 60,
    make: { ...developer, verb: 'list', resource, namespace: 'shop', userAgent: 'k9s/v0.50.9' },
  })),
  {
    perDay: 30,
    make: {
      ...developer,
      verb: 'create',
      resource: 'selfsubjectaccessreviews',
      apiGroup: 'authorization.k8s.io',
      code: 201,
      userAgent: 'Lens/2025.9',
    },
  },
  { perDay: 2, make: { ...developer, verb: 'list', ...secrets('shop'), userAgent: 'Lens/2025.9' } },
  {
    perDay: 2,
    make: {
      ...developer,
      verb: 'patch',
      ...apps('deployments'),
      ...shop,
      ...merge(
        'Deployment',
        {
          spec: {
            template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': '2026-01-05T07:00:00Z' } } },
          },
        },
        { spec: { template: { spec: strict } } },
      ),
    },
  },
  {
    perDay: 1,
    make: {
      ...developer,
      verb: 'patch',
      resource: 'pods',
      subresource: 'ephemeralcontainers',
      ...shop,
      ...merge(
        'Pod',
        { spec: { ephemeralContainers: [{ name: 'debugger-7', image: 'busybox:1.37' }] } },
        { spec: strict },
      ),
    },
  },
  {
    perDay: 1,
    make: {
      ...developer,
      verb: 'create',
      resource: 'pods',
      subresource: 'exec',
      ...shop,
      code: 101,
      stage: 'ResponseStarted',
      requestURI:
        '/api/v1/namespaces/shop/pods/cart/exec?command=sh&command=-c&command=clear%3B+%28bash+%7C%7C+ash+%7C%7C+sh%29&stdin=true&tty=true',
    },
  },
  {
    perDay: 2,
    make: {
      ...operator,
      verb: 'patch',
      resource: 'nodes',
      name: 'ip-10-0-1-20',
      ...merge('Node', { spec: { unschedulable: true } }, {}),
    },
  },
  { perDay: 30, make: { ...operator, verb: 'create', resource: 'pods', subresource: 'eviction', ...shop, code: 201 } },
  {
    perDay: 100,
    make: {
      ...person,
      verb: 'list',
      resource: 'pods',
      apiGroup: 'metrics.k8s.io',
      namespace: 'shop',
      level: 'Metadata',
    },
  },
]

export const busy: readonly Daily[] = [
  ...ofEks,
  ...autoscaling,
  ...network,
  ...certificates,
  ...policies,
  ...monitoring,
  ...gitops,
  ...data,
  ...people,
]
