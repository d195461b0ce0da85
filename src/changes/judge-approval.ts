// What a population of changes comes to: approved, or which of them are not, or what is not known yet.
import { some } from '../answers/some.ts'
import { fail, type Outcome, pass, unknown } from '../model.ts'
import type { Windows } from './join.ts'
import { type Made, type MadeChange, saidOf } from './made.ts'

/** `claim`: the ticket that a tag of the cluster names; it approves nothing. */
export const judgeApproval = ({ changes, byAws, unattributed }: Made, windows: Windows, claim?: string): Outcome => {
  const span = `from ${windows[0]?.slot.start} to ${windows.at(-1)?.slot.end}`
  const beside = byAws.length > 0 ? `; ${byAws.length} by AWS itself` : ''
  const wrong = changes.flatMap(({ event, approval }) =>
    approval.state === 'not approved' ? [`${saidOf(event)}: ${approval.why}`] : [],
  )
  const claimed = claim === undefined ? '' : `; the tag ${claim} is a claimed ticket and no approval`
  if (wrong.length > 0)
    return fail(`${wrong.length} of ${changes.length} changes are not approved: ${some(wrong, 3)}${claimed}`)
  const unread = changes.find(({ approval }) => approval.state === 'unread')
  if (unread) return unknown(`${saidOf(unread.event)}: the records are read again after it; then it is judged`)
  const [nobodys] = unattributed
  if (nobodys)
    return unknown(`EKS update ${nobodys.id} (${nobodys.type}) at ${nobodys.createdAt}: no event tells who made it`)
  if (changes.length === 0) return pass(`none was made ${span}${beside}`)
  return pass(`all ${changes.length} changes ${span} are approved: ${some(changes.map(approved), 3)}${beside}`)
}

const approved = ({ event, approval }: MadeChange): string => {
  if (approval.state !== 'approved') return saidOf(event)
  const { record, putAt } = approval.record
  const { approvedBy, approvedAt, ticket, attestedBy } = record
  return `${saidOf(event)}, ${ticket ?? 'no ticket'}, approved by ${approvedBy} at ${approvedAt} (attested by ${attestedBy} on ${putAt}: not read from AWS)`
}
