// What a report was made of beside the store, so that anybody can make it again: its last line, after the page's end.
import * as z from 'zod/mini'
import { EvidenceError } from '../errors.ts'
import { isRecord, parseJson, writeJson } from '../json.ts'
import type { Verified } from '../prove/verify.ts'
import type { Pinned, Reported } from './reported.ts'

export type MadeOf = {
  schema: 'eks-evidence/report/v1'
  of: Verified['of']
  /** The entry up to which it tells. */
  head: { sequence: number; sha256: string }
  by: Reported['by']
  zone: string | null
  pinned: Pinned
  verified: Verified | null
}

const shape = z.object({
  schema: z.literal('eks-evidence/report/v1'),
  of: z.object({ ledger: z.string(), account: z.string(), period: z.object({ start: z.string(), end: z.string() }) }),
  head: z.object({ sequence: z.int(), sha256: z.string() }),
  by: z.object({ version: z.string(), commit: z.string() }),
  zone: z.nullable(z.string()),
  pinned: z.object({ keys: z.array(z.string()), anchors: z.array(z.unknown()), configs: z.array(z.string()) }),
  verified: z.nullable(z.custom<Verified>((value) => isRecord(value) && Array.isArray(value.checks))),
})

const [before, after] = ['<!-- made of ', ' -->\n']

export const madeOf = ({ period, by, zone, pinned, verified }: Reported): MadeOf => ({
  schema: 'eks-evidence/report/v1',
  of: { ledger: period.ledger, account: period.account, period: period.slot },
  head: { sequence: period.head?.sequence ?? 0, sha256: period.head?.sha256 ?? '' },
  ...{ by, zone, pinned, verified },
})

/** In base64: nothing in it can end the comment. */
export const writeMadeOf = (made: MadeOf): string =>
  `${before}${Buffer.from(writeJson(JSON.parse(JSON.stringify(made)))).toString('base64')}${after}`

/** Throws REPORT_INVALID for a page without it. */
export const readMadeOf = (page: string): MadeOf => {
  const at = page.lastIndexOf(before)
  const text = at < 0 || !page.endsWith(after) ? '' : page.slice(at + before.length, -after.length)
  const { data } = shape.safeParse(read(Buffer.from(text, 'base64').toString('utf8')))
  if (data) return data as MadeOf
  throw new EvidenceError(
    'REPORT_INVALID',
    { why: 'its last line does not say what it was made of' },
    { hint: 'give report.html as eks-evidence report wrote it, to its last byte' },
  )
}

const read = (text: string): unknown => {
  try {
    return parseJson(text)
  } catch {
    return undefined // said by whoever asked
  }
}
