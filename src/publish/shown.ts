// What Security Hub shows of the hits of one detection on one day, whoever told it.
import type { Instant, Subject } from '../model.ts'
import { subjectPrefix } from './asff.ts'
import type { Refusal } from './hub.ts'
import { equal, type Outbox, prefix } from './outbox.ts'
import { partitionOf, productArn, regionOf } from './resource.ts'

type Asked = { account: string; home: string; subject: Subject; detection: string; day: string }

/** `day`: as 2026-01-05. */
export const shownOn = (
  { find }: Pick<Outbox, 'find'>,
  { account, home, subject, detection, day }: Asked,
): Promise<Record<string, unknown>[] | Refusal> => {
  const region = regionOf(subject, home)
  const [Start, End]: [Instant, Instant] = [`${day}T00:00:00Z`, `${day}T23:59:59.999Z`]
  return find({
    ProductArn: [equal(productArn(partitionOf(subject.id, region), region, account))],
    Id: [prefix(`${subjectPrefix(subject)}${detection}/`)],
    FirstObservedAt: [{ Start, End }],
  })
}
