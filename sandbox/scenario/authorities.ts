// The certificate authorities of a demo cluster: the one that EKS made with it, and a successor where one was appended.
import { seconds } from '../../src/clock.ts'
import type { Instant } from '../../src/model.ts'
import type { ClusterState } from '../world.ts'
import { daysAgo, hex } from './seed.ts'

export type SuccessorSpec = { /** days before the scenario's base */ age: number; by: 'CUSTOMER' | 'EKS' }
type Authority = ClusterState['certificateAuthorities'][number] & { id: string; data: string }

const year = 365 * 86_400
const idOf = (label: string): string => `ca-${hex(`authority/${label}`, 17)}`

/** A public certificate, as base64: of the demo, it certifies nothing. */
const certificateOf = (label: string): string =>
  Buffer.from(`demo certificate authority of ${label}`).toString('base64')

export const authoritiesOf = (
  name: string,
  born: Instant,
  successor: SuccessorSpec | null,
): [Authority, ...Authority[]] => {
  const createdAt = seconds(born)
  const first = {
    id: idOf(name),
    createdAt,
    createdBy: 'EKS' as const,
    activatedAt: createdAt,
    activatedBy: 'EKS' as const,
    signingStatus: 'IN_USE' as const,
    distributionStatus: 'COMPLETE' as const,
    validity: { notBefore: createdAt, notAfter: createdAt + 10 * year },
    rollbackAvailable: false,
    data: certificateOf(name),
  }
  if (successor === null) return [first]
  const made = daysAgo(`authority/${name}/successor`, successor.age)
  const appended = {
    id: idOf(`${name}/successor`),
    createdAt: made,
    createdBy: successor.by,
    signingStatus: 'NOT_USED' as const,
    distributionStatus: 'COMPLETE' as const,
    validity: { notBefore: made, notAfter: made + 10 * year },
    scheduledEvents: {
      firstAutoActivation: first.validity.notAfter - year,
      finalAutoActivation: first.validity.notAfter - year / 2,
    },
    rollbackAvailable: false,
    data: certificateOf(`${name}/successor`),
  }
  return [first, appended]
}
