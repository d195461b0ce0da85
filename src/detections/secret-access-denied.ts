// DET-20: one actor asked for secrets again and again, and was turned away.
import { defineDetection } from '../detection.ts'

const row = (actor: string, verb: string, code: string, count: number) => ({
  actor,
  verb,
  resource: 'secrets',
  code,
  count,
})

export default defineDetection({
  id: 'DET-20',
  kind: 'burst',
  title: 'Access to secrets denied repeatedly',
  criteria: ['CC7.2'],
  severity: 'medium',
  counts: ({ resource, code }) => resource === 'secrets' && code === '403',
  things: 'refused requests for secrets',
  settings: { atLeast: 10 },
  respond:
    'A workload: correct its role or what it is told to read. A person: ask; then look at what was allowed to the same actor.',
  limits:
    'One refusal of a person is told by DET-17. A resource of the same name in another API group is counted too, and so are writes.',
  sameAs: ['Panther Kubernetes Secret Access Denied', 'Falco K8s Secret Get Unsuccessfully Tried'],
  examples: {
    hit: [
      [row('bob', 'get', '403', 10)],
      [row('bob', 'get', '403', 6), row('bob', 'list', '403', 4)],
      [row('system:serviceaccount:shop:cart', 'watch', '403', 300)],
      [row('system:anonymous', 'list', '403', 12)],
    ],
    miss: [
      [row('bob', 'get', '403', 9)],
      [row('bob', 'get', '403', 6), row('eve', 'get', '403', 6)],
      [row('bob', 'get', '200', 500)],
      [row('bob', 'get', '404', 50)],
      [{ ...row('bob', 'get', '403', 50), resource: 'pods' }],
    ],
  },
})
