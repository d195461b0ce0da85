// Whether a host is an AWS service's own. Anybody can be reached under some name below amazonaws.com: a load balancer, an API, a bucket.
import type { Action } from '../model.ts'
import type { Pins } from './pins.ts'

const region = '[a-z]{2,4}(-[a-z]+)+-\\d+'
// The suffixes of all partitions, as the SDK's endpoint rules have them.
const suffix =
  '(amazonaws\\.com(\\.cn)?|amazonaws\\.eu|api\\.aws|api\\.amazonwebservices\\.(com\\.cn|eu)|(c2s|csp\\.hci)\\.ic\\.gov|sc2s\\.sgov\\.gov|cloud\\.adc-e\\.uk|api\\.aws(\\.hci)?\\.ic\\.gov|api\\.aws\\.scloud|api\\.cloud-aws\\.adc-e\\.uk)'
const storeHost = new RegExp(`^([a-z0-9.-]+\\.)?s3(-fips)?(\\.dualstack)?\\.${region}\\.${suffix}$`)

/** Services that answer for every region in one. */
const global = new Set(['account'])
// IAM has no region, or that of its partition: the SDK's endpoint rules.
const iamHost = new RegExp(`^iam(-fips)?(\\.(global|us-gov|${region}))?\\.${suffix}$`)

// Whose hosts are not called as their actions are: the SDK's endpoint rules.
const hosts: Readonly<Record<string, string>> = {
  cloudwatch: 'monitoring',
  elb: 'elasticloadbalancing',
  elbv2: 'elasticloadbalancing',
}

/** `at`: the region of the subject that the answer is about; `bucket`: the one that S3 was asked about. */
export const isGenuine = (
  host: string,
  action: Action,
  at: string,
  pins: Pick<Pins, 'sandbox'>,
  bucket?: unknown,
): boolean => {
  if (pins.sandbox) return isLocal(host)
  const [service = ''] = action.split(':')
  if (service === 'iam') return iamHost.test(host)
  // A bucket that was not asked about is a host that anybody can have.
  const asked = service === 's3' && host.startsWith(`${bucket}.`) ? host.slice(`${bucket}.`.length) : host
  const place = global.has(service) ? region : at.replace(/[^a-z0-9-]/g, '')
  const stack = service === 's3' ? '(\\.dualstack)?' : ''
  return new RegExp(`^((api|fips)\\.)?${hosts[service] ?? service}(-fips)?${stack}\\.${place}\\.${suffix}$`).test(asked)
}

export const isGenuineStore = (host: string, { sandbox }: Pick<Pins, 'sandbox'>): boolean =>
  sandbox ? isLocal(host) : storeHost.test(host)

const isLocal = (host: string): boolean => host === '127.0.0.1' || host === 'localhost'
