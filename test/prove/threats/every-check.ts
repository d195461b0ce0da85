// Every check of verify, by its name: a scenario that it answers, and whatever cannot but fail with it. No check fails in passing.
import { expect, it } from 'vitest'
import { codeOf } from '../../../sandbox/scenario/deployment-functions.ts'
import { functionNames } from '../../../sandbox/scenario/deployment-names.ts'
import { judgeBatch } from '../../../src/audit-log/batch.ts'
import { logGroupOf } from '../../../src/audit-log/subscription.ts'
import { plus } from '../../../src/clock.ts'
import { sha256 } from '../../../src/digest.ts'
import { writeStatement } from '../../../src/ledger/statement.ts'
import type { Digest, Instant, Ref } from '../../../src/model.ts'
import { gzip } from '../../../src/observation/gzip.ts'
import { type Check, checks } from '../../../src/prove/checks.ts'
import { checkPins } from '../../../src/prove/pins.ts'
import type { Verified } from '../../../src/prove/verify.ts'
import { pageName } from '../../../src/report/reported.ts'
import { isSlotLine, readPlan } from '../../../src/store/documents.ts'
import { configKey, ledgerKey, planKey, publishedKey, slug, streamedKey } from '../../../src/store/keys.ts'
import { type Streamed, writeStreamed } from '../../../src/store/streamed.ts'
import { held, made, mastheadOf } from '../../report/handed.ts'
import { base, catalog, tickAt, version } from '../account.ts'
import { check, checked, deviating, failing, honest, said } from '../fixture.ts'
import { type Edits, keysOf, putEntry, refOf, statementAt } from '../forge.ts'
import { foreign, handedOver } from '../handed-over.ts'
import { change, downloaded, type Memory } from '../memory-store.ts'
import { ownPage, ownSeed } from './bundles.ts'
import { answering, code } from './collector.ts'
import { payload, rewritten } from './envelopes.ts'
import { bury, planOf, verdicts } from './forgeries.ts'
import { exchanges, inThree, raw, zipped } from './observations.ts'
import { acceptedLong, backdated, selfApproved } from './rules.ts'
import { attacked, type Case, fails, forged, planted } from './tools.ts'

/** `deviates`: the check names it and calls it no breach; `also` fails with it, as it must. */
type Scenario = { run(): Promise<Verified>; also?: Check[]; deviates?: true }

const zeros: Digest = `sha256:${'0'.repeat(64)}`
const last = 8
const inventory = (store: Memory): string => keysOf(store, 'inventory')[2] ?? ''
const statement = (sequence: number, changes: object): Edits => ({
  statement: (tick) => void (tick.sequence === sequence && Object.assign(tick, changes)),
})
/** Something that nothing rests on: what was published of the tick before the last but one. */
const published = publishedKey(tickAt(last - 2), tickAt(last - 3))

const flipped = (store: Memory, key: string): void => {
  const body = Buffer.from(store.objects.get(key)?.[0]?.body ?? [])
  body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1
  change(store, key, { body })
}

/** A batch that the stream stored in a tick, as it is and with what `edit` makes of it. */
const streaming =
  (edit: (streamed: Streamed) => Streamed) =>
  (at: Case): Edits => {
    const tick = tickAt(3)
    const { tasks } = readPlan(at.store.objects.get(planKey(tick))?.[0]?.body ?? new Uint8Array())
    const subject = tasks.find((one) => one.subject.name === 'analytics')?.subject
    if (!subject) throw new Error('no analytics')
    const [stream, sent] = ['kube-apiserver-audit-0a1b', plus(tick, -600)]
    const told = judgeBatch({ ...catalog, rules: {} }, stream, [{ id: 'e1', at: sent, message: secretRead(sent) }])
    if (told.hits.length === 0) throw new Error('no hit')
    const batch = { sha256: sha256('batch'), logGroup: logGroupOf(subject.name), logStream: stream, events: 1 }
    const collector = { version, commit: '0'.repeat(40) }
    const key = streamedKey(tick, slug(subject), batch.sha256)
    const document: Streamed = {
      schema: 'eks-evidence/streamed/v1',
      tick,
      subject,
      at: sent,
      collector,
      config: refOf(at.store, configKey(tickAt(2))),
      batch,
      events: told.told,
      hits: told.hits,
    }
    at.store.objects.set(key, [planted(at.store, inventory(at.store), writeStreamed(edit(document)), tick)])
    const line = { role: 'streamed' as const, object: refOf(at.store, key) }
    return { index: (lines, of) => (of === tick ? [...lines, line] : lines) }
  }

