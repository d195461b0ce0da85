// The period of the configuration against what the deployment locks for.
import { expect, it } from 'vitest'
import { plus } from '../../src/clock.ts'
import { retainUntil } from '../../src/store/retention.ts'
import { base, makeLittle } from '../pipeline/little.ts'

const end = '2029-01-01T00:00:00Z'
const withPeriod = () => {
  const at = makeLittle()
  at.state.config += `period: { start: "2026-01-01T00:00:00Z", end: "${end}" }\n`
  return at
}

it('refuses a period beyond which nothing would be locked for a year', async () => {
  const at = withPeriod()
  const short = { retainUntil: () => retainUntil(base, {}) }
  await expect(at.tick(0, short)).rejects.toMatchObject({ code: 'CONFIG_INVALID', hint: expect.stringContaining(end) })
  expect(at.memory.objects.size).toBe(0)
})

it.each([
  ['a deployment that knows of it', () => retainUntil(base, { period: { end } })],
  ['one that locks longer', () => plus(end, 366 * 86_400)],
  ['a folder, which locks nothing', () => null],
])('takes a period for %s', async (_, until) => {
  expect(await withPeriod().tick(0, { retainUntil: until })).toMatchObject({ sequence: 1 })
})
