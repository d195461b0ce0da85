// Which credentials a command in a container is after: by the paths, addresses and names that lead to them.
import { readRange } from '../answers/cidr.ts'
import { soundsSecret } from '../redaction/secret-shapes.ts'
import { type Program, programsOf, textOf } from './shell-words.ts'

/** What the command is after, as the end of "a command that ..."; undefined where none of it is known. */
export const credentialsRead = (argv: readonly string[], printing: boolean): string | undefined => {
  const programs = programsOf(argv)
  const text = textOf(argv, programs)
  const place = places.find(({ pattern }) => pattern.test(text))
  if (place) return place.what
  if (addressesIn(text).some((address) => metadata.has(address))) return metadataRead
  return printing && programs.some(printsEnvironment)
    ? 'prints the environment, in which credentials may be'
    : undefined
}

const metadataRead = "asks for the node's or the pod's AWS credentials"

// Whole names only: `/run/secrets-test` is another directory. None of the patterns can go back over what it has read.
const places: readonly { what: string; pattern: RegExp }[] = [
  {
    what: 'reads a token or a secret that is mounted',
    pattern:
      /\/run\/secrets(?![\w.-])|(?:kubernetes\.io|eks\.amazonaws\.com)\/serviceaccount(?![\w.-])|eks-pod-identity-token|azure-identity-token/,
  },
  {
    what: 'reads AWS credentials',
    pattern:
      /(?<![\w.-])\.aws(?![\w.-])|\bAWS_(?:SECRET_ACCESS_KEY|SESSION_TOKEN|ACCESS_KEY_ID|WEB_IDENTITY_TOKEN_FILE|CONTAINER_(?:CREDENTIALS_\w+|AUTHORIZATION_TOKEN\w*))\b|(?<![\w-])(?:assume-role(?:-with-web-identity)?|get-session-token|get-federation-token|export-credentials)(?![\w-])/,
  },
  {
    what: 'reads keys or logins',
    pattern:
      /(?<![\w.-])\.(?:ssh|kube|docker\/config\.json|git-credentials|netrc|pgpass|azure|config\/gcloud)(?![\w.-])|\/etc\/g?shadow(?![\w.])|\/etc\/kubernetes\/|\/var\/lib\/kubelet\//,
  },
  {
    what: 'reads the environment of a process',
    pattern: /\/proc\/[^/\s]{1,40}\/(?:task\/[^/\s]{1,40}\/)?environ(?!\w)/,
  },
  {
    what: metadataRead,
    pattern:
      /\blatest\/(?:meta-data|user-data|api\/token|dynamic\/instance-identity)|(?<![\w.-])(?:instance-data(?:\.ec2\.internal)?|metadata\.google\.internal)(?![\w-])/,
  },
]

const number = (address: string): string | undefined => {
  const range = readRange(`${address}/${address.includes(':') ? 128 : 32}`)
  return range && `${range.family} ${range.first}`
}

// IMDS, EKS Pod Identity, ECS: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html and
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
const metadata: ReadonlySet<string | undefined> = new Set(
  ['169.254.169.254', 'fd00:ec2::254', '169.254.170.23', 'fd00:ec2::23', '169.254.170.2'].map(number),
)

/** Every address in the text, however it is written: `2852039166` and `0xa9.254.43518` are 169.254.169.254 to inet_aton(3). */
const addressesIn = (text: string): string[] => {
  const four = text.match(/(?<![\w.])\d[\dA-Fa-fxX.]{6,50}(?![\w.])/g) ?? []
  const six = text.match(/(?<![\w:.])[\dA-Fa-f]{1,4}:[\dA-Fa-f:.]{2,45}(?![\w:.])/g) ?? []
  return [...four.map((one) => dotted(one) ?? ''), ...six].flatMap((one) => number(one) ?? [])
}

const dotted = (text: string): string | undefined => {
  const parts = text
    .replace(/\.$/, '')
    .split('.')
    .map((part) => {
      if (/^0x[\da-f]+$/i.test(part)) return Number.parseInt(part, 16)
      return /^0[0-7]+$/.test(part) ? Number.parseInt(part, 8) : /^\d+$/.test(part) ? Number(part) : Number.NaN
    })
  const last = parts.pop() ?? Number.NaN
  const room = 256 ** (4 - parts.length)
  if (parts.length > 3 || parts.some((part) => !(part < 256)) || !(last < room)) return undefined
  const whole = parts.reduce((sum, part, at) => sum + part * 256 ** (3 - at), last)
  return [24, 16, 8, 0].map((bits) => Math.floor(whole / 2 ** bits) % 256).join('.')
}

// `env NAME=value program` starts one; `printenv HOME` tells where home is.
const printsEnvironment = ({ name, args }: Program): boolean => {
  const plain = args.filter((word) => !word.startsWith('-'))
  if (name === 'printenv') return plain.length === 0 || plain.some(soundsSecret)
  if (name === 'env') return plain.every((word) => word.includes('=') || /^\d*[<>]/.test(word))
  if (name === 'export' || name === 'declare') return args.some((word) => /^-[px]+$/.test(word)) && plain.length === 0
  if (name === 'set') return args.length === 0
  if (name !== 'echo' && name !== 'printf') return false
  return plain.some((word) => (word.match(/\$\{?\w{1,200}/g) ?? []).some(soundsSecret))
}
