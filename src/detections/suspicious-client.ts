// DET-53: a client that calls itself an attack tool, or a script where the cluster's own programs have names.

import type { AuditEvent } from '../audit-log/event.ts'
import { example } from '../audit-log/example.ts'
import { isOpenPath } from '../audit-log/open-path.ts'
import { ending, what, who } from '../audit-log/sentence.ts'
import { visible } from '../audit-log/visible.ts'
import { defineDetection } from '../detection.ts'

// Tools that scan or attack, by the name they send. Some send that of their library and are among the scripts.
const tools = [
  'access_matrix', // rakkess
  'azurehound',
  'dirbuster',
  'feroxbuster',
  'gobuster',
  'kali-amd64',
  'kali-arm64',
  'kdigger',
  'kube-hunter',
  'kubeletctl',
  'kubesploit',
  'masscan',
  'metasploit',
  'micro-scanner',
  'nikto',
  'nmap',
  'nuclei',
  'peirates',
  'sqlmap',
  'stratus-red-team',
  'trufflehog',
  'zgrab',
]
// Not Go-http-client, okhttp, aiohttp, node-fetch, axios: operators come with these; nor OpenAPI-Generator, the client of Python.
const scripts = [
  'curl/',
  'guzzlehttp/',
  'httpie/',
  'libwww-perl/',
  'postmanruntime/',
  'powershell/',
  'python-httpx/',
  'python-requests/',
  'python-urllib',
  'wget/',
]

// Whole words: `unmap` is no nmap.
const wordsOf = (names: readonly string[]): RegExp =>
  new RegExp(`(?<![a-z0-9])(${names.map((name) => name.replace(/\./g, '\\.')).join('|')})(?![a-z0-9])`, 'i')
const isTool = wordsOf(tools)
const isScript = new RegExp(`(?<![a-z0-9])(${scripts.join('|')})`, 'i')

// Scanners of the internet come to every public endpoint all day. What they get is told, and how many were turned away (DET-49).
const isTurnedAway = (event: AuditEvent): boolean =>
  event.actorClass === 'anonymous' && (event.outcome === 'denied' || isOpenPath(event))

const as = (userAgent: string) => ({ userAgent })
const pods = { resource: 'pods', namespace: 'shop' }
const cart = { user: 'system:serviceaccount:shop:cart', groups: ['system:serviceaccounts', 'system:authenticated'] }
const anonymous = { user: 'system:anonymous', groups: ['system:unauthenticated'] }

export default defineDetection({
  id: 'DET-53',
  kind: 'event',
  title: 'Suspicious client',
  criteria: ['CC7.2'],
  severity: 'medium',
  select: { userAgent: [...tools, ...scripts] },
  hit(event) {
    const kind = isTool.test(event.userAgent) ? 'attack tool' : isScript.test(event.userAgent) ? 'script' : undefined
    if (event.outcome === null || kind === undefined || isTurnedAway(event)) return undefined
    return `${who(event)} used ${kind} ${visible(event.userAgent, 100)} to ${event.verb} ${what(event)}${ending(event)}`
  },
  respond:
    'An attack tool: treat the identity as stolen. A script: ask its owner; what runs in a container is not meant to call the API by hand.',
  limits:
    'A client calls itself what it likes, and who hides calls itself kubectl. Requests without an identity that were refused, or that asked for health or version, are not told.',
  sameAs: [
    'Sigma Potential Kubernetes Enumeration Activity',
    'Elastic Kubernetes Secret Get or List with Suspicious User Agent',
  ],
  examples: {
    hit: [
      [example({ verb: 'list', ...pods, ...as('curl/8.5.0') })],
      [example({ verb: 'list', ...pods, ...cart, ...as('curl/8.5.0') })],
      [example({ verb: 'watch', ...pods, ...cart, ...as('python-requests/2.31.0') })],
      [example({ verb: 'list', ...pods, ...cart, ...as('Wget/1.21.4'), code: 403, decision: 'forbid' })],
      [example({ verb: 'list', ...pods, ...as('Mozilla/5.0 (compatible; Nmap Scripting Engine)') })],
      [example({ verb: 'list', ...pods, ...as('kubectl-access_matrix/v0.5.0 (linux/amd64)') })],
      [example({ verb: 'list', ...pods, ...as('KUBE-HUNTER') })],
      [example({ verb: 'get', requestURI: '/api', ...cart, ...as('Python-urllib/3.11') })],
      [example({ verb: 'list', ...pods, ...anonymous, ...as('curl/8.5.0') })],
    ],
    miss: [
      [example({ verb: 'list', ...pods })],
      [example({ verb: 'list', ...pods, ...cart, ...as('OpenAPI-Generator/29.0.0/python') })],
      [example({ verb: 'list', ...pods, ...cart, ...as('Go-http-client/2.0') })],
      [example({ verb: 'list', ...pods, ...cart, ...as('libcurl-operator') })],
      [example({ verb: 'list', ...pods, ...cart, ...as('unmap-controller/v1 (linux/amd64)') })],
      [example({ verb: 'list', ...pods, ...cart, ...as('nmapper/v2') })],
      [example({ verb: 'list', ...pods, ...anonymous, ...as('zgrab/0.x'), code: 403, decision: 'forbid' })],
      [example({ verb: 'get', requestURI: '/version', ...anonymous, ...as('python-requests/2.31.0') })],
      [example({ verb: 'list', ...pods, ...as('curl/8.5.0'), stage: 'RequestReceived' })],
      [example({ verb: 'list', ...pods, ...as('') })],
    ],
  },
})
