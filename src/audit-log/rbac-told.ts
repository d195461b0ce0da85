// The sentence about any change of a role or binding: what it hands out where the entry says so.

import { bindingTold, boundBy } from './bindings.ts'
import type { AuditEvent } from './event.ts'
import { asked, rulesAsked } from './rbac.ts'
import { ruleText } from './role-rules.ts'
import { ending } from './sentence.ts'
import { visible } from './visible.ts'

export const rbacChangeTold = (event: AuditEvent): string => {
  const gives = ['create', 'update', 'patch'].includes(event.verb)
  const bound = gives && event.resource.endsWith('bindings') ? boundBy(event) : undefined
  if (bound) return bindingTold(event, bound)
  const rules = gives && !event.resource.endsWith('bindings') ? rulesAsked(event) : []
  const granted = rules.length > 0 ? `, which grants ${visible(rules.slice(0, 3).map(ruleText).join('; '), 280)}` : ''
  return `${asked(event)}${granted}${rules.length > 3 ? ` and ${rules.length - 3} more` : ''}${ending(event)}`
}
