// Addresses of pages: what is asked for is read strictly, and links into the console are those that AWS documents.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { folderAddress, objectAddress, pageKey } from '../../../src/report/browse/console.ts'
import { type Place, pathOf, placeOf } from '../../../src/report/browse/place.ts'
import { toUrl } from '../../../src/report/html/url.ts'

const places: Place[] = [
  ...(['home', 'criteria', 'controls', 'subjects', 'days', 'check'] as const).map((page) => ({ page })),
  { page: 'year', year: '2026' },
  { page: 'month', month: '2026-01' },
  { page: 'day', day: '2026-01-05' },
  { page: 'changes', day: '2026-01-05' },
  { page: 'tick', tick: '2026-01-05T00:20:00Z', sheet: 1 },
  { page: 'tick', tick: '2026-01-05T00:20:00Z', sheet: 12 },
  { page: 'subject', slug: 'prod-0123456789abcdef0123', day: null },
  { page: 'subject', slug: 'prod-0123456789abcdef0123', day: '2026-01-05' },
  { page: 'control', id: 'NET-01' },
  { page: 'criterion', id: 'CC6.1' },
  { page: 'ledger', from: null },
  { page: 'ledger', from: 480 },
  { page: 'object', key: 'ticks/2026/01/05/0020Z/plan.json', versionId: null, from: 0 },
  { page: 'object', key: 'ticks/2026/01/05/0020Z/x/a.1.ndjson.gz', versionId: 'a+b/c.%=', from: 50 },
  { page: 'raw', key: 'ledger/000000000001.dsse.json', versionId: '.x' },
]

describe('a place', () => {
  it.each(places)('comes back from its path: $page', (place) => {
    expect(placeOf(pathOf(place))).toEqual(place)
  })

  it.each(places)('has a path that a link may hold: $page', (place) => {
    expect(toUrl(pathOf(place))).not.toBeNull()
    expect(toUrl(`../../${pathOf(place)}`)).not.toBeNull()
  })

  it.each([
    ...[
      '/',
      'index.htm',
      'day/2026-02-30',
      'day/2026-1-5',
      'month/2026-13',
      'year/26',
      'tick/20260105T006000Z',
      'tick/x/y/z',
    ],
    ...[
      'subject/../x',
      'subject/A',
      'object/',
      'object/../x',
      'object/a//b',
      'object/.x',
      'raw/a%2Fb',
      'raw/version-/a',
    ],
    ...[
      'object/from-1/from-2/a',
      'object/version-%E0/a',
      'ledger/0',
      'ledger/01',
      'day/2026-01-05?x=1',
      'day/2026-01-05/more',
    ],
  ])('is refused: %s', (path) => {
    expect(placeOf(path)).toBeUndefined()
  })

  it('is never two of one path, whatever the path is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (path) => {
        const place = placeOf(path)
        return place === undefined || path === '' || pathOf(place) === path
      }),
    )
  })
})

describe('the S3 console', () => {
  const key = 'ticks/2026/01/05/0020Z/plan.json'
  it.each([
    ['eu-west-1', 'https://eu-west-1.console.aws.amazon.com/s3/object/evidence?region=eu-west-1'],
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/s3/object/evidence?region=cn-north-1'],
    ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/s3/object/evidence?region=us-gov-west-1'],
  ])('opens an object by its version in %s', (region, begin) => {
    const address = objectAddress(region, 'evidence', key, 'a+b/c=')
    expect(address).toBe(`${begin}&bucketType=general&prefix=${key}&versionId=a%2Bb/c%3D`)
    expect(toUrl(address ?? '')).not.toBeNull()
  })

  it('is not guessed in a partition whose console is not documented', () => {
    expect(objectAddress('us-iso-east-1', 'evidence', key, null)).toBeNull()
  })

  it('lists a prefix with its versions', () => {
    expect(folderAddress('eu-west-1', 'evidence', 'ticks/2026/01/05/')).toBe(
      'https://eu-west-1.console.aws.amazon.com/s3/buckets/evidence?region=eu-west-1&bucketType=general&prefix=ticks/2026/01/05/&showversions=true',
    )
  })

  it('shows pages under keys that end in .html', () => {
    expect(pageKey({ page: 'home' })).toBe('pages/index.html')
    expect(pageKey({ page: 'day', day: '2026-01-05' })).toBe('pages/day/2026-01-05.html')
  })
})
