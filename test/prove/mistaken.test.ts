// Pins that are of something else, and what verify says of it: the cause, and not every object that follows from it.
import { describe, expect, it } from 'vitest'
import { verifiedText } from '../../src/cli/verified-text.ts'
import { sha256 } from '../../src/digest.ts'
import { open } from '../../src/ledger/dsse.ts'
import { payloadDigest } from '../../src/ledger/statement.ts'
import { verify } from '../../src/prove/verify.ts'
import { ledgerKey } from '../../src/store/keys.ts'
import { account, catalog, makeLittle, signer, tickAt } from '../pipeline/little.ts'

const sealed = async () => {
  const at = makeLittle()
  for (let hour = 0; hour < 2; hour++) await at.tick(hour)
  const first = await at.memory.get({ key: ledgerKey(1) })
  const pins = {
    publicKey: (await signer.describe()).publicKey,
    account,
    ledger: payloadDigest(open(first?.body ?? new Uint8Array()).payload),
    period: { start: tickAt(0), end: tickAt(1) },
  }
  const on = { store: at.memory, catalog, version: '1', endpoint: null }
  return { pins, verified: (more: object) => verify({ ...on, pins: { ...pins, ...more } }) }
}

describe('pins of something else', () => {
  it('of another ledger leave one line for all that nobody can list', async () => {
    const { verified } = await sealed()
    const { checks, entries } = await verified({ ledger: sha256('another'), sandbox: true })
    const failed = checks.filter(({ state }) => state === 'fail').map(({ name }) => name)
    expect(entries).toBe(0)
    expect(failed).toContain('ledger-id')
    expect(checks.find(({ name }) => name === 'object-listed')).toMatchObject({
      state: 'fail',
      findings: [{ what: expect.stringMatching(/^\d+ objects, and no entry of the pinned ledger/) }],
      more: 0,
    })
  })

  it('that do not say that it is the sandbox are told of the option', async () => {
    const { verified, pins } = await sealed()
    expect(verifiedText(await verified({ sandbox: false }), pins)).toContain('--sandbox')
    expect(verifiedText(await verified({ sandbox: true }), pins)).not.toContain('--sandbox')
  })
})
