// Which detections an event is for: as each select says, whatever came before it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detect } from '../../src/audit-log/detect.ts'
import { dispatching } from '../../src/audit-log/dispatch.ts'
import { type AuditEvent, readEvent } from '../../src/audit-log/event.ts'
import { example } from '../../src/audit-log/example.ts'
import { windowExample } from '../../src/audit-log/example-window.ts'
import { selects } from '../../src/audit-log/select.ts'
import type { Select } from '../../src/detection.ts'
import { slot } from './account.ts'
import { detections } from './detections.ts'

const words = {
  verb: ['get', 'create', 'update', 'watch', 'FOO'],
  resource: ['', 'pods', 'secrets', 'leases', 'x'.repeat(300)],
  subresource: ['', 'status', 'exec'],
  namespace: ['', 'kube-system', 'shop'],
  user: ['system:node:a', 'system:anonymous', '', 'alice'],
  userAgent: ['kubectl/v1.34.1', 'Kali-amd64 kubectl', '', `${'y'.repeat(300)}kali`],
}
const some = <T>(of: readonly T[]) => fc.option(fc.subarray([...of]), { nil: undefined })
const select: fc.Arbitrary<Select> = fc
  .record({
    verb: some(words.verb),
    resource: some(words.resource),
    subresource: some(words.subresource),
    namespace: some(words.namespace),
    user: some(words.user),
    impersonated: fc.constantFrom(undefined, undefined, true as const),
    userAgent: fc.constantFrom(undefined, undefined, ['kali'], ['KUBECTL', 'curl']),
    butNoise: fc.constantFrom(undefined, true as const),
  })
  .map((given) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)))
const event: fc.Arbitrary<AuditEvent> = fc
  .record({
    verb: fc.constantFrom(...words.verb),
    resource: fc.constantFrom(...words.resource),
    subresource: fc.constantFrom(...words.subresource),
    namespace: fc.constantFrom(...words.namespace),
    user: fc.constantFrom(...words.user),
    userAgent: fc.constantFrom(...words.userAgent),
    impersonatedUser: fc.constantFrom(undefined, { username: 'bob' }),
  })
  .map(({ impersonatedUser, ...given }) => read({ ...given, ...(impersonatedUser && { impersonatedUser }) }))
const read = (given: Parameters<typeof example>[0]): AuditEvent => {
  const said = readEvent(JSON.stringify(example(given)))
  if (!said.readable) throw new Error(said.faults.join())
  return said
}

describe('an event is for those whose select takes it, in their order', () => {
  it('whatever they select, and whatever came before', () => {
    fc.assert(
      fc.property(fc.array(select, { maxLength: 8 }), fc.array(event, { maxLength: 12 }), (selected, events) => {
        const all = selected.map((one) => ({ select: one }))
        const taking = dispatching(all)
        for (const one of events) expect(taking(one)).toEqual(all.filter((each) => selects(each.select, one)))
      }),
      { numRuns: 1_000, seed: 11 },
    )
  })

  it('of all detections that there are', () => {
    const selecting = detections.flatMap((one) => ('select' in one ? [one] : []))
    const taking = dispatching(selecting)
    const messages = detections.flatMap(({ examples: { hit, miss } }) =>
      [...hit, ...miss].flatMap((one) => ('log' in one ? one.log : one)).map((one) => JSON.stringify(one)),
    )
    const events = messages.map(readEvent).filter((one) => one.readable)
    expect(events.length).toBeGreaterThan(300)
    for (const one of events) {
      const own = selecting.filter((each) => selects(each.select, one)).map(({ id }) => id)
      expect(taking(one).map(({ id }) => id)).toEqual(own)
    }
  })

  it('when more words came than are remembered', () => {
    const all = [{ select: { resource: ['r7'], verb: ['get'] } }]
    const taking = dispatching(all)
    for (let nth = 0; nth < 2_000; nth++) {
      expect(taking(read({ verb: 'get', resource: `r${nth % 1_200}` }))).toHaveLength(nth % 1_200 === 7 ? 1 : 0)
    }
  })
})

describe('entries that were delivered again', () => {
  it('change no hit, not even where it points', () => {
    const messages = detections.flatMap(({ kind, examples: { hit } }) =>
      kind === 'event' || kind === 'entry' || kind === 'distinct'
        ? hit.flatMap((one) => ('log' in one ? one.log : one)).map((one) => JSON.stringify(one))
        : [],
    )
    const once = [...new Set(messages.filter((message) => readEvent(message).readable))]
    const found = (given: string[]) => detect(detections, windowExample(slot, { messages: given }), { slot, rules: {} })
    expect(found(once).length).toBeGreaterThan(100)
    expect(found([...once, ...once])).toEqual(found(once))
  })
})
