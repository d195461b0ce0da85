// Signs with a key that never leaves KMS: ECC_NIST_P256, SIGN_VERIFY.
import { createHash, createPublicKey } from 'node:crypto'
import type {
  DescribeKeyRequest,
  DescribeKeyResponse,
  GetPublicKeyRequest,
  GetPublicKeyResponse,
  SignRequest,
  SignResponse,
} from '@aws-sdk/client-kms'
import * as z from 'zod/mini'
import { EvidenceError } from '../errors.ts'
import { parseJson } from '../json.ts'
import { type Operation, operation, type Send } from '../wire.ts'
import type { Signer } from './signer.ts'

const describeKey = operation<DescribeKeyRequest, DescribeKeyResponse>('kms:DescribeKey')
const getPublicKey = operation<GetPublicKeyRequest, GetPublicKeyResponse>('kms:GetPublicKey')
const sign = operation<SignRequest, SignResponse>('kms:Sign')
export const operations = [describeKey, getPublicKey, sign] as const

const pemOf = (base64: string): string =>
  createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' })
    .export({ type: 'spki', format: 'pem' })
    .toString()

const Metadata = z.object({ KeyMetadata: z.object({ Arn: z.string(), KeySpec: z.string(), KeyUsage: z.string() }) })
const PublicKey = z.object({ PublicKey: z.pipe(z.string(), z.transform(pemOf)) })
const Signed = z.object({ Signature: z.string() })

/**
 * `keyId` is the key's id, ARN or alias in `region`, the home region where that is left out. Nothing is asked before it
 * is needed, and the description only once.
 */
export const kmsSigner = ({ send, keyId, region = '' }: { send: Send; keyId: string; region?: string }): Signer => {
  const ask = async <I, O, T>(op: Operation<I, O>, input: Record<string, unknown>, shape: z.ZodMiniType<T>) => {
    const wire = await send(op.action, { KeyId: keyId, ...input }, region)
    if (!wire.ok)
      throw unavailable(keyId, { action: op.action, code: wire.code, message: wire.message }, hints[wire.code])
    try {
      const body = 'text' in wire ? parseJson(wire.text) : wire.body
      return { body, read: shape.parse(body) }
    } catch (cause) {
      throw unavailable(keyId, { action: op.action, why: 'the answer is not as documented' }, undefined, cause)
    }
  }

  const describe: Signer['describe'] = async () => {
    const { body, read } = await ask(describeKey, {}, Metadata)
    const { Arn: id, KeySpec, KeyUsage } = read.KeyMetadata
    if (KeySpec !== 'ECC_NIST_P256' || KeyUsage !== 'SIGN_VERIFY') {
      throw unavailable(
        keyId,
        { KeySpec, KeyUsage },
        'create a key with KeySpec ECC_NIST_P256 and KeyUsage SIGN_VERIFY',
      )
    }
    const { PublicKey: publicKey } = (await ask(getPublicKey, {}, PublicKey)).read
    return { id, publicKey, describeKey: body }
  }

  let described: ReturnType<Signer['describe']> | undefined
  return {
    describe: () => {
      described ??= describe().catch((cause: unknown) => {
        described = undefined // A throttled call must not stand for the life of a warm Lambda.
        throw cause
      })
      return described
    },
    sign: async (message) => {
      const Message = createHash('sha256').update(message).digest()
      const input = { Message, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' }
      return Buffer.from((await ask(sign, input, Signed)).read.Signature, 'base64')
    },
  }
}

const hints: Record<string, string> = {
  AccessDeniedException: "the key's policy lets only the seal function sign, and the role must allow it too",
  DisabledException: 'enable the key; the next seal then takes up what waits',
  KMSInvalidStateException: 'cancel the deletion of the key; the next seal then takes up what waits',
  NotFoundException: 'name the key by its ARN, id or alias in the home region',
}

const unavailable = (
  keyId: string,
  detail: Record<string, unknown>,
  hint = 'nothing is lost: the next seal signs what waits',
  cause?: unknown,
): EvidenceError => new EvidenceError('SIGNER_UNAVAILABLE', { keyId, ...detail }, { hint, cause })
