// Holds one object against the index that lists it, that index against its statement, and the statement as an entry.
import { isLater, plus } from '../../clock.ts'
import type { Stated } from '../../ledger/chain.ts'
import type { Ref } from '../../model.ts'
import type { Placed } from '../../prove/custody.ts'
import { type IndexLine, isSlotLine, readIndex } from '../../store/documents.ts'
import { indexKey, type ParsedKey } from '../../store/keys.ts'
import type { Custody, Got, Listed } from '../../store/store.ts'
import type { Checked } from './checked.ts'
import { entriesOf, entryOf, type Top } from './entries.ts'
import { type HeldEntry, holdEntry, tried, versionsOf } from './hold-entry.ts'
import type { Site } from './site.ts'

export type HeldObject = {
  /** The version that is shown; undefined where there is none. */
  got: Got | undefined
  versions: Listed[]
  custody: Custody | undefined
  /** The entry whose index lists it; undefined where none was found. */
  sealed: HeldEntry | undefined
  /** The line that lists it. The index itself is listed by its statement. */
  line: IndexLine | undefined
}

type Asked = { key: string; versionId?: string | undefined; parsed: Exclude<ParsedKey, { kind: 'ledger' }> }

/** Throws STORE_UNREADABLE. */
export const holdObject = async (
  site: Site,
  checked: Checked,
  asked: Asked,
  top: Top | undefined,
): Promise<HeldObject> => {
  const { findings } = checked
  const { key, parsed } = asked
  const listing = await listingOf(site, asked, top)
  const sealed = listing && (await holdEntry(site, checked, listing.entry.tick.sequence, top))
  const line = listing && sealed?.entry && (await lineIn(site, checked, sealed.entry, key))
  const ref = parsed.kind === 'index' && sealed?.entry ? sealed.entry.tick.index : line && refIn(line, key)
  listed(checked, asked, ref, top)
  const versions = await versionsOf(site, key)
  const shown = asked.versionId ?? ref?.versionId ?? versions.find(({ deleteMarker }) => !deleteMarker)?.versionId
  const got = await site.store.get({ key, ...(shown !== undefined && { versionId: shown }) })
  const held = { got, versions, custody: undefined, sealed, line }
  if (!findings.hold('object-present', got !== undefined, key, 'it is not in this store') || !got) return held
  if (versions.some(({ versionId }) => versionId !== null)) oneOf(checked, key, versions)
  if (ref) same(checked, ref, got)
  if (!sealed?.entry) return held
  const custody = await checked.custodian.hold(got.ref, placedAs(sealed.entry, line), got.custody)
  return { ...held, custody }
}

// What comes behind the newest entry is for the next seal to list.
const listed = (
  { findings, open }: Checked,
  { key, parsed }: Asked,
  ref: Ref | undefined,
  top: Top | undefined,
): void => {
  if (top && isLater(parsed.tick, top.entry.tick.tick) && !ref) {
    open.push({ check: 'object-listed', why: `its tick ${parsed.tick} is not sealed: nothing vouches for it yet` })
    return
  }
  const none = top ? 'no index lists it, of its own tick and of the two days behind that' : 'there is no ledger'
  findings.hold('object-listed', ref !== undefined, key, none)
}

const oneOf = ({ findings }: Checked, key: string, versions: Listed[]): void => {
  const markers = versions.filter(({ deleteMarker }) => deleteMarker).length
  findings.hold(
    'single-version',
    versions.length === 1,
    key,
    `${versions.length - markers} versions, ${markers} delete markers`,
  )
}

const same = ({ findings }: Checked, ref: Ref, { ref: is }: Got): void => {
  const what = `sealed as ${ref.sha256}, is ${is.sha256}`
  findings.hold('digest', is.sha256 === ref.sha256 && is.bytes === ref.bytes, ref.key, what)
  if (is.versionId !== null && ref.versionId !== is.versionId)
    // a folder keeps no versions
    findings.fail('single-version', ref.key, `the version ${ref.versionId} was sealed, this is ${is.versionId}`)
}

// What was written behind the index of its own tick is adopted by a later one.
const listingOf = async (
  site: Site,
  { key, parsed }: Asked,
  top: Top | undefined,
): Promise<{ entry: Stated } | undefined> => {
  if (!top) return undefined
  const { tick } = parsed
  const own = await entryOf(site, tick, top)
  if (own && (parsed.kind === 'index' || (await lists(site, own, key)))) return { entry: own }
  const later = await entriesOf(site, { from: tick, to: plus(tick, 2 * 86_400) }, top)
  for (const entry of later.filter((one) => one.tick.strays > 0 && isLater(one.tick.tick, tick)))
    if (await lists(site, entry, key)) return { entry }
  return own && { entry: own }
}

const lists = async ({ store }: Site, { tick }: Stated, key: string): Promise<boolean> => {
  const found = await store.get(tick.index)
  const lines =
    found &&
    tried(
      () => readIndex(found.body),
      () => undefined,
    )
  return (lines ?? []).some((line) => refIn(line, key) !== undefined)
}

const lineIn = async (
  { store }: Site,
  { findings }: Checked,
  { tick }: Stated,
  key: string,
): Promise<IndexLine | undefined> => {
  const { index } = tick
  const found = await store.get(index)
  if (!findings.hold('object-present', found !== undefined, index.key, 'it is not in this store') || !found)
    return undefined
  findings.hold(
    'key-derives',
    index.key === indexKey(tick.tick),
    index.key,
    `is not the index of the tick ${tick.tick}`,
  )
  const what = `sealed as ${index.sha256}, is ${found.ref.sha256}`
  findings.hold('digest', found.ref.sha256 === index.sha256, index.key, what)
  const lines = tried(
    () => readIndex(found.body),
    (why) => findings.fail('index-strict', index.key, why),
  )
  findings.look('index-strict')
  return lines?.find((line) => refIn(line, key) !== undefined)
}

/** The object of this key that a line lists. */
export const refIn = (line: IndexLine, key: string): Ref | undefined => refsOf(line).find((ref) => ref.key === key)
export const refsOf = (line: IndexLine): Ref[] => (isSlotLine(line) ? line.parts : [line.object])

const placedAs = ({ tick }: Stated, line: IndexLine | undefined): Placed => {
  if (line && isSlotLine(line)) {
    const kind = tick.schedule[line.source]?.kind ?? 'state'
    return { tick, role: 'slot', kind, slot: line.slot }
  }
  const isEarlier = line !== undefined && !isSlotLine(line) && ['published', 'streamed', 'stray'].includes(line.role)
  return { tick, role: isEarlier ? 'published' : 'tick' }
}
