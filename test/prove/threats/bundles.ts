// What is done to a bundle on its way: each as the preparer of it could.
import { Buffer } from 'node:buffer'
import type { Verified } from '../../../src/prove/verify.ts'
import { bundled, unpacked, verifying } from '../../report/bundle/bundled.ts'

/** Drawn by a nonce that the preparer tried out, and handed on as if the auditor's had drawn it. */
export const ownSeed = async (): Promise<Verified> => {
  const { zip, pins } = await bundled({ nonce: 'the preparer tried many' })
  return verifying(await unpacked(zip), pins)
}

/** The page that says how to verify it, changed. */
export const ownPage = async (): Promise<Verified> => {
  const { zip, pins } = await bundled()
  const store = await unpacked(zip)
  store.objects.set('VERIFY.md', [{ versionId: null, body: Buffer.from('# All is well\n'), at: null, custody: null }])
  return verifying(store, pins)
}
