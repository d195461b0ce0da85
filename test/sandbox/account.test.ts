// ListRegions of the sandbox: filters, pages, and what it refuses.
import { describe, expect, it } from 'vitest'
import { accountService } from '../../sandbox/services/account.ts'
import { emptyWorld } from '../../sandbox/world.ts'

const world = emptyWorld('111122223333', {
  'eu-west-1': 'ENABLED_BY_DEFAULT',
  'us-east-1': 'ENABLED_BY_DEFAULT',
  'af-south-1': 'ENABLED',
  'ap-east-1': 'DISABLED',
})
const ask = (input: Record<string, unknown>) =>
  accountService(world).operations.ListRegions?.({
    service: 'account',
    operation: 'ListRegions',
    region: 'us-east-1',
    account: '111122223333',
    input,
    now: '2026-01-05T00:20:00Z',
  })
const code = (code: string) => expect.objectContaining({ code })

describe('ListRegions', () => {
  it('lists every region on one page, which carries no token', () => {
    expect(ask({})).toEqual({
      Regions: [
        { RegionName: 'eu-west-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' },
        { RegionName: 'us-east-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' },
        { RegionName: 'af-south-1', RegionOptStatus: 'ENABLED' },
        { RegionName: 'ap-east-1', RegionOptStatus: 'DISABLED' },
      ],
    })
  })

  it('keeps the regions of the statuses asked for', () => {
    expect(ask({ RegionOptStatusContains: ['ENABLED', 'DISABLED'] })).toMatchObject({
      Regions: [{ RegionName: 'af-south-1' }, { RegionName: 'ap-east-1' }],
    })
  })

  it('gives the rest for its own token', () => {
    const { NextToken } = ask({ MaxResults: 3 }) as { NextToken: string }
    expect(ask({ MaxResults: 3, NextToken })).toEqual({
      Regions: [{ RegionName: 'ap-east-1', RegionOptStatus: 'DISABLED' }],
    })
  })

  it('refuses a token of another question', () => {
    const { NextToken } = ask({ MaxResults: 3 }) as { NextToken: string }
    expect(() => ask({ NextToken, RegionOptStatusContains: ['ENABLED'] })).toThrow(code('ValidationException'))
  })

  it('refuses a token that was made up', () => {
    expect(() => ask({ NextToken: 'Mw==' })).toThrow(code('ValidationException'))
  })

  it('refuses more than 50 results', () => {
    expect(() => ask({ MaxResults: 51 })).toThrow(code('ValidationException'))
  })

  it('refuses a number written as text', () => {
    expect(() => ask({ MaxResults: '5' })).toThrow(code('SerializationException'))
  })

  it('refuses a member it does not know', () => {
    expect(() => ask({ maxResults: 5 })).toThrow(code('ValidationException'))
  })

  it('refuses a status that does not exist', () => {
    expect(() => ask({ RegionOptStatusContains: ['Enabled'] })).toThrow(code('ValidationException'))
  })

  it('refuses to tell of another account', () => {
    expect(() => ask({ AccountId: '444455556666' })).toThrow(code('AccessDeniedException'))
  })
})
