// The story: what goes wrong, when, and what it leaves behind. Told close together in a few days, or spread over a month.
import { changeTagUntold, deleteImage, openEndpoint, pushImage, refreshInsights, switchLog } from './changes.ts'
import type { Place, StoryEvent } from './event.ts'
import { loadTest } from './load-test.ts'

const prod = { region: 'eu-west-1', cluster: 'prod' }
const staging = { region: 'eu-west-1', cluster: 'staging' }
const analytics = { region: 'us-east-1', cluster: 'analytics' }

const frontend = {
  region: 'eu-west-1',
  repositoryName: 'prod/web-frontend',
  scanning: 'enhanced' as const,
  signing: 'COMPLETE' as const,
  inUse: 3,
}
const push = pushImage({ ...frontend, tags: ['2.8.0'], holds: ['curlSocks', 'nghttp2', 'util'] })
const pushMended = pushImage({ ...frontend, tags: ['2.8.1'], holds: [] })
const deleteBad = deleteImage({ ...frontend, tag: '2.8.0' })

/** How old a critical finding may become, in days: as VUL-01 has it where nothing else is configured. */
const deadline = 15

/** From so many days on the story is that of a month. */
export const month = 21
/** The days on which things happen, and whose audit log is off. */
type Days = { image: number; silence: number; silent: Place; denial: number; outage: number; mended: number }
const close: Days = { image: 2, silence: 3, silent: staging, denial: 4, outage: 5, mended: 24 }
const spread: Days = { image: 3, silence: 28, silent: analytics, denial: 11, outage: 16, mended: 24 }

const day = (number: number, hour: number): number => (number - 1) * 24 + hour
const nothing = { until: null, undo: null, silences: null }

const events = (on: Days, days: number): StoryEvent[] => [
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
    ...nothing,
    kind: 'change',
    about: frontend.repositoryName,
    at: day(on.image, 16.5),
    what: `${frontend.repositoryName} 2.8.0 is pushed with an old base, and runs in ${frontend.inUse} pods: one critical finding`,
    change: push,
  },
  {
    kind: 'change',
    about: on.silent.cluster,
    at: day(on.silence, 13),
    until: day(on.silence, 16),
    what: `the audit log of ${on.silent.cluster} is off for three hours`,
    change: switchLog(on.silent, 'audit', false),
    undo: switchLog(on.silent, 'audit', true),
    silences: on.silent,
  },
  {
    kind: 'change',
    about: 'prod',
    at: day(4, 11.25),
    until: day(5, 11.5),
    what: 'the tag data-class of prod says internal instead of confidential for a day, and no event tells who did it',
    change: changeTagUntold(prod, 'data-class', 'internal'),
    undo: changeTagUntold(prod, 'data-class', 'confidential'),
    silences: null,
  },
  {
    kind: 'fault',
    at: day(on.denial, 0),
    until: day(on.denial + 1, 0),
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
    kind: 'life',
    at: day(5, 9.65),
    until: day(20, 15.2),
    what: 'the cluster load-test is created, and deleted two weeks later',
    place: { region: 'eu-west-1', cluster: 'load-test' },
    make: loadTest,
  },
  {
    kind: 'outage',
    at: day(on.outage, 14),
    until: day(on.outage + 1, 0),
    what: 'no tick runs from the afternoon to the end of the day',
  },
  {
    ...nothing,
    kind: 'change',
    about: frontend.repositoryName,
    at: day(on.image + deadline, 16.5),
    until: on.mended <= days ? day(on.mended, 10) : null,
    what: `the critical finding in ${frontend.repositoryName} 2.8.0 is ${deadline} days old: it is overdue`,
    change: () => undefined, // time passes
  },
  {
    ...nothing,
    kind: 'change',
    about: frontend.repositoryName,
    at: day(on.mended, 10),
    what: `${frontend.repositoryName} 2.8.1 runs instead, on a new base, and 2.8.0 is deleted`,
    change: (world, at) => {
      pushMended(world, at)
      deleteBad(world, at)
    },
  },
]

const daily = (days: number): StoryEvent[] =>
  Array.from({ length: days }, (_, index) => ({
    ...nothing,
    kind: 'change',
    about: null,
    at: day(index + 1, 3.1),
    what: 'EKS refreshes its insights',
    change: refreshInsights,
  }))

/** What of the story fits into so many days, in order of time. What would not end in time does not begin. */
export const storyOf = (days: number): StoryEvent[] =>
  [...events(days >= month ? spread : close, days), ...daily(days)]
    .filter(({ at, until }) => (until ?? at) <= days * 24)
    .sort((a, b) => a.at - b.at)
