// The work bucket's pages: put over what was there, for they are made anew from the evidence at any time.
import { type Place, putObject } from '../attested/put.ts'
import { EvidenceError } from '../errors.ts'
import type { Pages } from '../report/browse/refresh.ts'

export const pagesIn = ({ send, bucket, account }: Place): Pages => ({
  async put(key, body, contentType) {
    const input = { Bucket: bucket, ExpectedBucketOwner: account, Key: key, Body: body, ContentType: contentType }
    const answer = await send(putObject.action, input, '')
    if (answer.ok) return
    const why = `${answer.code}: ${answer.message}`
    const hint = 'deploy the stack again: its work bucket and what the role of report may do belong together'
    throw new EvidenceError('STORE_REFUSED', { store: `s3://${bucket}`, key, why }, { hint })
  },
})
