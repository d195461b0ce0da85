// Examines what the streams of the regions stored: each by its own key, redacted as declared, its hits judged again from its events.
import { judgeBatch } from '../audit-log/batch.ts'
import { auditSecrets, withholdInEntry } from '../audit-log/secrets.ts'
import { logGroupOf } from '../audit-log/subscription.ts'
import type { Catalog } from '../catalog.ts'
import { seconds } from '../clock.ts'
import { EvidenceError } from '../errors.ts'
import { writeJson } from '../json.ts'
import type { Tick } from '../ledger/statement.ts'
import { tickEvery } from '../plan/slots.ts'
import type { ObjectLine, Plan } from '../store/documents.ts'
import { parseKey, slug, streamedKey } from '../store/keys.ts'
import { readStreamed, type Streamed } from '../store/streamed.ts'
import type { Findings } from './checks.ts'
import type { Body } from './entered.ts'
import type { StreamedConfigs } from './streamed-config.ts'

type On = {
  catalog: Pick<Catalog, 'detections'>
  version: string
  findings: Findings
  streamedConfigs: StreamedConfigs
}

/** Those of this tick, and those that it adopted as strays. Throws STORE_UNREADABLE. */
export const streamed = async (
  on: On,
  tick: Tick,
  plan: Plan | undefined,
  others: (Body & Pick<ObjectLine, 'role'>)[],
): Promise<void> => {
  const known = new Set([...(plan?.tasks ?? []), ...(plan?.retired ?? [])].map(({ subject }) => subject.id))
  for (const { id } of [...(plan?.excluded ?? []), ...(plan?.owed ?? [])]) known.add(id)
  for (const { ref, body, role } of others) {
    if (role !== 'streamed' && parseKey(ref.key)?.kind !== 'streamed') continue
    const document = parsed(on.findings, ref.key, body)
    if (!document) continue
    one(on, tick, ref.key, document)
    await again(on, ref.key, document)
    if (plan && !known.has(document.subject.id))
      on.findings.deviate('streamed-reproduces', ref.key, `is of ${document.subject.id}, which no inventory shows`)
  }
}

const parsed = (findings: Findings, at: string, body: Uint8Array): Streamed | undefined => {
  findings.look('json-strict')
  try {
    return readStreamed(body)
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    findings.fail('json-strict', at, error.message)
    return undefined
  }
}

const one = ({ version, findings }: On, { account }: Tick, at: string, document: Streamed): void => {
  const { tick, subject, collector, batch, events } = document
  const other = collector.version === version ? undefined : collector.version
  const own = streamedKey(tick, slug(subject), batch.sha256) === at && batch.logGroup === logGroupOf(subject.name)
  findings.hold('key-derives', own, at, `is of ${subject.id} in the tick ${tick}, from ${batch.logGroup}`)
  const isThen = seconds(document.at) < seconds(tick) && seconds(document.at) >= seconds(tick) - tickEvery
  findings.hold('key-derives', isThen, at, `was judged at ${document.at}, and not in the hour before ${tick}`)
  const ours = subject.scope === 'cluster' && subject.id.split(':')[4] === account
  findings.hold('account', ours, at, `is of ${subject.id}`)
  for (const { id, message, redacted = [], raw } of events) {
    const left = new Set<string>()
    withholdInEntry(message, (name) => left.add(name))
    const unknown = redacted.filter((name) => !auditSecrets.names.includes(name))
    const isDeclared = left.size + unknown.length === 0 && (raw === undefined) === (redacted.length === 0)
    const what = [...left]
      .map((name) => `${name} was not withheld`)
      .concat(unknown.map((name) => `${name} is not declared`))
    findings.reproduce(
      'redaction-known',
      isDeclared,
      at,
      `${id}: ${what.join(', ') || 'withheld, and not said'}`,
      other,
    )
  }
}

const again = async ({ catalog, version, findings, streamedConfigs }: On, at: string, document: Streamed) => {
  const { collector, batch, events, hits } = document
  const other = collector.version === version ? undefined : collector.version
  const { rules, odd, unknown } = await streamedConfigs.of(document)
  findings.hold('streamed-config', unknown === undefined, at, `was judged ${unknown}`)
  if (odd !== undefined) findings.deviate('streamed-config', at, `was judged ${odd}`)
  if (!rules) return
  const made = judgeBatch({ ...catalog, rules }, batch.logStream, events)
  const same = writeJson(made.hits) === writeJson(hits) && made.told.length === events.length
  findings.reproduce('streamed-reproduces', same, at, 'its events give other hits, or hold more than gave any', other)
}
