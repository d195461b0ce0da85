// What an evaluation reads of an observation whose writer died: enough to show a hit, and no fact.
import { describe, expect, it } from 'vitest'
import { readingsOf } from '../../src/evaluate/readings.ts'
import type { Subject, Task } from '../../src/model.ts'
import { type Lines, openObservation } from './written.ts'

const subject: Subject = { scope: 'cluster', id: 'arn:prod', name: 'prod', region: 'eu-west-1', bornAt: null }

const readingOf = async (lines: Lines, isEnded: boolean) => {
  const { slot, task, catalog, parts } = await openObservation(subject, lines, isEnded)
  const read = readingsOf({ tasks: [task] }, catalog, {
    put: async () => parts,
    sealed: async () => {
      throw new Error('nothing is sealed here')
    },
  })
  const [reading] = (await read(task as Task, new Set())).windows.log ?? []
  if (!reading) throw new Error(`no reading of ${slot.start}`)
  return reading
}

describe('an observation without its last part', () => {
  it('is failed, as its index says, and lacks what every fact rests on', async () => {
    const { status, examined } = await readingOf(['a', 'b'], false)
    expect(status).toBe('failed')
    expect(examined().lacks).toEqual([{ action: 'x:Read', reason: 'the last part of the observation was not put' }])
  })

  it('still shows its lines: what happened is not hidden by what broke off', async () => {
    expect([...(await readingOf(['a', 'b'], false)).exchanges]).toHaveLength(2)
  })

  it('is complete once the last part is there', async () => {
    const { status, examined } = await readingOf(['a', 'b'], true)
    expect([status, examined().lacks]).toEqual(['complete', []])
  })
})
