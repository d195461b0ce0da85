// Which commands in a container do more than look around: they open a way out, carry files in or out, or leave the container.
import { isIPv4 } from 'node:net'
import { hasPublic, readRange } from '../answers/cidr.ts'
import { type Program, programsOf, shells, textOf } from './shell-words.ts'
import { visible } from './visible.ts'

/** What the command does, as the end of "a command that ..."; undefined where it does none of it. `plain`: a shell counts by itself. */
export const toolsRun = (argv: readonly string[], plain: boolean): string | undefined => {
  const programs = programsOf(argv)
  const text = textOf(argv, programs)
  if (connectsShell(programs, text)) return 'opens a shell or a connection to another machine'
  if (leavesContainer(programs, text)) return 'leaves the container for its node'
  const names = new Set(programs.map(({ name }) => name))
  for (const program of programs) {
    const what = runsWhatCame(program, names) ?? copies(program) ?? installs(program) ?? reaches(program)
    if (what) return what
  }
  return plain && programs.some(({ name }) => shells.has(name)) ? 'opens a shell' : undefined
}

const netcats = new Set(['nc', 'ncat', 'netcat', 'nc.openbsd', 'nc.traditional'])
const interpreter = /^(python|perl|ruby|php|node|lua)[\d.]*$/

const connectsShell = (programs: readonly Program[], text: string): boolean => {
  if (/\/dev\/(tcp|udp)\/(?!localhost\b|127\.)/.test(text)) return true
  const piped = programs.some(({ name, fed }) => name === 'mkfifo' || (shells.has(name) && fed))
  return programs.some(({ name, args }) => {
    if (shells.has(name)) return args.includes('-i') && args.some((word) => /^\d*(>&|&>|<&)/.test(word))
    if (netcats.has(name)) return piped || args.some(startsProgram)
    if (name === 'telnet') return piped
    if (name === 'openssl') return piped && args[0] === 's_client'
    if (name === 'socat') return args.some((word) => /^(exec|system|shell)\b|\bpty\b/i.test(word))
    return (interpreter.test(name) || /awk$/.test(name)) && isShellOverSocket(args.join(' '))
  })
}

const startsProgram = (word: string): boolean =>
  /^-[a-zA-Z]*[ec]$/.test(word) || /^--(exec|sh-exec|lua-exec)\b/.test(word)

const isShellOverSocket = (code: string): boolean =>
  /\bsocket\b|fsockopen|TCPSocket|\/inet\/(tcp|udp)\/|\bnet\.(connect|Socket|createConnection)/i.test(code) &&
  /dup2|subprocess|\bpty\b|\bexec|\bspawn|system|popen|\bsh\b|getline/.test(code)

const ofTheNode = new Set(['nsenter', 'chroot', 'crictl', 'ctr', 'nerdctl', 'docker', 'runc'])
const leavesContainer = (programs: readonly Program[], text: string): boolean =>
  /\/proc\/1\/root(?!\w)|(?<![\w-])(docker|containerd|crio)\.sock(?!\w)/.test(text) ||
  programs.some(({ name }) => ofTheNode.has(name))

const origins = ['base64', 'base32', 'xxd', 'openssl', 'curl', 'wget', 'gunzip', 'zcat']

// `| python3 -m json.tool` shows what came and does not run it.
const runsWhatCame = ({ name, args, fed }: Program, names: ReadonlySet<string>): string | undefined => {
  const runs = shells.has(name) ? !args.includes('-c') : interpreter.test(name) && ['', '-'].includes(args[0] ?? '')
  // `$(curl ...)` where a program is named: what it says is run.
  return (name === '$' || (fed && runs)) && origins.some((one) => names.has(one))
    ? 'runs what it fetched or decoded'
    : undefined
}

// `kubectl cp` runs `tar cf - PATH` to fetch and `tar -xmf - -C DIRECTORY` to put: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_cp/
const copies = ({ name, args }: Program): string | undefined => {
  if (['scp', 'sftp', 'rsync', 'ftp', 'tftp', 'lftp', 'rclone'].includes(name))
    return 'copies files to or from another machine'
  if (name === 'aws')
    return args[0] === 's3' && /^(cp|mv|sync)$/.test(args[1] ?? '') ? 'copies files to or from S3' : undefined
  if (!['tar', 'gtar', 'bsdtar'].includes(name)) return undefined
  const letters = args
    .filter((word, at) => (at === 0 && !word.startsWith('-')) || /^-[a-zA-Z]+-?$/.test(word))
    .join(' ')
  const toFile = /f/.test(letters) || args.some((word) => word.startsWith('--file'))
  if (toFile && !args.includes('-') && !args.includes('--file=-') && !/f-( |$)/.test(letters)) return undefined
  if (/c/.test(letters) || args.includes('--create')) return 'copies files out of the container'
  return /x/.test(letters) || args.includes('--extract') || args.includes('--get')
    ? 'copies files into the container'
    : undefined
}

const managers =
  /^(apt|apt-get|aptitude|apk|yum|dnf|microdnf|zypper|pip|pip3|pipx|npm|yarn|pnpm|gem|go|cargo|conda|dpkg|rpm)$/
const installs = ({ name, args }: Program): string | undefined =>
  managers.test(name) && args.some((word) => /^(install|add|get|i|-i|-U|--install)$/.test(word))
    ? 'installs software'
    : undefined

const clients = new Set(['curl', 'wget', 'aria2c', 'axel', 'lwp-download', 'fetch'])
const reaches = ({ name, args, fed }: Program): string | undefined => {
  if (netcats.has(name)) {
    if (args.some((word) => /^-[a-z]*l/i.test(word) || word === '--listen')) return 'listens for connections'
    return fed ? 'sends data to another machine' : undefined
  }
  if (!clients.has(name)) return undefined
  const host = args.map(hostOf).find((one) => one !== undefined && isForeign(one))
  return host === undefined ? undefined : `fetches from or sends to ${visible(host, 100)}`
}

/** The host of what may be a URL, with or without a scheme. */
const hostOf = (word: string): string | undefined => {
  if (word.startsWith('-')) return undefined
  const [, scheme, host = ''] = urlLike.exec(word) ?? []
  if (scheme !== undefined) return host
  const isName =
    /^[\w.-]+\.[a-zA-Z]{2,}$/.test(host) && !/\.(json|txt|html?|ya?ml|log|pem|crt|gz|sh|out|conf)$/i.test(word)
  return isName || isIPv4(host) ? host : undefined
}
const urlLike = /^([a-zA-Z][a-zA-Z\d+.-]{0,20}:\/\/)?(?:[^/\s@]{1,200}@)?(\[[\da-fA-F:.]+\]|[^/\s:?#]{1,253})/

/** Not the pod, the node or the cluster. A host that the container alone can tell counts, and so does one that is a number. */
const isForeign = (host: string): boolean => {
  const name = host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
  const range = readRange(`${name}/${name.includes(':') ? 128 : 32}`)
  if (range) return hasPublic(range)
  if (/^(\d+|0x[\da-f]+)$|[$`]/.test(name)) return true
  return name.includes('.') && !/\.(svc|local|localhost|internal)$|\.svc\./.test(name)
}
