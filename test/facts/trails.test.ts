// Several trails of a region, some good and some not: what LOG-06 makes of them together.
import { describe, expect, it } from 'vitest'
import type { AnyControl } from '../../src/control.ts'
import control from '../../src/controls/management-events-recorded.ts'
import { denied, judge } from '../../src/evaluate/examples.ts'
import { advancedSelectors, managementEvents, trailsOf } from '../../src/examples/trails.ts'
import type { Exchange } from '../../src/model.ts'
import source from '../../src/sources/trails.ts'

const judged = (trails: Exchange[]) => judge(control as unknown as AnyControl, { trails } as never, () => source)
const outcome = (...given: Parameters<typeof trailsOf>) => judged(trailsOf(...given)).outcome
const only = (source: string, operator = 'Equals') =>
  advancedSelectors(managementEvents, { Field: 'eventSource', [operator]: [source] })
const refused = (lines: Exchange[], action: string, arn: string) =>
  lines.map((line) =>
    line.action === action && Object.values(line.input as object).includes(arn) ? denied(line) : line,
  )
const trail = (at: number) => `arn:aws:cloudtrail:eu-central-1:111122223333:trail/trail-${at}`

describe('trails', () => {
  it('are enough if one of them is', () => {
    expect(outcome({ status: { IsLogging: false } }, {})).toBe('pass')
  })

  it('may share the services between them', () => {
    expect(outcome({ selectors: only('eks.amazonaws.com') }, { selectors: only('ecr.', 'StartsWith') })).toBe('pass')
    expect(outcome({ selectors: only('eks.amazonaws.com') }, { selectors: only('eks.', 'StartsWith') })).toBe('fail')
  })

  it('do not share them with one that does not log', () => {
    const stopped = { selectors: only('ecr.amazonaws.com'), status: { IsLogging: false } }
    expect(outcome({ selectors: only('eks.amazonaws.com') }, stopped)).toBe('fail')
  })

  it('of the organization that nobody may read say nothing of a good one', () => {
    const lines = trailsOf({ trail: { IsOrganizationTrail: true } }, {})
    expect(judged(refused(lines, 'cloudtrail:GetTrailStatus', trail(0))).outcome).toBe('pass')
    expect(judged(refused(lines, 'cloudtrail:GetEventSelectors', trail(0))).outcome).toBe('pass')
  })

  it('that nobody may read leave it unknown where nothing else records', () => {
    const lines = trailsOf({}, { status: { IsLogging: false } })
    expect(judged(refused(lines, 'cloudtrail:GetEventSelectors', trail(0)))).toMatchObject({
      ...{ outcome: 'unknown', reason: `${trail(0)}: cloudtrail:GetEventSelectors: AccessDeniedException` },
    })
  })

  it('that deliver digests with an error are none to validate by', () => {
    expect(outcome({ status: { LatestDigestDeliveryError: 'NoSuchBucket' } })).toBe('fail')
    expect(outcome({ status: { LatestDeliveryError: 'AccessDenied' } })).toBe('fail')
    expect(outcome({ status: { LatestDeliveryError: '' } })).toBe('pass')
  })

  it('of which no digest is told are not known to be validated', () => {
    expect(outcome({ status: { LatestDigestDeliveryTime: null } })).toBe('unknown')
  })

  it('that were stopped between two readings are told by when', () => {
    expect(judged(trailsOf({ status: { StopLoggingTime: 1_767_500_000 } }))).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining('stopped at 2026-01-04T04:13:20Z, and begun again'),
    })
  })

  it.each(['cloudtrail:GetTrailStatus', 'cloudtrail:GetEventSelectors'])('whose %s came twice are unread', (action) => {
    const lines = trailsOf({})
    expect(judged([...lines, ...lines.filter((line) => line.action === action)])).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('answered twice'),
    })
  })

  it('without a selector record nothing', () => {
    expect(outcome({ selectors: { EventSelectors: [] } })).toBe('fail')
    expect(outcome({ selectors: { AdvancedEventSelectors: [{ FieldSelectors: [] }] } })).toBe('fail')
    expect(outcome({ selectors: {} })).toBe('fail')
  })

  it('of a field without an operator record nothing that could be told', () => {
    expect(outcome({ selectors: advancedSelectors(managementEvents, { Field: 'eventSource' }) })).toBe('fail')
  })
})
