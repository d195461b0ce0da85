// Where CloudTrail's events hold secret values: what was asked for and answered. Who did it, when and from where stays.
import { isRecord } from '../json.ts'
import { type Teller, withholdInJson } from './json-secrets.ts'
import { changeAt, type Redaction } from './redaction.ts'
import { soundsSecret, withholdShapes } from './secret-shapes.ts'

type Place = 'top' | 'own' | 'others' | 'secret'

const names = {
  secret: 'Events[].CloudTrailEvent: values by name',
  others: "Events[].CloudTrailEvent: parameters of other services' events",
  message: 'Events[].CloudTrailEvent: messages of errors',
  shape: 'Events[].CloudTrailEvent: credentials by form',
  broken: 'Events[].CloudTrailEvent: what is not JSON',
}

// Parameters and answers; `serviceEventDetails` and `additionalEventData` hold whatever the service likes.
const isParameters = (key: string | null): boolean =>
  key === 'requestParameters' ||
  key === 'responseElements' ||
  key === 'serviceEventDetails' ||
  key === 'additionalEventData'

/** These sound secret and are not: an idempotency token of the SDK, and the ARN under which a secret lies. */
const harmless = new Set(['clientRequestToken', 'credentialArn'])

/**
 * As a whole: what the customer wrote for an add-on, which is JSON inside of JSON; what a cluster registers with; a stack's
 * parameters, among them those of stacks that are not ours, and its template; a function's environment; what a schedule or a
 * state machine hands on.
 */
const secret = new Set([
  ...['configurationValues', 'activationCode', 'activationId'],
  ...['parameterValue', 'resolvedValue', 'templateBody', 'environment', 'input', 'definition'],
])

const isSecret = (key: string): boolean => secret.has(key) || (!harmless.has(key) && soundsSecret(key))

const tellerFor = (own: boolean): Teller<Place> => ({
  top: 'top',
  enter(parent, key) {
    if (parent === 'top') return isParameters(key) ? (own ? 'own' : 'others') : 'top'
    return parent === 'own' && key !== null && isSecret(key) ? 'secret' : parent
  },
  withholds(parent, key) {
    // It quotes what was asked for.
    if (parent === 'top') return key === 'errorMessage' ? names.message : undefined
    if (parent === 'others') return names.others
    if (parent === 'secret') return names.secret
    return parent === 'own' && key !== null && isSecret(key) ? names.secret : undefined
  },
})
const tellers = { own: tellerFor(true), others: tellerFor(false) }

/** `sources`: the event sources that are observed. A name such as TagResource gives the events of every service. */
export const trailSecrets = (sources: readonly string[]): Redaction => ({
  action: 'cloudtrail:LookupEvents',
  names: Object.values(names),
  apply: (body, took) =>
    changeAt(body, ['Events', '[]'], (event) => {
      const isOwn = isRecord(event) && typeof event.EventSource === 'string' && sources.includes(event.EventSource)
      return changeAt(event, ['CloudTrailEvent'], (text) => {
        if (typeof text !== 'string') return text
        const left = withholdInJson(text, isOwn ? tellers.own : tellers.others, names.broken, took)
        const shaped = withholdShapes(left)
        if (shaped !== left) took(names.shape)
        return shaped
      })
    }),
})
