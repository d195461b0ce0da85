// Things that are asked about one by one: what was not wholly read of one says nothing, and says so of that one alone.
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { itemsOf, pagedItemsOf } from '../../src/answers/items.ts'
import { answered, none } from '../../src/examples/example.ts'
import type { Exchange } from '../../src/model.ts'

const action = 'logs:ListAnomalies'
const shape = z.object({ found: z.array(z.string()) })
const ask = (of: string, nextToken?: string) => ({ of, ...(nextToken && { nextToken }) })
const page = (of: string, found: unknown[], next?: string, asked?: string) =>
  answered(action, ask(of, asked), { found, nextToken: next ?? null })
const denied = (line: Exchange): Exchange =>
  ({ ...line, got: 'failed', code: 'AccessDenied', message: 'no' }) as Exchange
const id = ({ of }: Record<string, unknown>) => String(of)
const pages = (...lines: Exchange[]) => pagedItemsOf(lines, action, shape, id, 'nextToken')
const unread = (why: string) => ({ got: 'unread', why: `${action}: ${why}` })
const [first, second] = [page('a', ['1'], 't'), page('a', ['2'], undefined, 't')]

describe('a thing told in pages', () => {
  it('is read where every page is there, in whatever order', () => {
    const body = [{ found: ['1'] }, { found: ['2'] }]
    expect(pages(first, second).get('a')).toMatchObject({ got: 'body', body })
    expect(pages(second, first).get('a')).toMatchObject({ got: 'body', body })
  })

  it.each([
    ['its first page', [second]],
    ['its last page', [first]],
    ['a page between', [page('a', [], 't'), page('a', [], undefined, 'u')]],
  ])('is unread without %s', (_, lines) => {
    expect(pages(...lines).get('a')).toEqual(unread('a page is missing'))
  })

  it('is unread where a page goes back to one before', () => {
    expect(pages(first, page('a', ['2'], 't', 't')).get('a')).toEqual(unread('a page is missing'))
  })

  it('is unread where a page was answered twice', () => {
    expect(pages(first, second, second).get('a')).toEqual(unread('answered twice'))
  })

  it('is unread where a page was denied, and the others are read', () => {
    const found = pages(first, denied(second), page('b', []))
    expect(found.get('a')).toEqual(unread('AccessDenied'))
    expect(found.get('b')).toMatchObject({ got: 'body' })
  })

  it('is unread where a page is not as documented, and the others are read', () => {
    const found = pages(page('a', [1]), page('b', []))
    expect(found.get('a')).toEqual(unread('not as documented'))
    expect(found.get('b')).toMatchObject({ got: 'body' })
  })

  it('is not there where AWS says so, and nothing else is said of it', () => {
    const gone = none(action, ask('a'), 'ResourceNotFoundException')
    expect(pages(gone).get('a')).toMatchObject({ got: 'absent' })
    expect(pages(gone, second).get('a')).toEqual(unread('a page is missing'))
  })
})

it('a thing told at once is unread where it was answered twice', () => {
  const line = page('a', [])
  expect(itemsOf([line, line], action, shape, id).get('a')).toEqual(unread('answered twice'))
})
