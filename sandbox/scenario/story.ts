// The week's story: what goes wrong, when, and what it leaves behind.
import { openEndpoint, pushImage, refreshInsights, switchLog } from './changes.ts'
import type { StoryEvent } from './event.ts'

const prod = { region: 'eu-west-1', cluster: 'prod' }
const staging = { region: 'eu-west-1', cluster: 'staging' }
const day = (number: number, hour: number): number => (number - 1) * 24 + hour

const frontend = {
  region: 'eu-west-1',
  repositoryName: 'prod/web-frontend',
  scanning: 'enhanced' as const,
  signing: 'COMPLETE' as const,
  inUse: 3,
}

const week: StoryEvent[] = [
  {
    kind: 'activity',
    at: day(1, 14.25),
    until: null,
    what: 'somebody opens a shell in a pod of kube-system in prod',
    activity: 'exec-into-kube-system',
    place: prod,
  },
  {
    kind: 'change',
    about: 'prod',
    at: day(2, 9.5),
    until: day(3, 9.75), // more than a day, so that one daily reading meets it whatever its hour
    what: 'the API endpoint of prod is opened to the whole internet for a day',
    change: openEndpoint(prod, ['0.0.0.0/0']),
    undo: openEndpoint(prod, ['203.0.113.0/24', '198.51.100.16/28']),
    silences: null,
  },
  {
    kind: 'change',
    about: 'prod/web-frontend',
    at: day(2, 16.5),
    until: null,
    what: 'an image of prod/web-frontend is pushed with an old base: one critical finding',
    change: pushImage({ ...frontend, tags: ['2.8.0'], holds: ['curlSocks', 'nghttp2', 'util'] }),
    undo: null,
    silences: null,
  },
  {
    kind: 'change',
    about: 'staging',
    at: day(3, 13),
    until: day(3, 16),
    what: 'the audit log of staging is off for three hours',
    change: switchLog(staging, 'audit', false),
    undo: switchLog(staging, 'audit', true),
    silences: staging,
  },
  {
    kind: 'fault',
    at: day(4, 0),
    until: day(5, 0),
    what: 'eks:ListAddons is denied on analytics for a day',
    fault: {
      effect: { kind: 'denial' },
      service: 'eks',
      operation: 'ListAddons',
      region: 'us-east-1',
      input: { clusterName: 'analytics' },
    },
  },
  {
    kind: 'change',
    about: 'prod/web-frontend',
    at: day(5, 10),
    until: null,
    what: 'prod/web-frontend 2.8.1 is pushed, on a new base',
    change: pushImage({ ...frontend, tags: ['2.8.1'], holds: [] }),
    undo: null,
    silences: null,
  },
  {
    kind: 'outage',
    at: day(5, 14),
    until: day(6, 0),
    what: 'no tick runs from the afternoon to the end of the day',
  },
]

const daily = (days: number): StoryEvent[] =>
  Array.from({ length: days }, (_, index) => ({
    kind: 'change',
    about: null,
    at: day(index + 1, 3.1),
    until: null,
    what: 'EKS refreshes its insights',
    change: refreshInsights,
    undo: null,
    silences: null,
  }))

/** What of the story fits into so many days, in order of time. What would not end in time does not begin. */
export const storyOf = (days: number): StoryEvent[] =>
  [...week, ...daily(days)].filter(({ at, until }) => (until ?? at) <= days * 24).sort((a, b) => a.at - b.at)
