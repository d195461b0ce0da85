// Whether anybody hears what is published to the collector's topic, as far as SNS knows.
import type { AlarmSubscriptions } from '../facts/alarm-subscriptions.ts'
import { fail, type Outcome, pass, unknown } from '../model.ts'

/** One confirmed subscription that leaves nothing out is enough; what those that wait come to is said beside it. */
export const audienceOf = ({ topic, found }: AlarmSubscriptions): Outcome => {
  if (!found) return fail(`${topic} is not there`)
  const { confirmed, pending } = found
  const whole = confirmed.filter(({ hears }) => hears === 'everything').map(({ protocol }) => protocol)
  const some = confirmed.filter(({ hears }) => hears === 'some').length
  const unread = confirmed.flatMap(({ hears }) => (typeof hears === 'object' ? [hears.unread] : []))
  const said = [
    ...(some > 0 ? [`${some} with a filter, which may leave out any of it`] : []),
    ...(pending.length > 0 ? [`${pending.length} not confirmed (${pending.join(', ')})`] : []),
  ]
  const beside = said.length > 0 ? `; beside them ${said.join(' and ')}` : ''
  if (whole.length > 0)
    return pass(`published to ${topic}: confirmed subscribers: ${whole.length} (${whole.join(', ')})${beside}`)
  if (unread.length > 0) return unknown(unread.join('; '))
  return fail(
    `nobody confirmed a subscription to ${topic} that hears everything: ${said.join(', ') || 'there is none'}`,
  )
}
