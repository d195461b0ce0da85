// DET-28: a request went through the API server to a kubelet, a pod or a service, past network policies and what they log.

import type { AuditEvent } from '../audit-log/event.ts'
import { example } from '../audit-log/example.ts'
import { isHumanOrAnonymous } from '../audit-log/human.ts'
import { pathOf, proxiedPath } from '../audit-log/request-uri.ts'
import { ending, target, who } from '../audit-log/sentence.ts'
import { visible } from '../audit-log/visible.ts'
import { defineDetection } from '../detection.ts'

// What is scraped. Of the path as it was sent: with an escape or a step up in it, it is another.
const scraped =
  /^\/api\/v1\/(namespaces\/[\w.-]+\/)?(nodes|pods|services)\/[\w.:-]+\/proxy\/(metrics(\/(cadvisor|probes|resource|slis))?|stats\/summary|healthz|readyz|livez)$/
const isScrape = ({ verb, requestURI }: AuditEvent): boolean => verb === 'get' && scraped.test(pathOf(requestURI))

// https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
const means: readonly (readonly [RegExp, string])[] = [
  [/^\/*(cri\/)?(run|exec|attach)\//, ', which runs or joins a command in a container'],
  [/^\/*(cri\/)?portForward\//i, ', which opens a port of a pod'],
  [/^\/*(pods|runningpods)\/*$/, ', which shows the environment of every pod there'],
  [/^\/*(logs|containerLogs)(\/|$)/, ', which shows logs'],
]

const node = { resource: 'nodes', subresource: 'proxy', name: 'ip-10-0-0-1' }
const to = (path: string, more: object = {}) =>
  example({ verb: 'get', ...node, requestURI: `/api/v1/nodes/ip-10-0-0-1/proxy/${path}`, ...more })
const prometheus = { user: 'system:serviceaccount:monitoring:prometheus', groups: ['system:serviceaccounts'] }
const grafana = { resource: 'services', subresource: 'proxy', namespace: 'monitoring', name: 'grafana:80' }

export default defineDetection({
  id: 'DET-28',
  kind: 'event',
  title: 'Node, pod or service proxy used',
  criteria: ['CC6.6'],
  severity: 'medium',
  select: { resource: ['nodes', 'pods', 'services'], subresource: ['proxy'] },
  hit(event) {
    if (event.outcome === null) return undefined
    // Monitoring scrapes through it all day; a person who does so looks around.
    if (isScrape(event) && !isHumanOrAnonymous(event)) return undefined
    const path = proxiedPath(event.requestURI)
    const [, meaning = ''] = (event.resource === 'nodes' && means.find(([of]) => of.test(path ?? ''))) || []
    const asked = path === undefined ? 'something' : `/${visible(path.replace(/^\/+/, ''), 150)}`
    return `${who(event)} asked ${visible(event.resource, 20)} ${target(event)} for ${asked} through the API server${meaning}${ending(event)}`
  },
  respond:
    'Look at the path: of a kubelet, run and exec are sessions that no exec shows. Take nodes/proxy from every role but that of monitoring.',
  limits:
    'What was answered is not in the log. A workload or a node that asks for metrics, stats or health alone is not told, as monitoring does so all day.',
  sameAs: ['Elastic Kubernetes API Server Proxying Request to Kubelet', 'Stratus k8s.privilege-escalation.nodes-proxy'],
  examples: {
    hit: [
      [to('run/shop/cart-0/app?cmd=id', { verb: 'create' })],
      [to('pods', prometheus)],
      [to('exec/shop/cart-0/app?command=sh&input=1&output=1&tty=1', { code: 101, stage: 'ResponseStarted' })],
      [to('metrics')],
      [to('metrics', { ...prometheus, impersonatedUser: { username: 'bob' } })],
      [to('metrics/../pods', prometheus)],
      [to('metrics%2F..%2Fpods', prometheus)],
      [to('metrics/', { ...prometheus, verb: 'create' })],
      [to('pods', { code: 403, decision: 'forbid' })],
      [to('stats/summary', { code: 200, stage: 'ResponseStarted' }), to('stats/summary')],
      [
        example({
          verb: 'get',
          ...grafana,
          requestURI: '/api/v1/namespaces/monitoring/services/grafana:80/proxy/api/datasources',
        }),
      ],
      [example({ verb: 'create', ...grafana, resource: 'pods', name: 'grafana-0', ...prometheus })],
    ],
    miss: [
      [to('metrics/cadvisor', prometheus)],
      [to('stats/summary?only_cpu_and_memory=true', prometheus)],
      [to('healthz', { user: 'system:node:ip-10-0-0-1' })],
      [to('pods', { stage: 'RequestReceived' })],
      [example({ verb: 'get', resource: 'nodes', name: 'ip-10-0-0-1' })],
      [example({ verb: 'get', ...grafana, subresource: 'status' })],
    ],
  },
})
