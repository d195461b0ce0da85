// An event history of any length, as CloudTrail answers the questions of the source `change-events`.
import { paged } from '../record.ts'
import { many, type Part } from '../world.ts'

const changeEvents: Part =
  ({ page, updates }) =>
  (action, input) => {
    if (action !== 'cloudtrail:LookupEvents') return undefined
    const [{ AttributeValue: name = '' } = {}] = (input.LookupAttributes ?? []) as { AttributeValue?: string }[]
    const events = many(name.startsWith('Create') ? updates : 0, (at) => ({
      EventId: `${name}-${at}`,
      EventName: name,
      EventSource: 'eks.amazonaws.com',
      CloudTrailEvent: '{}',
    }))
    return paged('Events', events, input, page, 'NextToken')
  }

export default changeEvents
