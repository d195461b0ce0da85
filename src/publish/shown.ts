// What Security Hub shows of the hits of one detection on one day, whoever told it.
import type { Instant, Subject } from '../model.ts'
import { subjectPrefix } from './asff.ts'
import { isRefusal, type Refusal } from './hub.ts'
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

/**
 * Where more actors than have a finding of their own did something, those keep theirs that the stream gave one: else a hit would be
 * told by two. What cannot be read is left to the Hub's answer to what is sent.
 */
export const shownBeside = async (
  outbox: Outbox,
  on: Pick<Asked, 'account' | 'home' | 'subject'>,
  of: readonly { detection: string; day: string }[],
): Promise<string[]> => {
  const ids: string[] = []
  for (const one of of) {
    const found = await shownOn(outbox, { ...on, ...one })
    if (!isRefusal(found)) ids.push(...found.map(({ Id }) => String(Id)))
  }
  return ids
}
