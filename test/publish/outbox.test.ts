// Batches: how many, how large, and what does not fit.
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub'
import { describe, expect, it } from 'vitest'
import { verdictFinding } from '../../src/publish/asff.ts'
import type { Hub, Refusal } from '../../src/publish/hub.ts'
import { bytesOf } from '../../src/publish/limits.ts'
import { makeOutbox } from '../../src/publish/outbox.ts'
import { cluster, control, publisher, ref, verdict } from './examples.ts'

const example = verdictFinding(
  { tick: '2026-01-05T03:20:00Z', subject: cluster(), verdict: verdict('fail', 'open'), control, evaluation: ref('e') },
  publisher,
)
const ofSize = (bytes: number, id: string): AwsSecurityFinding => {
  const finding = { ...example, Id: id, SourceUrl: '' }
  return { ...finding, SourceUrl: 'x'.repeat(bytes - bytesOf(finding)) }
}

const recording = () => {
  const batches: AwsSecurityFinding[][] = []
  const lost: [string, Refusal][] = []
  const hub: Hub = {
    region: 'eu-central-1',
    async import(findings) {
      batches.push(findings)
      return { refused: new Map() }
    },
    resolve: async () => ({ refused: new Map() }),
    find: async () => [],
  }
  const outbox = makeOutbox(hub)
  const add = (finding: AwsSecurityFinding) =>
    outbox.add({ finding, resolve: false, lost: (why) => lost.push([finding.Id ?? '', why]) })
  return { batches, lost, outbox, add }
}

describe('an outbox', () => {
  it('takes a finding of 240,000 bytes less the comma, and none that is larger', async () => {
    const { batches, lost, outbox, add } = recording()
    await add(ofSize(239_999, 'fits'))
    await add(ofSize(240_000, 'does not'))
    await outbox.flush()
    expect([batches.flat().map(({ Id }) => Id), lost.map(([id, { code }]) => [id, code])]).toEqual([
      ['fits'],
      [['does not', 'FindingSizeExceeded']],
    ])
  })
  it('keeps every batch at most 6 MB as sent', async () => {
    const { batches, outbox, add } = recording()
    for (let at = 0; at < 60; at++) await add(ofSize(200_000, `f${at}`))
    await outbox.flush()
    expect([
      batches.map((batch) => batch.length),
      batches.every((batch) => Buffer.byteLength(JSON.stringify({ Findings: batch })) <= 6_000_000),
    ]).toEqual([[29, 29, 2], true])
  })
  it('counts bytes, not characters', async () => {
    const { lost, add } = recording()
    await add({ ...example, SourceUrl: '€'.repeat(80_000) })
    expect(lost.length).toBe(1)
  })
  it('sends nothing where there is nothing', async () => {
    const { batches, outbox } = recording()
    await outbox.flush()
    expect(batches).toEqual([])
  })
})
