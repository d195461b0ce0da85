// The sentence about a session in a container.

import type { AuditEvent } from './event.ts'
import { ending, target, who } from './sentence.ts'

/**
 * A session is told when it begins. Its end may lie hours later, in another slot: it is not told again. What was refused
 * never began, and is told by its refusal.
 */
export const sessionOpened = (event: AuditEvent): string | undefined => {
  const begun = event.stage === 'ResponseStarted'
  const refused = event.outcome === 'denied' || event.outcome === 'failed'
  if (!begun && !refused) return undefined
  return `${who(event)} asked to ${event.subresource === 'attach' ? 'attach to' : 'run a command in'} pod ${target(event)}${ending(event)}`
}
