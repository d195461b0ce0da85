// The steps of the VERIFY.md in a bundle, run by bash in the folder that it was unpacked into.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Pins } from '../../../src/prove/pins.ts'
import type { Memory } from '../../prove/memory-store.ts'
import { nonce } from './bundled.ts'

export const missing = ['bash', 'openssl', 'jq', 'sha256sum', 'base64', 'gzip', 'awk'].filter((tool) => {
  try {
    execFileSync('sh', ['-c', `command -v ${tool}`])
    return false
  } catch {
    return true
  }
})

export const steps = [1, 2, 3, 4, 5, 6].map((number) => `step ${number} holds`)

/** `more` are pins under the names that the page gives them. */
export const byHand = (root: string, { objects }: Memory, pins: Pins, more: Record<string, string> = {}) => {
  for (const [name, [held]] of objects) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), held?.body ?? '')
  }
  writeFileSync(`${root}.pem`, pins.publicKey)
  const page = Buffer.from(objects.get('VERIFY.md')?.[0]?.body ?? []).toString()
  const blocks = [...page.matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block)
  const { publicKey: _, account, ledger, period } = pins
  const env = {
    ...{ ...process.env, STORE: root, KEY: `${root}.pem`, ACCOUNT: account, LEDGER: ledger },
    ...{ START: period.start, END: period.end, NONCE: nonce, ...more },
  }
  const { status, stdout, stderr } = spawnSync('bash', ['-c', blocks.join('\n')], { env, encoding: 'utf8' })
  return {
    status,
    said: stderr.trim(),
    told: stdout,
    steps: stdout.split('\n').filter((line) => line.endsWith('holds')),
  }
}
