// A batch of the stream: what of it is kept gives the same hits again, and nothing of it is what an allow-list lets pass.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeBatch } from '../../src/audit-log/batch.ts'
import type { Stage } from '../../src/audit-log/event.ts'
import { type Example, example } from '../../src/audit-log/example.ts'
import type { Rules } from '../../src/detection.ts'
import execIntoKubeSystem from '../../src/detections/exec-into-kube-system.ts'
import execIntoPod from '../../src/detections/exec-into-pod.ts'
import privileged from '../../src/detections/privileged-container.ts'
import unreadable from '../../src/detections/unreadable-entry.ts'

const detections = [execIntoPod, execIntoKubeSystem, privileged, unreadable]

const lane = 'kube-apiserver-audit-0a1b'
const of = (message: string, n: number, at = '2026-01-05T00:18:11Z') => ({ id: `${n}`, at, message })
const judge = (rules: Rules, messages: string[]) =>
  judgeBatch(
    { detections, rules },
    lane,
    messages.map((one, n) => of(one, n)),
  )
const ids = (told: { id: string }[]): string[] => told.map(({ id }) => id)

const pod = (more: Partial<Example> = {}, image = 'quay.io/cilium/agent:1'): string => {
  const containers = [{ name: 'x', image, securityContext: { privileged: true } }]
  const requestObject = { kind: 'Pod', spec: { containers } }
  const own = { verb: 'create', resource: 'pods', namespace: 'shop', name: 'agent', code: 201, requestObject }
  return JSON.stringify(example({ ...own, ...more }))
}
const exec = (more: Partial<Example> = {}): string =>
  JSON.stringify(
    example({ verb: 'get', resource: 'pods', subresource: 'exec', namespace: 'shop', name: 'a', code: 101, ...more }),
  )
const byImage: Rules = { 'DET-29': { allow: [{ images: ['quay.io/cilium/*'], reason: 'the network' }] } }

describe('what an allow-list lets pass', () => {
  it('is neither a hit nor kept', () => {
    expect(judge(byImage, [pod()])).toEqual({ hits: [], told: [] })
  })

  it('is kept where another detection tells it', () => {
    const rules = { 'DET-22': { allow: [{ namespaces: ['kube-system'], reason: 'drill' }] } }
    const { hits, told } = judge(rules, [exec({ namespace: 'kube-system', stage: 'ResponseStarted' })])
    expect([hits.map(({ detection }) => detection), ids(told)]).toEqual([['DET-23'], ['0']])
  })

  it('stays let pass where an entry of another stage alone would be told', () => {
    const early = pod({
      stage: 'ResponseStarted',
      requestObject: { spec: { containers: [{ securityContext: { privileged: true } }] } },
    })
    expect(judge(byImage, [early])).toMatchObject({ hits: [{ detection: 'DET-29' }] })
    expect(judge(byImage, [early, pod()])).toEqual({ hits: [], told: [] })
    expect(judge(byImage, [pod(), early])).toEqual({ hits: [], told: [] })
  })
})

describe('a detection that is off', () => {
  it.each([
    ['of an event', 'DET-22', exec({ stage: 'ResponseStarted' })],
    ['of an entry that cannot be read', 'DET-58', '{"kind":"Eve'],
  ])('says nothing, and keeps nothing: %s', (_, id, message) => {
    expect(judge({}, [message]).hits.map(({ detection }) => detection)).toEqual([id])
    expect(judge({ [id]: { off: 'too loud' } }, [message])).toEqual({ hits: [], told: [] })
  })
})

it('counts of two hours what each of them has', () => {
  const two = [...Array(50)].map((_, n) =>
    of(
      exec({ stage: 'ResponseStarted', auditID: `a${n}` }),
      n,
      n < 25 ? '2026-01-05T00:59:00Z' : '2026-01-05T01:00:00Z',
    ),
  )
  const { hits } = judgeBatch({ detections, rules: {} }, lane, two)
  expect(hits.filter(({ count }) => count > 1).map(({ count, slot }) => [count, slot.start])).toEqual([
    [5, '2026-01-05T00:00:00Z'],
    [5, '2026-01-05T01:00:00Z'],
  ])
})

it('gives the same hits of what it kept, whatever is allowed and in whatever order entries come', () => {
  const stage = fc.constantFrom<Stage>('RequestReceived', 'ResponseStarted', 'ResponseComplete')
  const message = fc.oneof(
    fc
      .tuple(stage, fc.constantFrom('a', 'b', 'c'), fc.constantFrom('quay.io/cilium/agent:1', 'evil/x'))
      .map(([stage, auditID, image]) => pod({ stage, auditID }, image)),
    fc
      .tuple(stage, fc.constantFrom('a', 'b'), fc.constantFrom('shop', 'kube-system'))
      .map(([stage, auditID, namespace]) => exec({ stage, auditID, namespace })),
    fc.constantFrom('{"kind":"Eve', pod({ verb: 'list', requestObject: undefined })),
  )
  const rules = fc.constantFrom<Rules>({}, byImage, {
    ...byImage,
    'DET-22': { allow: [{ namespaces: ['shop'], reason: 'drill' }] },
    'DET-23': { off: 'too loud' },
  })
  fc.assert(
    fc.property(rules, fc.array(message, { maxLength: 12 }), (given, messages) => {
      const { hits, told } = judge(given, messages)
      const again = judgeBatch({ detections, rules: given }, lane, told)
      expect(again.hits).toEqual(hits)
      expect(ids(again.told)).toEqual(ids(told))
      expect(hits.length > 0).toBe(told.length > 0)
    }),
    { seed: 20_260_105, numRuns: 1_000 },
  )
})
