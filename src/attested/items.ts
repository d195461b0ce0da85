// Which items of the governance register a record of a kind renews. A record of another item is read, and counts for nothing.
import type { Item } from '../config/register.ts'
import type { Kind } from './record.ts'

/** Kinds that are not listed here are about subjects and not about items. */
export const renews: Partial<Record<Kind, readonly Item[]>> = {
  acknowledgement: ['incident-communication'],
  delivery: ['security-metrics', 'training-material'],
  drill: ['incident-response'],
  review: [
    'security-owner',
    'governance-framework',
    'incident-response',
    'security-policies',
    'operating-procedures',
    'architecture',
    'incident-communication',
  ],
  'sign-off': ['compliance-monitoring'],
  training: ['awareness-training'],
}

/** Items of which a review or a delivery counts for nothing unless it names the document. */
export const ofDocument: readonly Item[] = [
  'governance-framework',
  'incident-response',
  'security-policies',
  'operating-procedures',
  'architecture',
  'incident-communication',
  'training-material',
]
