// GOV-13: procedures for communication in an incident are reviewed in time, whom they concern acknowledge them, and somebody hears the alarms.
import { audienceOf } from '../answers/audience.ts'
import { governed } from '../attested/renewed.ts'
import { defineControl, latest } from '../control.ts'
import { subscriptionsOf } from '../examples/alerts.ts'
import { attestedOf, documentAt, registerOf } from '../examples/attested.ts'
import { alarmSubscriptions } from '../facts/alarm-subscriptions.ts'
import { attested } from '../facts/attested.ts'
import { fail, pass } from '../model.ts'

const item = 'incident-communication'
const reviewed = {
  kind: 'review' as const,
  item,
  reviewedBy: 'Ravi Reviewer',
  document: documentAt('documents/communication.pdf'),
}
const known = { kind: 'acknowledgement' as const, item, by: 'On Call' }
const register = registerOf(item, { roster: ['On Call'] })
const subscribers = subscriptionsOf([{}])

// A mail that was published is not a mail that was read: whoever must know says so.
export default defineControl({
  id: 'GOV-13',
  of: 'deployment',
  title:
    'Procedures for communication in an incident are reviewed and acknowledged in time, and somebody subscribes to the alarms',
  criteria: ['CC2.2', 'CC2.3', 'CC7.4'],
  severity: 'low',
  needs: {
    reviews: latest(attested('review')),
    known: latest(attested('acknowledgement')),
    subscribers: latest(alarmSubscriptions),
  },
  settings: {},
  assess({ reviews, known, subscribers }, at) {
    const attested = governed(
      item,
      [
        { kind: 'review', records: reviews, byAnother: true, ofDocument: true },
        { kind: 'acknowledgement', records: known, byRoster: true },
      ],
      at,
    )
    const both = [attested, audienceOf(subscribers)]
    const unread = both.find(({ outcome }) => outcome === 'unknown')
    if (unread) return unread
    const faults = both.filter(({ outcome }) => outcome !== 'pass')
    const said = (all: typeof both): string => all.map(({ reason }) => reason).join('; ')
    return faults.length > 0 ? fail(said(faults)) : pass(said(both))
  },
  limits:
    'What the procedures say is not judged, and who knows them is attested. Whether the roster names everybody is not seen.',
  remedy:
    'Have the procedures reviewed, and let each on the roster of config/governance.yml acknowledge them: npx eks-evidence attest review --file review.json --document procedures.pdf, npx eks-evidence attest acknowledgement --file acknowledgement.json (item incident-communication). Confirm a subscription to the topic of the alarms, as EVD-10 says.',
  sameAs: [],
  examples: {
    pass: [{ reviews: attestedOf([reviewed]), known: attestedOf([known]), subscribers, with: { register } }],
    fail: [
      { reviews: attestedOf([reviewed]), known: attestedOf([known]), subscribers },
      { reviews: attestedOf([reviewed]), known: attestedOf([]), subscribers, with: { register } },
      { reviews: attestedOf([]), known: attestedOf([known]), subscribers, with: { register } },
      {
        reviews: attestedOf([reviewed]),
        known: attestedOf([known]),
        subscribers,
        with: { register: registerOf(item) },
      },
      {
        reviews: attestedOf([reviewed]),
        known: attestedOf([{ ...known, by: 'Somebody Else' }]),
        subscribers,
        with: { register },
      },
      {
        reviews: attestedOf([reviewed]),
        known: attestedOf([{ ...known, performedAt: '2024-11-03T10:00:00Z' }]),
        subscribers,
        with: { register },
      },
      { reviews: attestedOf([reviewed], 'altered'), known: attestedOf([known]), subscribers, with: { register } },
      {
        reviews: attestedOf([reviewed]),
        known: attestedOf([known]),
        subscribers: subscriptionsOf([{ is: 'pending' }]),
        with: { register },
      },
    ],
  },
})
