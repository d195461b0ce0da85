// At the end somebody who may do everything wants a day of evidence gone: the bucket refuses, and a copy without it is found out.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeleteObjectCommand } from '@aws-sdk/client-s3'
import * as registry from '../../gen/registry.ts'
import { version } from '../../gen/version.ts'
import { makeS3 } from '../../src/aws.ts'
import { verifyExit } from '../../src/cli/exits.ts'
import { payloadDigest, type Tick, writeStatement } from '../../src/ledger/statement.ts'
import type { Check } from '../../src/prove/checks.ts'
import type { Anchor, Pins } from '../../src/prove/pins.ts'
import { type Verified, verify } from '../../src/prove/verify.ts'
import { folderStore } from '../../src/store/folder.ts'
import { folder } from '../../src/store/keys.ts'
import type { Store } from '../../src/store/store.ts'
import type { Scenario } from '../scenario.ts'
import { type Kept, writeTo } from './copy.ts'
import { access, bucketOf } from './place.ts'

export type InsiderSeen = {
  /** The day on which the audit log was off, or the first. */
  day: string
  bucket: { asked: number; refused: number; said: string }
  /** The copy without the objects of that day, verified by somebody who had verified the entries before it. */
  copy: { deleted: number; since: number | null; exit: number; result: Verified['result']; failed: Failed[] }
}
type Failed = { check: Check; count: number; first: string }

type Given = { scenario: Scenario; endpoint: string; store: Store; kept: Kept[]; statements: Tick[]; pins: Pins }

export const insider = async (on: Given): Promise<InsiderSeen> => {
  const { scenario, statements, kept, pins } = on
  const day = (scenario.silences[0]?.slot.start ?? scenario.base).slice(0, 10)
  const own = statements.filter(({ tick }) => tick.startsWith(day)).map(({ tick }) => tick)
  const at = folder(own[0] ?? scenario.base).slice(0, 'ticks/yyyy/mm/dd/'.length)
  const bucket = await refusals(on, folder(own.at(-1) ?? scenario.base))
  const before = statements.filter(({ tick }) => tick < (own[0] ?? '')).at(-1)
  const since = before && { sequence: before.sequence, sha256: payloadDigest(writeStatement(before)) }
  const place = mkdtempSync(join(tmpdir(), 'eks-evidence-insider-'))
  try {
    writeTo(place, kept)
    const deleted = kept.filter(({ key }) => key.startsWith(at)).length
    rmSync(join(place, at), { recursive: true })
    return { day, bucket, copy: { deleted, ...(await foundOut(place, pins, since)) } }
  } finally {
    rmSync(place, { recursive: true })
  }
}

// One request for each object of the day's last tick, by version, as an administrator's script would do it.
const refusals = async (
  { scenario: { account, home }, endpoint, store }: Given,
  within: string,
): Promise<InsiderSeen['bucket']> => {
  const client = makeS3({ home, endpoint, credentials: access, retryAfter: 1 })
  const seen = { asked: 0, refused: 0, said: '' }
  for await (const { key: Key, versionId } of store.list(within)) {
    seen.asked += 1
    const asked = { Bucket: bucketOf(account, home), Key, VersionId: versionId ?? undefined }
    try {
      await client.send(new DeleteObjectCommand(asked))
    } catch (error) {
      if (!(error instanceof Error)) throw error
      seen.refused += 1
      seen.said = `${error.name}: ${error.message}`
    }
  }
  client.destroy()
  return seen
}

const foundOut = async (
  place: string,
  pins: Pins,
  since: Anchor | undefined,
): Promise<Omit<InsiderSeen['copy'], 'deleted'>> => {
  const store = folderStore(place)
  const verified = await verify({ store, pins, catalog: registry, version, endpoint: null, ...(since && { since }) })
  const failed = verified.checks.flatMap(({ name, findings, more }): Failed[] => {
    const [first] = findings.filter(({ state }) => state === 'fail')
    return first ? [{ check: name, count: findings.length + more, first: `${first.at}: ${first.what}` }] : []
  })
  return { since: since?.sequence ?? null, exit: verifyExit(verified), result: verified.result, failed }
}
