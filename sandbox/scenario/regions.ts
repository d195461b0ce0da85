// The regions of the demo account: those that every account has, one that was opted into, and some that were not.
import type { RegionOptStatus } from '@aws-sdk/client-account'

const always =
  'ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 eu-north-1 eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2'
const never =
  'af-south-1 ap-east-1 ap-south-2 ap-southeast-3 ap-southeast-4 ca-west-1 eu-south-1 eu-south-2 il-central-1 me-central-1 me-south-1'

const all = (names: string, status: RegionOptStatus): [string, RegionOptStatus][] =>
  names.split(' ').map((name) => [name, status])

export const regions: Record<string, RegionOptStatus> = Object.fromEntries(
  [...all(always, 'ENABLED_BY_DEFAULT'), ...all('eu-central-2', 'ENABLED'), ...all(never, 'DISABLED')].sort(),
)
