// What somebody with some rights in a cluster may try so that a detection does not see it: by what the API server does.
import { describe, expect, it } from 'vitest'
import { type Example, example } from '../../src/audit-log/example.ts'
import { patchEntry, templateOf } from '../../src/audit-log/example-pod.ts'
import { told } from './told.ts'

const partial = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { name: 'cart' } }
const rbac = { apiGroup: 'rbac.authorization.k8s.io', name: 'ops' }
const patch = (more: Partial<Example>, requestObject: unknown, responseObject: unknown = partial) =>
  example({ verb: 'patch', ...more, requestObject, responseObject })

type Try = [string, unknown, string]

describe('a JSON patch', () => {
  // findObject of gopkg.in/evanphx/json-patch.v4 passes over what stands before the first `/`.
  const service = { resource: 'services', namespace: 'shop', name: 'web' }
  const ofPaths: Try[] = [
    [
      'a service',
      patch(service, [{ op: 'replace', path: 'x/spec/type', value: 'NodePort' }], {
        kind: 'Service',
        spec: { type: 'NodePort' },
      }),
      'DET-42',
    ],
    [
      'the label of a namespace',
      patch({ resource: 'namespaces', namespace: 'shop', name: 'shop' }, [
        { op: 'remove', path: 'x/metadata/labels/pod-security.kubernetes.io~1enforce' },
      ]),
      'DET-45',
    ],
    [
      'a network policy',
      patch({ resource: 'networkpolicies', apiGroup: 'networking.k8s.io', namespace: 'shop', name: 'default' }, [
        { op: 'remove', path: 'x/spec/policyTypes/0' },
      ]),
      'DET-44',
    ],
    [
      'a template',
      patchEntry('deployments', [{ op: 'add', path: 'x/spec/template/spec/hostPID', value: true }], partial),
      'DET-30',
    ],
    [
      'a role',
      patch({ resource: 'clusterroles', ...rbac }, [
        { op: 'add', path: 'x/rules/-', value: { apiGroups: ['*'], resources: ['*'], verbs: ['*'] } },
      ]),
      'DET-07',
    ],
  ]
  it.each(ofPaths)('whose paths do not begin with a slash, of %s', (_, entry, id) => {
    expect(Object.keys(told(entry))).toContain(id)
  })

  const owning = [{ name: 'a', securityContext: { privileged: true } }]
  const staged = (value: unknown, path: string) => [
    { op: 'add', path: '/metadata/note', value },
    { op: 'copy', from: '/metadata/note', path },
    { op: 'remove', path: '/metadata/note' },
  ]
  const ofCopies: Try[] = [
    ['containers', patchEntry('deployments', staged(owning, '/spec/template/spec/containers'), partial), 'DET-29'],
    [
      'rules',
      patch(
        { resource: 'clusterroles', ...rbac },
        staged([{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }], '/rules'),
      ),
      'DET-07',
    ],
    [
      'a subject, of a binding that goes by the name of its role',
      patch(
        { resource: 'clusterrolebindings', ...rbac, name: 'cluster-admin' },
        staged({ kind: 'User', name: 'mallory' }, '/subjects/-'),
      ),
      'DET-03',
    ],
  ]
  it.each(ofCopies)(
    'that copies %s from where it put them, and is answered with the metadata alone',
    (_, entry, id) => {
      expect(Object.keys(told(entry))).toContain(id)
    },
  )

  it('that copies what was there before is told by the answer', () => {
    const operations = [
      { op: 'copy', from: '/spec/template/spec/containers/0', path: '/spec/template/spec/containers/1' },
    ]
    expect(Object.keys(told(patchEntry('deployments', operations, templateOf({ containers: owning }))))).toContain(
      'DET-29',
    )
  })
})
