// estimate as a command: what it reads of AWS, what it does without AWS, and what it says of what it could not read.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { services } from '../../gen/commands/command-line.ts'
import { makeAws } from '../../src/aws.ts'
import { readAccount } from '../../src/cli/estimate/read-account.ts'
import { plus } from '../../src/clock.ts'
import { type Config, defaults } from '../../src/config.ts'
import { type Account, startAccount } from './account.ts'
import { failureOf, run } from './run.ts'

let at: Account
let place = ''
beforeEach(async () => {
  at = await startAccount()
  place = mkdtempSync(join(tmpdir(), 'eks-evidence-estimate-'))
})
afterEach(async () => {
  await at.sandbox.close()
  rmSync(place, { recursive: true })
})
const file = (name: string, value: unknown): string => {
  const path = join(place, name)
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value))
  return path
}
const config: Config = { ...defaults, regions: ['eu-west-1', 'us-east-1'] }

const read = async (changed: Partial<Config> = {}) => {
  const { home, sandbox, credentials, clock } = at
  const aws = makeAws({ home, endpoint: sandbox.endpoint, credentials, maxAttempts: 2, retryAfter: 0 }, services, clock)
  try {
    return await readAccount({ send: aws.send, clock, config: { ...config, ...changed }, home })
  } finally {
    aws.close()
  }
}
/** So many bytes on each of the last days, the last one first; today does not count. */
const logged = (name: string, ...bytes: number[]): void => {
  at.metrics['eu-west-1'] = bytes.map((value, ago) => ({
    ...{ namespace: 'AWS/Logs', metric: 'IncomingBytes', dimensions: { LogGroupName: `/aws/eks/${name}/cluster` } },
    ...{ at: plus('2026-01-05T10:00:00Z', -ago * 86_400), value },
  }))
}

describe('what is read of an account', () => {
  it('is its population, with the images of each repository', async () => {
    const { inventory, unread } = await read()
    expect(unread).toEqual([])
    expect(inventory).toMatchObject({ region: 'eu-west-1', regions: ['eu-west-1', 'us-east-1'] })
    expect(inventory.clusters.map(({ name }) => name)).toEqual(['prod', 'staging', 'analytics'])
    const images = Object.values(at.world.regions).flatMap(({ registry }) =>
      registry.repositories.map((one) => one.images.length),
    )
    expect(inventory.repositories.map((one) => one.images)).toEqual(images)
  })

  it('is how much each cluster logs on a mean day, as CloudWatch measured it', async () => {
    logged('prod', 4_000, 2_000, ...Array.from({ length: 12 }, () => 3_000))
    const [prod] = (await read()).inventory.clusters
    expect(prod).toMatchObject({ loggedBytesPerDay: 3_000, measuredBy: 'IncomingBytes of 14 days', types: ['audit'] })
  })

  it('is no volume where CloudWatch measured none yet', async () => {
    const { inventory } = await read()
    expect(inventory.clusters[0]).toMatchObject({
      loggedBytesPerDay: null,
      measuredBy: 'IncomingBytes has no full day yet',
    })
  })

  it('leaves out what the configuration excludes', async () => {
    const { inventory } = await read({ exclude: [{ subject: '*:cluster/prod', reason: 'elsewhere' }] })
    expect(inventory.clusters.map(({ name }) => name)).toEqual(['staging', 'analytics'])
  })

  it('names what could not be asked, and counts it as unknown', async () => {
    at.sandbox.faults.add({ effect: { kind: 'denial' }, service: 'monitoring' })
    const { inventory, unread } = await read()
    expect(inventory.clusters[0]?.loggedBytesPerDay).toBeNull()
    expect(unread[0]).toBe('metric of eu-west-1/prod: cloudwatch:GetMetricStatistics: AccessDeniedException')
  })

  it('is no empty account where the credentials do not do', async () => {
    at.sandbox.faults.add({ effect: { kind: 'expired-token' } })
    await expect(read()).rejects.toMatchObject({
      code: 'AWS_REFUSED',
      detail: { why: expect.stringMatching(/^ExpiredToken/) },
      hint: expect.stringContaining('--inventory FILE'),
    })
  })
})

describe('estimate', () => {
  const env = () => ({
    ...{ AWS_ENDPOINT_URL: at.sandbox.endpoint, AWS_REGION: 'eu-west-1' },
    ...{ AWS_ACCESS_KEY_ID: 'AKIASANDBOX', AWS_SECRET_ACCESS_KEY: 'any' },
  })
  type Told = {
    total: number
    inventory: { clusters: object[] }
    lines: { cost: number | null }[]
    prices: { region: string }
  }

  it('prints an inventory that gives the same estimate again, without AWS', async () => {
    const asked = await run(['estimate', '--json'], env())
    expect([asked.code, asked.err]).toEqual([0, ''])
    const told = JSON.parse(asked.out) as Told
    const again = await run(['estimate', '--inventory', file('inventory.json', told.inventory), '--json'])
    expect(again.code).toBe(0)
    expect((JSON.parse(again.out) as Told).total).toBe(told.total)
  })

  it('tells a person the total, whose prices these are, what is unknown, and what would save something', async () => {
    const { code, out } = await run(['estimate'], env())
    expect(code).toBe(0)
    expect(out).toMatch(/^3 clusters, 12 repositories of \d+ images, 18 regions; some [\d,]+ calls of AWS a month$/m)
    expect(out).toMatch(/^Prices of us-east-1, taken .* eu-west-1 has its own: --prices FILE\.$/m)
    expect(out).toMatch(/^[\d.]+ USD a month, without what is not known: .*EventBridge Scheduler, ticks$/m)
    expect(out).toMatch(/^ +[\d<. ]+ {2}read repositories and scan findings once a week$/m)
    expect(out).not.toContain('\u001b')
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(140)
  })

  it('takes the prices of another region from a file', async () => {
    const inventory = file('inventory.json', {
      region: 'eu-west-1',
      regions: ['eu-west-1'],
      clusters: [],
      repositories: [],
    })
    const prices = file('prices.json', { region: 'eu-west-1', taken: '2026-01-31', prices: { 'kms-key': 2 } })
    const { code, out } = await run(['estimate', '--inventory', inventory, '--prices', prices, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ total: 2, prices: { region: 'eu-west-1' } })
  })

  it('exits with 4 where something could not be asked, and prints the rest', async () => {
    at.sandbox.faults.add({ effect: { kind: 'denial' }, service: 'ecr' })
    const { code, out } = await run(['estimate'], env())
    expect(code).toBe(4)
    expect(out).toContain('Could not be asked:')
    expect(out).toMatch(/USD a month/)
  })

  it.each([
    ['an inventory that is not there', () => ['--inventory', join(place, 'none.json')], 'ENOENT'],
    ['an inventory that is no JSON', () => ['--inventory', file('bad.json', '{')], '--inventory'],
    ['an inventory that is none', () => ['--inventory', file('bad.json', {})], 'clusters: expected array'],
    ['prices that are none', () => ['--prices', file('bad.json', [])], 'it: expected object'],
  ])('refuses %s', async (_, args, says) => {
    const ran = await run(['estimate', ...args(), '--json'])
    const { message, faults } = failureOf(ran)
    expect([ran.code, [message, ...faults].join('\n')]).toEqual([2, expect.stringContaining(says)])
  })
})
