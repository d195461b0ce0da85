// What an index says of an evaluation, so that whoever looks for one thing need not read them all.
import { callsForLook } from '../incidents/group.ts'
import type { Evaluation } from '../model.ts'
import type { ObjectLine } from '../store/documents.ts'

export const marksOf = ({ hits, turned }: Pick<Evaluation, 'hits' | 'turned'>): Pick<ObjectLine, 'calls' | 'news'> => ({
  ...(hits.some(callsForLook) && { calls: true }),
  ...((hits.length > 0 || turned.length > 0) && { news: true }),
})
