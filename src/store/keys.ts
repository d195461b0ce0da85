// Keys: built and parsed here alone. ASCII, no digest: tick, source, subject and slot make the key, so a rerun meets its own.

import { instant, isInstant, seconds } from '../clock.ts'
import { sha256 } from '../digest.ts'
import type { Digest, Instant, Subject } from '../model.ts'

/** The identity of a subject in keys and index: a readable name and 20 hex digits of the digest of its id and birth. */
export const slug = ({ id, name, bornAt }: Pick<Subject, 'id' | 'name' | 'bornAt'>): string => {
  const readable = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  return `${readable || 'x'}-${sha256(`${id}\n${bornAt ?? ''}`).slice('sha256:'.length, 'sha256:'.length + 20)}`
}

/** `ticks/2026/01/05/0020Z/` */
export const folder = (tick: Instant): string => {
  const [date = '', time = ''] = tick.split('T')
  return `ticks/${date.replaceAll('-', '/')}/${time.slice(0, 2)}${time.slice(3, 5)}Z/`
}

export const planKey = (tick: Instant): string => `${folder(tick)}plan.json`
export const configKey = (tick: Instant): string => `${folder(tick)}config.json`
export const indexKey = (tick: Instant): string => `${folder(tick)}index.ndjson`
export const evaluationKey = (tick: Instant, subject: string): string => `${folder(tick)}evaluations/${subject}.json`
/** What was found around an incident, `id` its own. */
export const timelineKey = (tick: Instant, subject: string, id: string): string =>
  `${folder(tick)}timelines/${subject}.${id}.json`
/** What publish did for an earlier tick; it lies in, and is sealed with, the tick after it. */
export const publishedKey = (into: Instant, of: Instant): string => `${folder(into)}published/${compact(of)}.json`
/**
 * What the stream of a region saw, in the folder of the tick to come. A batch has no name but its bytes: by their digest a
 * batch that is sent again meets its own key, and nobody takes a batch's key with another.
 */
export const streamedKey = (into: Instant, subject: string, batch: Digest): string =>
  `${folder(into)}streamed/${subject}.${batch.slice('sha256:'.length, 'sha256:'.length + 20)}.json`
export const ledgerKey = (sequence: number): string => `ledger/${String(sequence).padStart(12, '0')}.dsse.json`

/** A window source catches up several slots in one tick, so the slot's start is part of the key. Parts are numbered from 1. */
export const observationKey = (
  tick: Instant,
  source: string,
  subject: string,
  slotStart: Instant,
  part: number,
  gzip: boolean,
): string => `${folder(tick)}${source}/${subject}.${compact(slotStart)}.${part}.ndjson${gzip ? '.gz' : ''}`

export type ParsedKey =
  | { kind: 'plan' | 'config' | 'index'; tick: Instant }
  | { kind: 'evaluation'; tick: Instant; subject: string }
  | { kind: 'timeline'; tick: Instant; subject: string; incident: string }
  | { kind: 'published'; tick: Instant; of: Instant }
  | { kind: 'streamed'; tick: Instant; subject: string; batch: string }
  | {
      kind: 'observation'
      tick: Instant
      source: string
      subject: string
      slotStart: Instant
      part: number
      gzip: boolean
    }
  | { kind: 'ledger'; sequence: number }

/** Undefined for every key that the functions above would not have made. */
export const parseKey = (key: string): ParsedKey | undefined => {
  const parsed = read(key)
  return parsed && write(parsed) === key ? parsed : undefined
}

const write = (key: ParsedKey): string => {
  switch (key.kind) {
    case 'plan':
      return planKey(key.tick)
    case 'config':
      return configKey(key.tick)
    case 'index':
      return indexKey(key.tick)
    case 'evaluation':
      return evaluationKey(key.tick, key.subject)
    case 'timeline':
      return timelineKey(key.tick, key.subject, key.incident)
    case 'published':
      return publishedKey(key.tick, key.of)
    case 'streamed':
      return streamedKey(key.tick, key.subject, `sha256:${key.batch}`)
    case 'observation':
      return observationKey(key.tick, key.source, key.subject, key.slotStart, key.part, key.gzip)
    case 'ledger':
      return ledgerKey(key.sequence)
  }
}

const read = (key: string): ParsedKey | undefined => {
  const entry = /^ledger\/(\d{12})\.dsse\.json$/.exec(key)
  if (entry) return { kind: 'ledger', sequence: Number(entry[1]) }
  const inTick = /^ticks\/(\d{4})\/(\d{2})\/(\d{2})\/(\d{2})(\d{2})Z\/(.+)$/.exec(key)
  if (!inTick) return undefined
  const [, year, month, day, hour, minute, name = ''] = inTick
  const tick = `${year}-${month}-${day}T${hour}:${minute}:00Z`
  if (!isInstant(tick)) return undefined
  if (name === 'plan.json') return { kind: 'plan', tick }
  if (name === 'config.json') return { kind: 'config', tick }
  if (name === 'index.ndjson') return { kind: 'index', tick }
  const evaluation = /^evaluations\/([a-z0-9-]+)\.json$/.exec(name)
  if (evaluation?.[1]) return { kind: 'evaluation', tick, subject: evaluation[1] }
  const timeline = /^timelines\/([a-z0-9-]+)\.([0-9a-f]{20})\.json$/.exec(name)
  if (timeline?.[1] && timeline[2]) return { kind: 'timeline', tick, subject: timeline[1], incident: timeline[2] }
  const published = /^published\/(\d{8}T\d{6}Z)\.json$/.exec(name)
  const of = published?.[1] && expand(published[1])
  if (of) return isInstant(of) ? { kind: 'published', tick, of } : undefined
  const streamed = /^streamed\/([a-z0-9-]+)\.([0-9a-f]{20})\.json$/.exec(name)
  if (streamed?.[1] && streamed[2]) return { kind: 'streamed', tick, subject: streamed[1], batch: streamed[2] }
  const observation = /^([a-z0-9-]+)\/([a-z0-9-]+)\.(\d{8}T\d{6}Z)\.([1-9]\d{0,5})\.ndjson(\.gz)?$/.exec(name)
  if (!observation) return undefined
  const [, source = '', subject = '', start = '', part, gz] = observation
  if (!isInstant(expand(start))) return undefined
  return {
    kind: 'observation',
    tick,
    source,
    subject,
    slotStart: expand(start),
    part: Number(part),
    gzip: gz !== undefined,
  }
}

const compact = (at: Instant): string => instant(Math.floor(seconds(at))).replace(/[-:]/g, '')
const expand = (text: string): Instant =>
  `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 11)}:${text.slice(11, 13)}:${text.slice(13)}`
