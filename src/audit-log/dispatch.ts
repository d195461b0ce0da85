// Which detections an event is for. What a log holds by the thousand, and most of them do not look at, is to cost little.
import type { Select } from '../detection.ts'
import type { AuditEvent } from './event.ts'
import { remembered } from './remembered.ts'
import { selects } from './select.ts'

type Selecting = { select: Select }

/** Those whose select takes the event, in the order given: as `selects` says of each, with what it says of many asked once. */
export const dispatching = <T extends Selecting>(all: readonly T[]): ((event: AuditEvent) => readonly T[]) => {
  const steps = all.map((one) => ({ one, takes: takesRest(one.select) }))
  const isNoise = ofLast((event) => !selects({ butNoise: true }, event))
  const candidates = remembered(verbOf, ({ verb }) => {
    const some = steps.filter(({ one: { select } }) => among(select.verb, verb))
    return remembered(resourceOf, ({ resource }) =>
      some.filter(({ one: { select } }) => among(select.resource, resource)),
    )
  })
  return (event) => {
    const found: T[] = []
    for (const { one, takes } of candidates(event)(event)) {
      if (takes(event) && !(one.select.butNoise && isNoise(event))) found.push(one)
    }
    return found
  }
}

// Of a select what no index knows.
const takesRest = ({ verb, resource, userAgent, butNoise, ...rest }: Select): ((event: AuditEvent) => boolean) => {
  const named = userAgent && remembered(userAgentOf, (event) => selects({ userAgent }, event))
  const isAny = Object.keys(rest).length === 0
  return (event) => (isAny || selects(rest, event)) && (named === undefined || named(event))
}

const among = (wanted: readonly string[] | undefined, value: string): boolean =>
  wanted === undefined || wanted.includes(value)

const ofLast = (answer: (event: AuditEvent) => boolean): ((event: AuditEvent) => boolean) => {
  let last: AuditEvent | undefined
  let known = false
  return (event) => {
    if (event !== last) {
      known = answer(event)
      last = event
    }
    return known
  }
}

const verbOf = ({ verb }: AuditEvent): string => verb
const resourceOf = ({ resource }: AuditEvent): string => resource
const userAgentOf = ({ userAgent }: AuditEvent): string => userAgent
