// DET-48: a certificate was asked for, or approved, with which anybody who holds it logs in to the cluster.

import { isAsked } from '../audit-log/asked.ts'
import { isOwnOfAws } from '../audit-log/by-aws.ts'
import type { AuditEvent } from '../audit-log/event.ts'
import { example } from '../audit-log/example.ts'
import { ending, target, who } from '../audit-log/sentence.ts'
import { type SigningRequest, signingRequest } from '../audit-log/signing-request.ts'
import { visible } from '../audit-log/visible.ts'
import { defineDetection } from '../detection.ts'

const kubelets = 'kubernetes.io/kube-apiserver-client-kubelet'
// Whose certificates the API server takes; legacy-unknown only of the API before v1.
const clients = ['kubernetes.io/kube-apiserver-client', kubelets, 'kubernetes.io/legacy-unknown']

const isForClients = ({ signer, usages }: SigningRequest): boolean =>
  signer === '' ? usages.length === 0 || usages.includes('client auth') : clients.includes(signer)

const isMade = ({ verb, subresource, code }: AuditEvent): boolean =>
  subresource === '' && (verb === 'create' || (verb === 'patch' && code === 201))

const hitOf = (event: AuditEvent): string | undefined => {
  const isApproval = event.subresource === 'approval'
  if (!isApproval && !isMade(event)) return undefined
  const asked = signingRequest(event.body)
  if (asked && !isForClients(asked)) return undefined
  if (isApproval && asked?.denied && !asked.approved) return undefined
  // The certificate-controller approves what kubelets ask for themselves, which is told when they do.
  if (isApproval && asked?.signer === kubelets && isOwnOfAws(event)) return undefined
  const names = asked && asked.names.length > 0 ? `, naming ${visible(asked.names.join(', '), 150)}` : ''
  const signer = asked ? visible(asked.signer, 80) || 'no signer' : 'a signer that the log does not name'
  return `${who(event)} asked to ${isApproval ? 'approve' : 'have'} client certificate ${target(event)} of ${signer}${names}${ending(event)}`
}

const csr = { resource: 'certificatesigningrequests', apiGroup: 'certificates.k8s.io', name: 'mallory' }
const subject = Buffer.from('0\u0015\u0006\u0003U\u0004\n\f\u000esystem:masters', 'latin1').toString('base64')
const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${subject}\n-----END CERTIFICATE REQUEST-----\n`
const of = (signerName: string | undefined, usages: string[], type?: string) => ({
  kind: 'CertificateSigningRequest',
  spec: { request: Buffer.from(pem).toString('base64'), signerName, usages, username: 'mallory' },
  status: type ? { conditions: [{ type, status: 'True' }] } : {},
})
const client = of('kubernetes.io/kube-apiserver-client', ['client auth'])
const serving = of('kubernetes.io/kubelet-serving', ['digital signature', 'server auth'])
const application = of('beta.eks.amazonaws.com/app-serving', ['digital signature', 'server auth'])
const kubelet = { user: 'system:node:ip-10-0-1-21.eu-west-1.compute.internal', groups: ['system:nodes'] }
const approval = { ...csr, subresource: 'approval' }

export default defineDetection({
  id: 'DET-48',
  kind: 'event',
  title: 'Client certificate requested or approved',
  criteria: ['CC6.1'],
  severity: 'high',
  select: {
    verb: ['create', 'update', 'patch'],
    resource: ['certificatesigningrequests'],
    subresource: ['', 'approval'],
  },
  hit: (event) => (!isAsked(event) ? undefined : hitOf(event)),
  respond:
    'Ask the actor for the reason and delete the request. A certificate that was issued cannot be revoked: take every right from the names in it.',
  limits:
    'Of the certificate request itself only names of Kubernetes that stand in it as text are told; another subject, or one in an unusual encoding, is not. Whether the signer issued the certificate is not looked at.',
  sameAs: [
    'Elastic Kubernetes Client Certificate Signing Request Created or Approved',
    'Stratus k8s.persistence.create-client-certificate',
    'Panther Kubernetes Client Certificate Credential Created',
  ],
  examples: {
    hit: [
      [example({ verb: 'create', ...csr, code: 201, responseObject: client })],
      [example({ verb: 'patch', ...csr, code: 201, requestObject: client })],
      [example({ verb: 'create', ...csr, code: 403, decision: 'forbid', requestObject: client })],
      [example({ verb: 'create', ...csr, ...kubelet, code: 201, responseObject: of(kubelets, ['client auth']) })],
      [example({ verb: 'create', ...csr, code: 201, responseObject: of(undefined, ['client auth']) })],
      [example({ verb: 'create', ...csr, code: 403, decision: 'forbid' })],
      [example({ verb: 'update', ...approval, responseObject: of(clients[0], ['client auth'], 'Approved') })],
      [example({ verb: 'patch', ...approval, responseObject: of(clients[0], ['client auth'], 'Approved') })],
      [
        example({
          verb: 'update',
          ...approval,
          user: 'eks:certificate-controller',
          responseObject: of(clients[0], ['client auth'], 'Approved'),
        }),
      ],
    ],
    miss: [
      [example({ verb: 'create', ...csr, ...kubelet, code: 201, responseObject: serving })],
      [example({ verb: 'create', ...csr, code: 201, responseObject: application })],
      [example({ verb: 'update', ...approval, user: 'eks:certificate-controller', responseObject: serving })],
      [example({ verb: 'update', ...approval, responseObject: of(clients[0], ['client auth'], 'Denied') })],
      [example({ verb: 'patch', ...csr, responseObject: client })],
      [example({ verb: 'update', ...csr, subresource: 'status', user: 'system:kube-controller-manager' })],
      [example({ verb: 'get', ...csr, responseObject: client })],
      [
        example({
          verb: 'update',
          ...approval,
          user: 'system:serviceaccount:kube-system:certificate-controller',
          responseObject: of(kubelets, ['client auth'], 'Approved'),
        }),
      ],
    ],
  },
})
