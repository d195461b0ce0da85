// Asking ahead: in order, no more at once than agreed, each once, and no failure lost.
import { describe, expect, it } from 'vitest'
import type { Ref } from '../../src/model.ts'
import { makeAhead } from '../../src/prove/ahead.ts'

const mebi = 1024 * 1024
const ref = (key: string, bytes = 1): Ref => ({ key, versionId: null, sha256: `sha256:${'0'.repeat(64)}`, bytes })
const refs = (count: number, bytes = 1): Ref[] => Array.from({ length: count }, (_, at) => ref(`k${at}`, bytes))

const watched = () => {
  const asked: string[] = []
  const ahead = makeAhead(async ({ key }) => {
    asked.push(key)
    if (key === 'bad') throw new Error('refused')
    return key
  })
  return { asked, ahead }
}

describe('what is expected', () => {
  it('is asked for in its order, sixteen at once, and one more for each that is taken', async () => {
    const { asked, ahead } = watched()
    const all = refs(20)
    ahead.expect(all)
    expect(asked).toEqual(all.slice(0, 16).map(({ key }) => key))
    expect(await ahead.take(ref('k0'))).toBe('k0')
    expect(asked).toHaveLength(17)
  })

  it('is asked for once each, in whatever order it is taken', async () => {
    const { asked, ahead } = watched()
    ahead.expect(refs(40))
    for (const { key } of refs(40).reverse()) expect(await ahead.take(ref(key))).toBe(key)
    expect(asked.toSorted()).toEqual(
      refs(40)
        .map(({ key }) => key)
        .sort(),
    )
  })

  it('fills no more than sixteen mebibytes', () => {
    const { asked, ahead } = watched()
    ahead.expect(refs(8, 6 * mebi))
    expect(asked).toHaveLength(2)
  })

  it('may be one object that is larger', async () => {
    const { asked, ahead } = watched()
    ahead.expect(refs(2, 40 * mebi))
    expect(asked).toEqual(['k0'])
    await ahead.take(ref('k0'))
    expect(asked).toEqual(['k0', 'k1'])
  })

  it('is forgotten where nobody took it before something else was expected', () => {
    const { asked, ahead } = watched()
    ahead.expect(refs(30))
    ahead.expect([ref('other')])
    expect(asked.slice(16)).toEqual(['other'])
  })
})

it('is asked for when it is taken, where nobody expected it', async () => {
  const { asked, ahead } = watched()
  expect(await ahead.take(ref('k'))).toBe('k')
  expect(asked).toEqual(['k'])
})

it('tells a failure to whoever takes what failed, and to nobody else', async () => {
  const { ahead } = watched()
  ahead.expect([ref('bad'), ref('good')])
  expect(await ahead.take(ref('good'))).toBe('good')
  await expect(ahead.take(ref('bad'))).rejects.toThrow('refused')
})
