// The bucket of another owner that keeps a copy of the ledger. Its own default retention locks what is put there.
import type * as s3 from '@aws-sdk/client-s3'
import type { LedgerCopy } from '../anchors/ledger-copy.ts'
import { putObject } from '../attested/put.ts'
import { sha256 } from '../digest.ts'
import { EvidenceError } from '../errors.ts'
import { nextPage, type Send, type Wire } from '../wire.ts'
import { getObject, listObjects } from './operations.ts'

/** `owner`: the account that must own it, 12 digits. `region` '' is the home region. */
export type CopyPlace = { bucket: string; owner: string; region: string }

export const copyBucket = (send: Send, { bucket, owner, region }: CopyPlace): LedgerCopy => {
  const where = `s3://${bucket}`
  const whose = { Bucket: bucket, ExpectedBucketOwner: owner }
  const unreadable = (key: string, answer: Wire): EvidenceError =>
    new EvidenceError('STORE_UNREADABLE', { store: where, key, why: said(answer) }, { hint })
  return {
    where,
    async *keys() {
      let token: Record<string, unknown> | undefined = {}
      while (token) {
        const answer = await send(listObjects.action, { ...whose, Prefix: 'ledger/', ...token }, region)
        if (!answer.ok || !('body' in answer)) throw unreadable('ledger/', answer)
        const page = answer.body as s3.ListObjectsV2Output
        for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key
        token = nextPage(listObjects, page as Record<string, unknown>)
      }
    },
    async get(key) {
      const answer = await send(getObject.action, { ...whose, Key: key }, region)
      if (!answer.ok && getObject.absentWhen.includes(answer.code)) return undefined
      if (!answer.ok || !('text' in answer)) throw unreadable(key, answer)
      return Buffer.from(answer.text)
    },
    async putOnce(key, body) {
      const sum = Buffer.from(sha256(body).slice('sha256:'.length), 'hex').toString('base64')
      const checked = { ChecksumAlgorithm: 'SHA256', ChecksumSHA256: sum, IfNoneMatch: '*' }
      const answer = await send(
        putObject.action,
        { ...whose, Key: key, Body: body, ContentType: 'application/json', ...checked },
        region,
      )
      if (answer.ok) return true
      // A conflict is another put of the same key that is under way: tomorrow it is there.
      if (answer.code === 'PreconditionFailed' || answer.code === 'ConditionalRequestConflict') return false
      throw new EvidenceError('STORE_REFUSED', { store: where, key, why: said(answer) }, { hint })
    },
  }
}

const hint =
  'docs/operations.md has the policy by which the other owner lets the report function list, read and put ledger/'
const said = (answer: Wire): string =>
  answer.ok ? 'S3 answered in another form than documented' : `${answer.code}: ${answer.message}`
