// What the attested records say of each change: approved, not approved, or not to be told. Judged as ACC-01 and CHG-01 judge it.
import { type Approval, approvalOf } from '../../changes/approval.ts'
import { seconds } from '../../clock.ts'
import type { Config } from '../../config.ts'
import type { AnyControl } from '../../control.ts'
import type { Attested } from '../../facts/attested.ts'
import { type Instant, isUnknown, type Ref, type Unknown } from '../../model.ts'
import type { ChangeSeen } from './changes-seen.ts'
import type { Period } from './period.ts'

/**
 * `refused`: it took no effect. `aws`: made by AWS itself. `not-asked`: no test asks for an approval of it.
 * `unread`: the records could not be read, or were read before it was made.
 */
export type Approved = Approval | { state: 'refused' | 'aws' | 'not-asked' } | { state: 'unread'; why: string }

/** The newest reading of the attested records that the walk met. */
export type RecordsSeen = {
  /** When they were listed; null where no reading tells. */
  read: Instant | null
  changes: Attested[] | Unknown
  postMortems: Attested[] | Unknown
  evidence: Ref[]
}

type By = { configs: Period['configs']; controls: readonly AnyControl[]; records: RecordsSeen }

/** Pure. A change of access needs a ticket (ACC-01), one of a cluster does not (CHG-01). */
export const approvedBy = (
  { event, kind, subject }: Omit<ChangeSeen, 'evidence'>,
  { configs, controls, records }: By,
): Approved => {
  if (event.error !== null) return { state: 'refused' }
  if (event.who.type === 'AWSService') return { state: 'aws' }
  if (kind === 'logs' || kind === 'repository' || subject === null) return { state: 'not-asked' }
  if (isUnknown(records.changes)) return { state: 'unread', why: records.changes.reason }
  const config = configs.findLast(({ from }) => seconds(from) <= seconds(event.at)) ?? configs[0]
  const judge = kind === 'access' ? 'ACC-01' : 'CHG-01'
  const recordedFirst = settingOf(config?.config, controls, judge) !== false
  const approval = approvalOf(event, subject, records.changes, { recordedFirst, needsTicket: kind === 'access' })
  if (approval.state === 'approved') return approval
  if (records.read === null || seconds(event.at) >= seconds(records.read))
    return { state: 'unread', why: 'the records were read before it was made' }
  return approval
}

const settingOf = (config: Config | undefined, controls: readonly AnyControl[], id: string): unknown => {
  const own = config?.controls[id]
  const set = own && 'settings' in own ? own.settings.recordedFirst : undefined
  return set ?? controls.find((one) => one.id === id)?.settings.recordedFirst
}
