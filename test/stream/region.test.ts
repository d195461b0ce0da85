// What the functions of a region's stack make of their environment.
import { describe, expect, it, vi } from 'vitest'
import { startSandbox } from '../../sandbox/server.ts'
import { newBucket } from '../../sandbox/services/s3/bucket.ts'
import { s3 } from '../../sandbox/services/s3.ts'
import { settableClock } from '../../src/clock.ts'
import { region, subscriber } from '../../src/stream/region.ts'

const given = {
  ACCOUNT: '111122223333',
  AWS_REGION: 'us-east-1',
  COMMIT: 'test',
  EVIDENCE_BUCKET: 'evidence',
  HOME_REGION: 'eu-west-1',
  RETENTION_DAYS: '800',
  SCHEDULE: 'cron(20 * * * ? *)',
}
const faults = (made: () => unknown): unknown => {
  try {
    made()
  } catch (error) {
    return (error as { detail?: { faults?: unknown } }).detail?.faults
  }
  return undefined
}

describe('the environment of the stream', () => {
  it('is refused with all its faults at once', () => {
    const wrong = { ...given, HOME_REGION: 'home', SCHEDULE: 'rate(1 hour)', RETENTION_DAYS: '30', EVIDENCE_BUCKET: '' }
    expect(faults(() => region(wrong, []))).toEqual([
      'EVIDENCE_BUCKET: is empty',
      'RETENTION_DAYS: expected 800 days or more',
      'HOME_REGION: expected a region, as eu-west-1',
      'SCHEDULE: expected cron(MINUTE * * * ? *)',
    ])
  })

  it.each([
    ['cron(20 * * * ? *)', 20],
    ['cron(05 * * * ? *)', 5],
    ['cron(0 * * * ? *)', 0],
  ])('says at which minute ticks start: %s', (SCHEDULE, minute) => {
    expect(region({ ...given, SCHEDULE }, []).minute).toBe(minute)
  })

  it('leads to the bucket of the home region, from wherever the function is', async () => {
    const clock = settableClock('2026-01-05T00:18:00Z')
    const at = { region: 'eu-west-1', owner: given.ACCOUNT, createdAt: clock.now() }
    const bucket = newBucket({ ...at, name: 'evidence', objectLock: true })
    const principals = { AKIA1: `arn:aws:iam::${given.ACCOUNT}:root` }
    const services = [s3(new Map([[bucket.name, bucket]]))]
    const sandbox = await startSandbox({ account: given.ACCOUNT, clock, seed: 's', principals, services })
    const env = { ...given, AWS_ACCESS_KEY_ID: 'AKIA1', AWS_SECRET_ACCESS_KEY: 'x', AWS_ENDPOINT_URL: sandbox.endpoint }
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
    try {
      const { store, region: here } = region(process.env, [], clock)
      await store.putOnce('ticks/2026/01/05/0020Z/plan.json', Buffer.from('{}\n'))
      expect([here, sandbox.calls().map((call) => call.region)]).toEqual(['us-east-1', ['eu-west-1']])
      expect([...bucket.objects.values()].flat().map(({ lock }) => lock?.until)).toEqual(['2028-03-15T00:18:00Z'])
    } finally {
      vi.unstubAllEnvs()
      await sandbox.close()
    }
  })
})

describe('the environment of subscribe', () => {
  it('names the function that gets the batches', () => {
    const arn = 'arn:aws:lambda:us-east-1:111122223333:function:eks-evidence-prod-stream'
    expect(subscriber({ AWS_REGION: 'us-east-1', DESTINATION: arn }, [])).toMatchObject({
      region: 'us-east-1',
      destination: arn,
    })
  })

  it('is refused without it', () => {
    expect(faults(() => subscriber({ AWS_REGION: 'us-east-1', DESTINATION: 'stream' }, []))).toEqual([
      'DESTINATION: expected the ARN of a function',
    ])
  })
})
