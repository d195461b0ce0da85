// Questions go out at once, lines come in order: the order of the questions, however long each answer takes.
import { describe, expect, it } from 'vitest'
import { asking, defineSource, list, listEach, type Source } from '../../src/source.ts'
import ecrRepository from '../../src/sources/ecr-repository.ts'
import { operation } from '../../src/wire.ts'
import { observed } from './observing.ts'

type Named = { name: string; token?: string }
const things = operation<object, { names: string[] }>('eks:ListThings')
const parts = operation<Named, { parts: string[]; token?: string }>('eks:ListParts', { token: 'token' })
const source = (atOnce: number): Source =>
  defineSource({
    id: 'things',
    kind: 'state',
    of: 'cluster',
    every: 86_400,
    atOnce,
    ...asking(
      list(things, () => ({})),
      listEach(parts, things, (heard) => heard.flatMap(({ answer }) => answer.names).map((name) => ({ name }))),
    ),
  })
const names = Array.from({ length: 20 }, (_, at) => `n${at}`)

/** Every thing has two pages; an answer comes after so many turns of the event loop. */
const account = (turns: (input: Named) => number) => {
  let open = 0
  let most = 0
  const answer = async (action: string, input: Record<string, unknown>): Promise<string> => {
    if (action === things.action) return JSON.stringify({ names })
    const { name, token } = input as Named
    open += 1
    most = Math.max(most, open)
    for (let turn = turns({ name, ...(token && { token }) }); turn > 0; turn--) await new Promise(setImmediate)
    open -= 1
    return JSON.stringify(token ? { parts: [`${name}b`] } : { parts: [`${name}a`], token: 'more' })
  }
  return { answer, most: () => most }
}
const number = ({ name }: Named): number => Number(name.slice(1))

describe('questions asked at once', () => {
  it('leave the same bytes, whichever answer comes first', async () => {
    const paces = [() => 0, (one: Named) => number(one), (one: Named) => 20 - number(one)]
    const odd = (one: Named) => (number(one) * 7 + (one.token ? 5 : 0)) % 11
    const texts = [...paces, odd].map(async (pace) => (await observed(source(4), account(pace).answer)).text)
    const one = await observed(source(1), account(() => 0).answer)
    expect(new Set(await Promise.all(texts))).toEqual(new Set([one.text]))
  })

  it('stand in the order of their inputs, each with all its pages', async () => {
    const { lines } = await observed(source(4), account((one) => 20 - number(one)).answer)
    const expected = names.flatMap((name) => [{ name }, { name, token: 'more' }])
    expect(lines.slice(1).map(({ input }) => input)).toEqual(expected)
  })

  it('are as many as the source says, and no more', async () => {
    const slow = account(() => 3)
    await observed(source(4), slow.answer)
    expect(slow.most()).toBe(4)
  })

  it('do not run ahead of an answer that is late: what waits for it is bounded', async () => {
    const asked = new Set<string>()
    let behind: string[] = []
    await observed(source(4), async (action, input) => {
      if (action === things.action) return JSON.stringify({ names })
      const { name } = input as Named
      asked.add(name)
      if (name === 'n0' && behind.length === 0) {
        for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate)
        behind = [...asked]
      }
      return JSON.stringify({ parts: [] })
    })
    expect(behind).toEqual(['n0', 'n1', 'n2', 'n3'])
  })

  it('prove themselves complete', async () => {
    const of = source(4)
    const { lines } = await observed(of, account(number).answer)
    const given = {
      subject: { scope: 'cluster', id: '', name: '', region: '', bornAt: null },
      slot: { start: '', end: '' },
    } as const
    expect(of.lacks(lines, given)).toEqual([])
  })
})

it('a repository asks for eight images at once', () => {
  expect(ecrRepository.atOnce).toBe(8)
})
