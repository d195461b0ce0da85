// What an image reference names, as container runtimes read it.
// https://github.com/distribution/reference
export type ImageReference = {
  /** In lower case, with its port. */
  host: string
  path: string
  tag: string | null
  digest: string | null
}

const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'
const hostname = new RegExp(`^(?:${label}(?:\\.${label})*|\\[[0-9a-f:]+\\])(?::\\d+)?$`)
const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const pathname = new RegExp(`^${component}(?:/${component})*$`)

// A name has 255 characters at most, a tag 128, a digest 135.
const longest = 600

/** `nginx` and `docker.io/nginx` are `docker.io/library/nginx` with the tag `latest`; null for what is no reference. */
export const imageReference = (text: string): ImageReference | null => {
  if (text.length > longest) return null
  const [, name = '', tag, digest] =
    /^([^@\s]+?)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}))?$/.exec(text) ?? []
  const [first = '', ...rest] = name.split('/')
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')
  const said = isHost ? first.toLowerCase() : 'docker.io'
  const host = said === 'index.docker.io' ? 'docker.io' : said
  const inside = isHost ? rest.join('/') : name
  const path = host === 'docker.io' && !inside.includes('/') ? `library/${inside}` : inside
  if (!hostname.test(host) || !pathname.test(path)) return null
  return { host, path, tag: tag ?? (digest ? null : 'latest'), digest: digest ?? null }
}

// https://docs.aws.amazon.com/general/latest/gr/ecr.html
const ecr =
  /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|on\.aws|on\.amazonwebservices\.com\.cn)$/

/** Of a private registry of ECR its account and region; undefined for any other. */
export const ecrRegistry = (host: string): { account: string; region: string } | undefined => {
  const [, account, region] = ecr.exec(host) ?? []
  return account === undefined || region === undefined ? undefined : { account, region }
}

/** Accounts whose registries hold the images of EKS add-ons. https://docs.aws.amazon.com/eks/latest/userguide/add-ons-images.html */
const addonAccounts = new Set([
  ...['013241004608', '066635153087', '121268973566', '151610086707', '151742754352', '296578399912', '333609536671'],
  ...['455263428931', '491585149902', '533267051163', '558608220178', '590381155156', '602401143452', '730335286997'],
  ...['759879836304', '761377655185', '800184023465', '877085696533', '877088126301', '900612956339', '900889452093'],
  ...['918309763551', '961992271922'],
])
export const isAddonRegistry = (host: string): boolean => addonAccounts.has(ecrRegistry(host)?.account ?? '')
