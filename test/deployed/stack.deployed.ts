// The packaged stack as it is deployed, ticks, and is released anew: in emulators of AWS, under the roles and policies that it
// brings along. Not here, for no emulator has it: what Security Hub would refuse, the Scheduler's own start of a tick and its
// retries, the alarms. The sandbox and the tests of the template hold those.
import { execFileSync } from 'node:child_process'
import { DisableKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms'
import { DeleteObjectCommand, PutObjectCommand, PutObjectRetentionCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shown } from '../../src/prove/checks.ts'
import { asAdministrator } from './account.ts'
import { account, home } from './emulators.ts'
import { failing, failingLater, slots, unknown } from './expected.ts'
import { findPython } from './python.ts'
import { commits, type Story, tellStory, ticks } from './story.ts'

const day = 86_400_000
let python: ReturnType<typeof findPython>
let story: Story

beforeAll(async () => {
  python = findPython()
  story = await tellStory(python.python)
  const amended = story.emulators.log().match(/^amended: .*$/gm) ?? []
  process.stdout.write(`${[...story.deployed.changed, ...amended].join('\n')}\n`)
})

afterAll(async () => {
  await story?.emulators.stop()
  python?.remove()
})

describe('the deployment', () => {
  it('is what was packaged, but for what the emulator does not make', () => {
    expect(story.deployed.changed.map((one) => one.split(/ is |:/)[0])).toEqual([
      'ServerlessDeploymentBucket',
      'ServerlessDeploymentBucketPolicy',
      'NoSeal (AWS',
      'ContinuityBelow (AWS',
      'EvidenceBucket',
    ])
  })

  it('runs on Node 24', () => {
    const version = execFileSync('node', ['--version'], { env: story.emulators.environment }).toString()
    expect(version).toMatch(/^v24\./)
  })

  it('is started as the schedule says, and every tick ends well that has its key', () => {
    expect(story.ended.map((one) => one.split(' ')[0])).toEqual([
      ...['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'FAILED', 'SUCCEEDED'],
    ])
  })
})

describe('what is read', () => {
  it.each([0, 1, 2, 3, 4])('is every slot of tick %i, with each operation that the account does not have', (at) => {
    const entry = story.ledger.entries[at]
    expect(entry && story.ledger.told(entry)).toEqual(slots[at])
  })

  it('names the query whose counts do not add up', () => {
    const [, second] = story.ledger.entries
    const slot =
      second && story.ledger.slots(second).find(({ source, status }) => source === 'audit-log' && status === 'partial')
    expect(slot?.reasons).toEqual([
      expect.stringMatching(/^logs:GetQueryResults: counts from .* records? matched, .* fetched$/),
    ])
  })

  it('was allowed: no policy of the stack refused a question', () => {
    const refused = story.ledger.entries.flatMap((entry) => Object.values(story.ledger.told(entry)).flat())
    expect(refused.filter((one) => /Denied|Unauthorized|Forbidden/.test(one))).toEqual([])
  })
})

describe('the bucket', () => {
  it('holds one version of each key', () => {
    const keys = story.stored.map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('has every object locked in COMPLIANCE mode for 800 days or more', () => {
    expect(story.stored.filter(({ mode }) => mode !== 'COMPLIANCE')).toEqual([])
    // The clock is asked before the put.
    expect(story.stored.filter(({ put, until }) => !(until - put > 800 * day - 60_000)).map(({ key }) => key)).toEqual(
      [],
    )
  })

  it('vouches for the bytes of every object', () => {
    expect(story.stored.filter(({ checksum, sha256 }) => checksum !== sha256).map(({ key }) => key)).toEqual([])
  })

  it('has every object under the key of S3 itself', () => {
    expect(new Set(story.stored.map(({ encryption }) => encryption))).toEqual(new Set(['AES256']))
  })

  it('holds what the indexes list, byte by byte and version by version, the ledger, and nothing else', () => {
    const { entries, listed } = story.ledger
    const sealed = entries.flatMap((entry) => [entry.index, ...listed(entry)])
    const held = story.stored.map(({ key, versionId, sha256, body }) => ({
      key,
      versionId,
      sha256: `sha256:${sha256}`,
      bytes: body.length,
    }))
    // What was told of the ticks that were signed last is for the next tick to seal.
    const isWaiting = (key: string): boolean => key.startsWith('ticks/2026/03/02/0520Z/published/')
    const isEntry = (key: string): boolean => key.startsWith('ledger/')
    const keys = held.map(({ key }) => key)
    expect(held.filter(({ key }) => !isEntry(key) && !isWaiting(key)).sort(byKey)).toEqual(sealed.sort(byKey))
    expect(keys.filter(isEntry)).toEqual([1, 2, 3, 4, 5].map((at) => `ledger/00000000000${at}.dsse.json`))
    expect(keys.filter(isWaiting).map((key) => key.split('/').at(-1))).toEqual([
      ...['20260302T032000Z.json', '20260302T042000Z.json'],
    ])
  })
})

const byKey = (a: { key: string }, b: { key: string }): number => (a.key < b.key ? -1 : 1)

describe('the ledger', () => {
  it('chains each tick to the one before', () => {
    const { entries } = story.ledger
    const [first] = entries
    expect(entries.map(({ sequence, tick, ledger, previous }) => ({ sequence, tick, ledger, previous }))).toEqual(
      ticks.map((tick, at) => ({
        sequence: at + 1,
        tick,
        ledger: at === 0 ? null : first?.digest,
        previous: at === 0 ? null : { sequence: at, sha256: entries[at - 1]?.digest },
      })),
    )
  })

  it('counts what the indexes list', () => {
    for (const entry of story.ledger.entries) {
      const counted = Map.groupBy(story.ledger.slots(entry), ({ status }) => status)
      for (const [status, count] of Object.entries(entry.counts)) expect(counted.get(status)?.length ?? 0).toBe(count)
    }
  })

  it('knows of no outage and of no stray', () => {
    for (const { outage, strays } of story.ledger.entries)
      expect({ outage, strays }).toEqual({ outage: null, strays: 0 })
  })

  it('is of this account, this bucket, and of the function that planned', () => {
    for (const entry of story.ledger.entries)
      expect(entry).toMatchObject({
        account,
        store: `s3://${story.deployed.outputs.EvidenceBucket}`,
        collector: {
          caller: `arn:aws:sts::${account}:assumed-role/eks-evidence-prod-${home}-plan/eks-evidence-prod-plan`,
        },
      })
  })
})

describe('verify, as the auditor runs it', () => {
  it('finds nothing broken', () => {
    const { code, result, assurance, entries, checks } = story.verified
    expect(checks.filter(({ state }) => state === 'fail')).toEqual([])
    expect({ code, result, assurance, entries }).toEqual({
      ...{ code: 3, result: 'deviations', assurance: 'content+s3-time', entries: 5 },
    })
  })

  it('names as deviations the late seal, what of the collector changed, the slots that could not be read in full, and nothing else', () => {
    const deviations = story.verified.checks.filter(({ state }) => state === 'deviation')
    expect(deviations.map(({ name }) => name)).toEqual(['seal-delayed', 'slot-read', 'code-changed'])
    const partial = Object.keys({ ...slots[0], ...slots[1] }).filter((name) => /partial|failed/.test(name))
    const named = deviations[1]?.findings.map(({ at }) => at.replace(/-[0-9a-f]{20}$/, '').replace('/', ' ')) ?? []
    expect(partial.map((name) => name.replace(/ \d\d:\d\d: \w+$/, ''))).toEqual(expect.arrayContaining(named))
    expect(named).toHaveLength(Math.min(partial.length, shown))
  })

  it.each([
    ...['signature', 'key-pinned', 'key-origin', 'chain-complete', 'seal-clock', 'tick-gap', 'period-covered'],
    ...['object-present', 'object-listed', 'digest', 'single-version', 'lock-mode', 'lock-covers-period', 'put-kind'],
    ...['completeness-recomputed', 'slot-accounted', 'plan-derives', 'verdict-reproduces', 'verdict-since'],
  ])('looks and passes: %s', (check) => {
    const found = story.verified.checks.find(({ name }) => name === check)
    expect(found?.state).toBe('pass')
    expect(found?.looked).toBeGreaterThan(0)
  })
})

describe('Security Hub', () => {
  const hub = (at: number): Record<string, string> => story.hub[at] ?? {}
  const failed = (findings: Record<string, string>): string[] =>
    Object.keys(findings)
      .filter((name) => findings[name] === 'FAILED')
      .sort()

  it('is told in the region of the resource what fails', () => {
    expect(failed(hub(0))).toEqual(failing)
  })

  it('is told what nobody could read, and not that it passes', () => {
    for (const name of unknown) expect([name, hub(0)[name]]).toEqual([name, 'NOT_AVAILABLE'])
  })

  it('is told of the next tick what changed: a repository, a silent log, a session in kube-system', () => {
    expect(failed(hub(1))).toEqual(failingLater)
    expect(hub(0)).not.toHaveProperty('eu-west-1 prod DET-23 2026-03-02')
    expect(hub(1)).toHaveProperty('eu-west-1 prod DET-23 2026-03-02', 'ACTIVE')
  })

  it('has no finding for what passes: a repository whose tags cannot be moved', () => {
    expect(hub(1)).not.toHaveProperty('eu-west-1 web IMG-02')
    expect(hub(1)).toHaveProperty('eu-west-1 api IMG-02', 'FAILED')
  })

  it('is told no more of the third tick than changed', () => {
    type Published = { tick: string; counts: Record<string, number>; failures: unknown[] }
    const [one, two] = [0, 1].map((hour) =>
      story.ledger.read<Published>(`ticks/2026/03/02/0${hour + 1}20Z/published/20260302T0${hour}2000Z.json`),
    )
    expect([one?.counts.sent, one?.failures, two?.failures]).toEqual([Object.keys(hub(0)).length, [], []])
    expect(two?.counts.sent).toBeLessThan(Object.keys(hub(1)).length)
  })
})

describe('a new release', () => {
  it('keeps bucket, key, state machine and roles: the stack is updated in place', () => {
    expect(story.redeployed.ids).toEqual(story.deployed.ids)
  })

  it('is named by verify: the stack and each of its functions, in the tick that first read them so', () => {
    expect(changedAt('02')).toEqual([
      ...['collect', 'evaluate', 'plan', 'publish', 'report', 'seal'].map(
        (name) => `function eks-evidence-prod-${name}`,
      ),
      'stack eks-evidence-prod',
    ])
    expect([changedAt('00'), changedAt('01')]).toEqual([[], []])
  })

  it('goes on in the same ledger, and says that it is another', () => {
    const [one, other] = commits
    expect(story.ledger.entries.map(({ collector }) => collector.commit)).toEqual([one, one, other, other, other])
  })
})

describe('an hour without the signing key', () => {
  it('fails by the name of what is missing', () => {
    expect(story.ended[3]).toMatch(/^FAILED SIGNER_UNAVAILABLE .*kms:Sign/)
  })

  it('is read all the same, and signed by the next tick', () => {
    const [, , , fourth, fifth] = story.ledger.entries
    expect([fourth?.tick, fifth?.tick]).toEqual([ticks[3], ticks[4]])
    expect(fourth && [fourth.sealedAt.slice(0, 13), fourth.outage]).toEqual(['2026-03-02T04', null])
    const late = story.verified.checks.find(({ name }) => name === 'seal-delayed')
    expect(late?.findings.map(({ at }) => at)).toEqual(['ledger/000000000004.dsse.json'])
  })

  it('is named by verify: the policy of the key, when it was changed and when it was changed back', () => {
    const key = `key ${story.deployed.outputs.SigningKey}`
    expect([changedAt('03'), changedAt('04')]).toEqual([[key], [key]])
  })
})

/** What `code-changed` names, by the hour of the tick in which it was read. */
const changedAt = (hour: string): string[] => {
  const { findings = [] } = story.verified.checks.find(({ name }) => name === 'code-changed') ?? {}
  const then = findings.filter(({ at }) => at.startsWith(`ticks/2026/03/02/${hour}20Z/collector/`))
  return [...new Set(then.map(({ what }) => what.slice(0, what.indexOf(': '))))].sort()
}

describe('an administrator of the account', () => {
  const insider = async () => new S3Client({ ...(await asAdministrator(story.emulators)), forcePathStyle: true })
  const owner = () => new S3Client({ ...story.emulators.client(), forcePathStyle: true })
  const evidence = () => {
    const { key: Key = '', versionId: VersionId = '' } = story.stored[0] ?? {}
    return { Bucket: story.deployed.outputs.EvidenceBucket, Key, VersionId }
  }
  const refusal = (asked: Promise<unknown>): Promise<string> =>
    asked.then(
      () => 'allowed',
      ({ name }: Error) => name,
    )

  it('may do anything else: put a document', async () => {
    const put = new PutObjectCommand({ Bucket: story.deployed.outputs.DocumentsBucket, Key: 'notes', Body: 'x' })
    expect(await refusal((await insider()).send(put))).toBe('allowed')
  })

  it('puts no evidence, locked or not', async () => {
    const put = new PutObjectCommand({
      ...{ Bucket: evidence().Bucket, Key: 'ledger/000000000004.dsse.json', Body: '{}', IfNoneMatch: '*' },
      ...{
        ObjectLockMode: 'COMPLIANCE',
        ObjectLockRetainUntilDate: new Date('2030-01-01'),
        ServerSideEncryption: 'AES256',
      },
    })
    expect(await refusal((await insider()).send(put))).toBe('AccessDenied')
  })

  it('deletes no evidence', async () => {
    expect(await refusal((await insider()).send(new DeleteObjectCommand(evidence())))).toBe('AccessDenied')
  })

  it('signs nothing', async () => {
    const sign = new SignCommand({
      ...{ KeyId: story.deployed.outputs.SigningKey, Message: Buffer.alloc(32), MessageType: 'DIGEST' },
      SigningAlgorithm: 'ECDSA_SHA_256',
    })
    expect(await refusal(new KMSClient(await asAdministrator(story.emulators)).send(sign))).toBe(
      'AccessDeniedException',
    )
  })

  it('disables no key', async () => {
    const disable = new DisableKeyCommand({ KeyId: story.deployed.outputs.SigningKey })
    expect(await refusal(new KMSClient(await asAdministrator(story.emulators)).send(disable))).toBe(
      'AccessDeniedException',
    )
  })

  it('neither deletes nor shortens what is locked as root, whom no policy binds here', async () => {
    expect(await refusal(owner().send(new DeleteObjectCommand(evidence())))).toBe('AccessDenied')
    const shorter = { Mode: 'COMPLIANCE' as const, RetainUntilDate: new Date('2026-04-01') }
    const shorten = new PutObjectRetentionCommand({ ...evidence(), Retention: shorter })
    expect(await refusal(owner().send(shorten))).toBe('AccessDenied')
  })
})
