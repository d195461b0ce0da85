// What is honest is intact: verify must raise no false alarm.
import { describe, expect, it } from 'vitest'
import { check, failing, honest, said } from './fixture.ts'
import { downloaded } from './memory-store.ts'

describe('an untouched store', () => {
  it('is intact as a bucket', { timeout: 60_000 }, async () => {
    const { store, pins } = await honest()
    const verified = await check(store, pins)
    expect(said(verified)).toEqual([])
    expect(verified).toMatchObject({ result: 'intact', assurance: 'content+s3-time', entries: 31 })
  })

  it('is intact as a downloaded folder', async () => {
    const { store, pins } = await honest()
    const verified = await check(downloaded(store), pins)
    expect([verified.result, verified.assurance, failing(verified)]).toEqual(['intact', 'content', []])
  })
})
