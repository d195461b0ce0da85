// Secrets that are known by how they look or by what they are called, wherever they stand. A help, not a proof: a password looks like any word.
import { marker } from './redaction.ts'

/** What must occur for the pattern to be tried at all: most texts hold none of it. The pattern's one group is kept. */
type Shape = { hints: readonly string[]; pattern: RegExp }

const anyCase = (words: string): string =>
  words.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`).replaceAll('-', '[_-]?')
const called = anyCase(
  'pass|password|passwd|passphrase|pwd|secret|token|api-key|access-key|private-key|signature|credential',
)
/** What a value is made of: JSON and URLs end it at the same characters, but for a backslash that stands for itself. */
const value = String.raw`(?:[^&\s"'\\;,]|\\\\)+`
/** The same within a URL, where a blank is `+` or `%20`; what is quoted goes to its closing quote. */
const encoded = String.raw`(?:%22(?:(?!%22)[^&\s"'\\])*|%27(?:(?!%27)[^&\s"'\\])*|(?:(?!%(?:20|09|0[AaDd]|3[Bb]|26|7[Cc]))[^&\s"'\\;,+])+)`
/** `$(cat FILE)` is no value but a command: whoever judges commands must see it, and a name before it must not hide it. */
const given = String.raw`(?!\[redacted\])(?!(?:%22)?(?:(?:%24|\$)(?:%28|\()|%60|\x60))`

const shapes: readonly Shape[] = [
  // Credentials of an Authorization header; in a URL, where blanks are + or %20, to the end of the word. A token of EKS is one of these.
  { hints: ['earer', 'asic'], pattern: /(\b(?:[Bb]earer|[Bb]asic)\s{1,3})[A-Za-z0-9._~+/%=-]{8,}/g },
  {
    hints: ['earer', 'asic'],
    pattern:
      /(\b(?:[Bb]earer|[Bb]asic)(?:\+|%20){1,3})(?:(?!%(?:0[9AaDd]|2[024679]|3[Bb]|60|7[Cc]))[A-Za-z0-9._~/%=-]){8,}/g,
  },
  { hints: ['k8s-aws-v1.'], pattern: /()\bk8s-aws-v1\.[A-Za-z0-9_-]{8,}/g },
  // A JSON Web Token: header, payload and signature. The header is bounded, for every word of hostile text may begin one.
  { hints: ['eyJ'], pattern: /()\beyJ[A-Za-z0-9_-]{8,2048}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g },
  { hints: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], pattern: /()\bgh[pousr]_[A-Za-z0-9]{20,}/g },
  { hints: ['github_pat_', 'glpat-'], pattern: /()\b(?:github_pat_|glpat-)[A-Za-z0-9_-]{16,}/g },
  { hints: ['xox'], pattern: /()\bxox[abprs]-[A-Za-z0-9-]{10,}/g },
  // To the end of the key, or of the string that it stands in; line ends are escaped once or more.
  {
    hints: ['PRIVATE KEY-----'],
    pattern:
      /()-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:[^"\\-]|-(?!----END)|\\+[nr])*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
  },
  // user:password@host of a URL.
  {
    hints: ['://', '%2F%2F'],
    pattern: /(:(?<=:(?:\/|%2F){2}[^\s"'\\/:@&]{0,64}:))(?!\[redacted\])[^\s"'\\/@&]{1,256}(?=@|%40)/g,
  },
  // name=value with a name that says what it is, after any prefix: DB_PASSWORD=, --token=, X-Amz-Signature=.
  { hints: ['='], pattern: new RegExp(`(=(?<=(?:${called})=))${given}${value}`, 'g') },
  { hints: ['%3D'], pattern: new RegExp(`(%3D(?<=(?:${called})%3D))${given}${encoded}`, 'g') },
]

/** The text with every known shape withheld: never across a quote, so that JSON stays JSON. Applying it twice changes nothing more. */
export const withholdShapes = (text: string): string =>
  shapes.reduce(
    (before, { hints, pattern }) =>
      hints.some((hint) => before.includes(hint)) ? before.replace(pattern, `$1${marker}`) : before,
    text,
  )

/** Whether a key, by its name, holds a secret: `dbPassword`, `api-key`, `AUTH_TOKEN`. A guess that errs on the side of withholding. */
export const soundsSecret = (key: string): boolean =>
  /passw|passphrase|secret|token|credential|(api|access|private)[-_. ]?key|connection[-_. ]?string/i.test(key)
