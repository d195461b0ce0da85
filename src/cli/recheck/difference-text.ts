// One difference as people read it. Names, reasons and settings come from whoever owns the account: they are made visible.
import { visible } from '../../audit-log/visible.ts'
import type { Ref } from '../../model.ts'
import type { Difference } from '../../prove/recheck/recheck.ts'
import { wrapped } from '../terminal.ts'

const shown = 3

export const differenceText = (one: Difference): string => {
  const { subject, slot, because, evaluation, evidence } = one
  const said =
    one.kind === 'verdict'
      ? [
          ['stored', one.stored ? `${one.stored.outcome}: ${one.stored.reason}` : 'no verdict for this slot'],
          ['now', one.now ? `${one.now.outcome}: ${one.now.reason}` : 'no verdict for this slot'],
        ]
      : [
          ['stored', hits(one.stored)],
          ['now', hits(one.now)],
        ]
  const why = because.map(({ what, stored, now }) =>
    what === 'register' || what === 'acceptances' // digests tell a reader nothing; --json has them
      ? `other ${what === 'register' ? 'governance register' : what}`
      : `${what} ${visible(stored, 300)} -> ${visible(now, 300)}`,
  )
  const rows = [
    ['subject', subject.id],
    ['slot', `${slot.start} to ${slot.end}, judged in the tick ${one.tick}`],
    ...said,
    ['why', why.join('; ') || 'nothing that is known differs: same version, same settings'],
    ['verdict', refText(evaluation)],
    ...evidence.slice(0, shown).map((ref) => ['evidence', refText(ref)]),
    ...(evidence.length > shown ? [['', `and ${evidence.length - shown} more; --json names them all`]] : []),
  ]
  return rows.map(([name = '', text = '']) => `  ${name.padEnd(8)}  ${wrapped(visible(text, 700), 110, 12)}`).join('\n')
}

const hits = ({ hits, allowed }: { hits: number; allowed: number }): string =>
  `${hits} ${hits === 1 ? 'hit' : 'hits'}, ${allowed} of them let pass by an allow-list`

/** As a person names a stored object to another. */
export const refText = ({ key, versionId, sha256 }: Ref): string =>
  `${key}${versionId === null ? '' : ` version ${versionId}`} ${sha256}`