// A report with a day painted over, handed over as it was changed.
const painted = async (): Promise<Verified> => {
  const { store, pins } = await honest(last)
  const verified = await check(store, pins)
  const files = await made(store, pins, verified)
  const page = (files.get(pageName) ?? '').replace('class="fill-fail"', 'class="fill-pass"')
  return held(store, pins, { files: new Map([...files, [pageName, page]]), verified })
}

const scenarios: Record<Check, Scenario> = {
  'sequence-canonical': {
    run: () => attacked(({ store }) => store.objects.set('ledger/1', [planted(store, ledgerKey(1), Buffer.from('x'))])),
  },
  'foreign-entry': {
    run: () =>
      attacked(({ store }) =>
        store.objects.set(ledgerKey(last + 1), [planted(store, ledgerKey(1), Buffer.from('{}'))]),
      ),
  },
  'envelope-strict': { run: () => rewritten((one) => `${JSON.stringify(one)}\n`) },
  'json-strict': { run: () => payload((text) => text.replace('{', '{"_type":"x",')) },
  signature: { run: () => rewritten((one) => void Object.assign(one, { signatures: [] })) },
  'signature-extra': { run: () => rewritten((one) => void one.signatures.push(...one.signatures)) },
  'key-pinned': {
    run: () => attacked(({ store }) => putEntry(store, last, writeStatement(statementAt(store, last)), foreign())),
  },
  'key-change': {
    run: () =>
      attacked(async (at) => {
        await handedOver(at, last)
        await putEntry(at.store, last, writeStatement(statementAt(at.store, last)), at.signer)
      }),
  },
  'key-retired': {
    run: () =>
      attacked(async (at) => {
        await handedOver(at, last - 1)
        await putEntry(at.store, last, writeStatement(statementAt(at.store, last)), at.signer)
      }),
  },
  'key-origin': {
    run: () => forged({ statement: ({ key }) => void (key && Object.assign(key, { describeKey: null })) }),
  },
  'ledger-id': { run: () => forged(statement(last, { ledger: zeros })) },
  account: { run: () => attacked(({ pins }) => Object.assign(pins, { account: '999999999999' })) },
  'chain-complete': { run: () => forged(statement(last, { previous: { sequence: last - 1, sha256: zeros } })) },
  'seal-order': {
    run: () =>
      attacked(({ store }) => {
        const at = plus(tickAt(4), -60)
        change(store, ledgerKey(6), { at, custody: { at } })
      }),
    also: ['seal-clock'],
  },
  'seal-clock': {
    run: () =>
      attacked(({ store }) => {
        const at = plus(tickAt(last - 1), 1_800)
        change(store, ledgerKey(last), { at, custody: { at } })
      }),
  },
  'seal-delayed': {
    run: () =>
      forged(({ store }) => {
        const at = plus(tickAt(last - 1), 3_600)
        change(store, ledgerKey(last), { at, custody: { at } })
        return statement(last, { sealedAt: at })
      }),
    deviates: true,
  },
  'tick-gap': { run: () => forged(statement(6, { outage: { from: tickAt(4), to: tickAt(4), ticks: 1 } })) },
  'period-covered': {
    run: () => attacked(({ pins }) => Object.assign(pins, { period: { ...pins.period, end: plus(base, 86_400) } })),
  },
  'anchor-match': { run: () => attacked(({ pins }) => pins.anchors.push({ sequence: 5, sha256: zeros })) },
  'timestamp-valid': {
    run: () =>
      attacked(({ pins }) => {
        pins.timestamps = { answers: [{ name: '5.tsr', answer: Buffer.from('no token') }], trusted: [] }
      }),
  },
  'object-present': { run: () => attacked(({ store }) => store.objects.delete(published)) },
  'object-listed': {
    run: () =>
      attacked(({ store }) => {
        const key = publishedKey(tickAt(2), tickAt(0))
        store.objects.set(key, [planted(store, inventory(store), Buffer.from('{}\n'))])
      }),
  },
  digest: {
    run: async () => {
      const { store, pins } = await honest(last)
      flipped(store, published)
      return check(downloaded(store), pins)
    },
  },
  'single-version': {
    run: () =>
      attacked(({ store }) => {
        const key = inventory(store)
        store.objects.set(key, [planted(store, key, Buffer.from('another')), ...(store.objects.get(key) ?? [])])
      }),
  },
  'key-derives': {
    run: () =>
      forged({
        index: (lines, tick) =>
          lines.map((line) =>
            tick === tickAt(6) && 'role' in line && line.role === 'published' ? { ...line, role: 'stray' } : line,
          ),
      }),
  },
  'lock-mode': {
    run: () => attacked(({ store }) => change(store, inventory(store), { custody: { mode: 'GOVERNANCE' } })),
  },
  'lock-covers-period': {
    run: () => attacked(({ store }) => change(store, inventory(store), { custody: { until: plus(base, 86_400) } })),
  },
  'put-kind': {
    run: () => attacked(({ store }) => change(store, inventory(store), { custody: { encryption: 'aws:kms' } })),
  },
  'slot-time': {
    run: () => attacked(({ store }) => change(store, inventory(store), { custody: { at: plus(base, -3_600) } })),
  },
  'store-endpoint': {
    run: async () => {
      const { store, pins } = await honest(2)
      return check(store, pins, { endpoint: 's3.example.org' })
    },
  },
  'store-is-bucket': {
    run: async () => {
      const { store, pins } = await honest(2)
      return check({ ...store, where: 's3://evidence-copy' }, pins)
    },
  },
  'index-strict': {
    run: () => forged({ statement: (tick) => void Object.assign(tick.counts, { complete: tick.counts.complete + 1 }) }),
  },
  'gzip-strict': {
    run: () => forged(zipped((body) => Buffer.concat([body, gzip(Buffer.from('x'))]))),
    also: ['verdict-reproduces'],
  },
  'parts-complete': {
    run: () => forged(({ store }) => inThree(store, 2)),
    also: ['completeness-recomputed', 'object-listed', 'plan-derives', 'put-kind', 'verdict-reproduces'],
  },
  'completeness-recomputed': {
    run: () =>
      forged({
        index: (lines) =>
          lines.map((line) => ('slot' in line && line.source === 'inventory' ? { ...line, lateBy: 7_200 } : line)),
      }),
  },
  'observation-strict': {
    run: () =>
      forged(
        raw('ecr-registry', ([head = '', ...rest]) => [
          head.replace(/"config":"sha256:[0-9a-f]{8}/, '"config":"sha256:00000000'),
          ...rest,
        ]),
      ),
  },
  'redaction-known': {
    run: () => {
      const redacted = { raw: zeros, redacted: ['regions[].status'] }
      return forged(exchanges('regions', (lines) => lines.map((line) => ({ ...line, ...redacted }))))
    },
  },
  'answer-slice': {
    run: () => forged(exchanges('eks-versions', (lines) => lines.map((line) => ({ ...line, slice: ['body.x'] })))),
    also: ['verdict-reproduces'],
  },
  'request-replay': {
    run: () => forged(exchanges('regions', (lines) => lines.map((line) => ({ ...line, date: plus(base, -86_400) })))),
  },
  'endpoint-genuine': {
    run: () => forged(exchanges('regions', (lines) => lines.map((line) => ({ ...line, host: '10.0.0.7' })))),
  },
  'slot-accounted': {
    run: () =>
      forged({
        index: (lines, tick) =>
          tick === tickAt(last - 1) ? lines.filter((line) => !isSlotLine(line) || line.source !== 'audit-log') : lines,
      }),
    also: ['timeline-reproduces', 'verdict-inputs', 'verdict-reproduces'],
  },
  'slot-read': {
    run: () => attacked(({ pins }) => Object.assign(pins, { period: { ...pins.period, end: plus(base, 8 * 3_600) } })),
    deviates: true,
  },
  'plan-derives': {
    run: () => forged(planOf(last - 1, (plan) => void plan.owed.push({ id: 'arn:x', name: 'x', reason: 'denied' }))),
  },
  'tombstone-supported': {
    run: () => forged(planOf(last - 1, (plan) => bury(plan, 'analytics', () => []))),
    also: ['plan-derives', 'slot-accounted', 'timeline-reproduces', 'verdict-inputs'],
  },
  'config-weakened': {
    run: () =>
      forged({
        statement: (tick) =>
          void (tick.sequence > 3 && Object.assign(tick, { retainUntil: '2027-01-01T00:00:00Z' as Instant })),
      }),
  },
  'acceptance-backdated': { run: backdated },
  'acceptance-self-approved': { run: selfApproved, also: ['plan-derives'] },
  'acceptance-renewed': { run: () => acceptedLong({ reason: 'nobody is in it.' }), deviates: true },
  'code-changed': { run: () => forged(answering(2, 5, code(codeOf('another', 'seal')))), deviates: true },
  'code-released': {
    run: () => {
      const release = functionNames.map(
        (one): Digest => `sha256:${Buffer.from(codeOf('0.1.0', one), 'base64').toString('hex')}`,
      )
      return forged(answering(2, 3, code(codeOf('another', 'seal'))), { release })
    },
  },
  'verdicts-complete': {
    run: () => forged(verdicts(last - 1, (_, all) => void all.verdicts.shift())),
    also: ['verdict-reproduces'],
  },
  'verdict-reproduces': {
    run: () => forged(verdicts(last - 1, (verdict) => void Object.assign(verdict, { reason: 'as it should be' }))),
  },
  'verdict-since': {
    run: () =>
      forged(verdicts(last - 1, (verdict) => void Object.assign(verdict, { since: plus(verdict.since, -86_400) }))),
  },
  'verdict-inputs': {
    run: () =>
      forged(
        verdicts(
          last - 1,
          (verdict) => void Object.assign(verdict, { basis: [{ ...verdict.basis[0], sha256: zeros }] }),
        ),
      ),
    also: ['verdict-reproduces'],
  },
  'report-matches': { run: painted },
  'timeline-reproduces': {
    run: () =>
      forged({
        object: (body, key) =>
          key.includes('/timelines/')
            ? Buffer.from(Buffer.from(body).toString().replace('"hits":["DET-23"]', '"hits":[]'))
            : body,
      }),
  },
  'streamed-reproduces': {
    run: () =>
      forged(streaming((one) => ({ ...one, hits: one.hits.map((hit) => ({ ...hit, outcome: 'denied' as const })) }))),
  },
  'streamed-config': {
    run: () => forged(streaming((one) => ({ ...one, config: { ...one.config, sha256: zeros } as Ref }))),
  },
  'zip-strict': { run: ownPage },
  'sample-reproduces': { run: ownSeed, also: ['object-present', 'verdict-inputs', 'verdict-reproduces'] },
}

const secretRead = (at: Instant): string =>
  JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: '00000000-0000-4000-8000-00000000abcd',
    stage: 'ResponseStarted',
    requestURI: '/api/v1/namespaces/kube-system/pods/x/exec?command=sh',
    verb: 'create',
    user: { username: 'alice', groups: ['system:authenticated'] },
    sourceIPs: ['192.0.2.7'],
    objectRef: { resource: 'pods', subresource: 'exec', namespace: 'kube-system', name: 'x', apiVersion: 'v1' },
    responseStatus: { code: 101 },
    requestReceivedTimestamp: at,
    stageTimestamp: plus(at, 1),
  })

export const everyCheck = (): void => {
  const all = Object.entries(scenarios) as [Check, Scenario][]

  it.each(all)('%s', async (name, { run, also = [], deviates }) => {
    const verified = await run()
    fails(verified, ...(deviates ? [] : [name]), ...also)
    const found = deviates ? deviating(verified) : failing(verified)
    expect(found, said(verified).slice(0, 8).join('\n')).toContain(name)
    if (!checked) throw new Error('nothing was verified')
    const page = await mastheadOf(checked.store, checkPins(checked.pins), verified)
    expect(page).toContain(deviates ? 'with named deviations' : 'Integrity is broken: do not rely on this report')
    expect(page).toContain(`>${name}</span>`)
  })

  it('is in the table, in the order of verify', () => {
    expect(all.map(([name]) => name)).toEqual(Object.keys(checks))
  })

  it('passes what the stream stored as it is', async () => {
    const verified = await forged(streaming((one) => one))
    fails(verified)
    expect(verified.checks.find(({ name }) => name === 'streamed-reproduces')).toMatchObject({
      state: 'pass',
      looked: 1,
    })
  })
}
