// DET-24: a command in a container is after credentials: tokens that are mounted, keys, the node's or the pod's AWS role.

import { credentialsRead } from '../audit-log/credentials-read.ts'
import { example } from '../audit-log/example.ts'
import { begins, beyondJudging, commandOf, commandTold, commandVerbs } from '../audit-log/session.ts'
import { defineDetection } from '../detection.ts'

const pod = { resource: 'pods', subresource: 'exec', namespace: 'shop', name: 'cart-0' }
const uri = (...words: string[]) =>
  `/api/v1/namespaces/shop/pods/cart-0/exec?${words.map((word) => `command=${encodeURIComponent(word).replaceAll('%20', '+')}`).join('&')}&container=app&stdout=true`
const run = (...words: string[]) =>
  example({ verb: 'create', ...pod, code: 101, stage: 'ResponseStarted', requestURI: uri(...words) })
const token = '/var/run/secrets/kubernetes.io/serviceaccount/token'
const kubelet = '/api/v1/nodes/ip-10-0-0-1/proxy/run/shop/cart-0/app?cmd='

// What was withheld of a hand-made address may have held a command; clients write `=` in a value as %3D.
const isPartlyWithheld = (requestURI: string): boolean => /[?&][^=&]*=[^&]*=\[redacted\]/.test(requestURI)

export default defineDetection({
  id: 'DET-24',
  kind: 'event',
  title: 'Exec reads a service-account token, credentials or the metadata service',
  criteria: ['CC6.1', 'CC7.2'],
  severity: 'high',
  select: commandVerbs,
  settings: { environment: true as boolean },
  hit(event, { environment }) {
    const command = begins(event) ? commandOf(event) : undefined
    if (!command) return undefined
    const what = beyondJudging(command) ?? credentialsRead(command, environment)
    if (what) return commandTold(event, what)
    return isPartlyWithheld(event.requestURI)
      ? commandTold(event, 'cannot be judged, as a part that looks like a credential is withheld')
      : undefined
  },
  respond:
    "Ask the actor for the reason; rotate what could be read, and look in CloudTrail for calls of the pod's and the node's role from elsewhere.",
  limits:
    'The log holds the command that opened the session and nothing that was typed in it. Paths that a shell puts together while it runs (globs, variables, base64) are not seen.',
  sameAs: [
    'Panther Kubernetes Service Account Token Theft from Pod',
    'Elastic Kubernetes Pod Exec Sensitive File or Credential Path Access',
    'Elastic Kubernetes Pod Exec Cloud Instance Metadata Access',
    'Stratus k8s.credential-access.steal-serviceaccount-token',
  ],
  examples: {
    hit: [
      [run('cat', token)],
      [run('sh', '-c', `TOKEN=$(cat ${token}); curl -H "Authorization: Bearer $TOKEN" https://kubernetes.default/api`)],
      [run('ls', '/run/secrets/kubernetes.io/serviceaccount/')],
      [run('cat', '/var/run/secrets/eks.amazonaws.com/serviceaccount/token')],
      [run('cat', '/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token')],
      [run('sh', '-c', "cat /var/run/sec''rets/kubernetes.io/serviceaccount/token")],
      [run('cat', '/app/.aws/credentials')],
      [run('curl', 'http://169.254.169.254/latest/meta-data/iam/security-credentials/')],
      [run('curl', 'http://[fd00:ec2::254]/')],
      [run('wget', '-qO-', 'http://2852039166/')],
      [run('sh', '-c', 'curl $AWS_CONTAINER_CREDENTIALS_FULL_URI')],
      [run('curl', 'http://169.254.170.23/v1/credentials')],
      [run('env')],
      [run('sh', '-c', 'printenv | sort')],
      [run('cat', '/proc/1/environ')],
      [example({ verb: 'get', ...pod, requestURI: uri('cat', token), code: 403, decision: 'forbid' })],
      [
        example({
          verb: 'create',
          ...pod,
          code: 101,
          stage: 'ResponseStarted',
          requestURI: '/exec',
          requestObject: { kind: 'PodExecOptions', command: ['cat', token] },
        }),
      ],
      [
        example({
          verb: 'create',
          resource: 'nodes',
          subresource: 'proxy',
          name: 'ip-10-0-0-1',
          requestURI: `${kubelet}cat%20${token}`,
        }),
      ],
    ],
    miss: [
      [run('sh')],
      [run('ls', '/var/run')],
      [run('ls', '/run/secrets-test')],
      [run('curl', 'http://169.254.1.1/')],
      [run('env', 'LANG=C', 'ls')],
      [run('printenv', 'HOME')],
      [run('cat', '/etc/aws.config')],
      [example({ verb: 'create', ...pod, code: 101, requestURI: uri('cat', token) })],
      [example({ verb: 'create', ...pod, requestURI: uri('cat', token), stage: 'RequestReceived' })],
      [example({ verb: 'get', ...pod, subresource: 'log', requestURI: uri('cat', token) })],
      { log: [run('env')], settings: { environment: false } },
    ],
  },
})
