// Checksums that a put brings, verified. https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { AwsFault } from '../../service.ts'
import { notImplemented } from './faults.ts'

const computed: Record<string, (body: Uint8Array) => string> = {
  CRC32: (body) => {
    const sum = Buffer.alloc(4)
    sum.writeUInt32BE(crc32(body))
    return sum.toString('base64')
  },
  SHA1: (body) => createHash('sha1').update(body).digest('base64'),
  SHA256: (body) => createHash('sha256').update(body).digest('base64'),
}

/** The checksums given, all of them right. Throws BadDigest, InvalidDigest, XAmzContentSHA256Mismatch. */
export const verified = (input: Record<string, unknown>, body: Uint8Array): Record<string, string> => {
  const md5 = input.ContentMD5
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64')) {
    throw new AwsFault('BadDigest', 400, 'The Content-MD5 you specified did not match what we received.')
  }
  const signed = String(input.ContentSHA256)
  if (/^[0-9a-f]{64}$/.test(signed) && signed !== createHash('sha256').update(body).digest('hex')) {
    const message = "The provided 'x-amz-content-sha256' header does not match what was computed."
    throw new AwsFault('XAmzContentSHA256Mismatch', 400, message)
  }
  const given = Object.entries(input).filter(([member]) => /^Checksum(CRC|SHA)/.test(member))
  return Object.fromEntries(
    given.map(([member, value]) => [member.slice('Checksum'.length), checked(member, value, body)]),
  )
}

const checked = (member: string, value: unknown, body: Uint8Array): string => {
  const algorithm = member.slice('Checksum'.length)
  const compute = computed[algorithm]
  if (!compute) throw notImplemented(`x-amz-checksum-${algorithm.toLowerCase()}`)
  if (compute(body) === value) return compute(body)
  throw new AwsFault('BadDigest', 400, `The ${algorithm} you specified did not match the calculated checksum.`)
}
