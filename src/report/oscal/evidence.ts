// The stored objects that a document cites: each once in its back matter, with the digest of its bytes, by the version that is locked.
import type { Ref } from '../../model.ts'
import type { Period } from '../period/period.ts'
import { markup } from './text.ts'
import { uuid } from './uuid.ts'

export type Resource = { uuid: string; title: string; [member: string]: unknown }

/** `s3://bucket/key?versionId=...`; of a folder the key below it. */
export const hrefOf = (store: string, { key, versionId }: Pick<Ref, 'key' | 'versionId'>): string => {
  const path = store.startsWith('s3://') ? `${store}/${key}` : key
  return versionId === null ? path : `${path}?versionId=${encodeURIComponent(versionId)}`
}

export const makeEvidence = ({ store, ledger }: Pick<Period, 'store' | 'ledger'>) => {
  const cited = new Map<string, Ref>()
  const idOf = ({ key, versionId, sha256 }: Ref): string => uuid(ledger, 'object', key, versionId ?? '', sha256)
  const cite = (ref: Ref): string => {
    const id = idOf(ref)
    cited.set(id, ref)
    return id
  }
  return {
    /** What an observation rests on, by `what` each is. */
    relevant: (refs: readonly { what: string; ref: Ref }[]) =>
      refs.map(({ what, ref }) => ({
        href: hrefOf(store, ref),
        description: what,
        links: [{ href: `#${cite(ref)}`, rel: 'reference' }],
      })),
    /** For the back matter: whatever was cited so far. */
    *resources(): Generator<Resource> {
      for (const [id, ref] of cited)
        yield {
          uuid: id,
          title: markup(ref.key),
          rlinks: [{ href: hrefOf(store, ref), hashes: [hashOf(ref)] }],
        }
    },
    rlink: (ref: Ref) => ({ href: hrefOf(store, ref), 'media-type': 'application/json', hashes: [hashOf(ref)] }),
  }
}
export type Evidence = ReturnType<typeof makeEvidence>

const hashOf = ({ sha256 }: Ref) => ({ algorithm: 'SHA-256', value: sha256.slice('sha256:'.length) })
