// One account for the tests of publishing: the sandbox's Security Hub behind a Send, a store in memory, and ticks that follow each other.
import { AwsFault, type Service } from '../../sandbox/service.ts'
import { emptySecurityHub, enableHub, type SecurityHub, securityHub } from '../../sandbox/services/security-hub.ts'
import { plus } from '../../src/clock.ts'
import { sha256 } from '../../src/digest.ts'
import type { Evaluation, Instant, Ref } from '../../src/model.ts'
import { nothing } from '../../src/publish/figures.ts'
import { publish } from '../../src/publish/publish.ts'
import type { Published } from '../../src/publish/published.ts'
import type { Item, Work } from '../../src/publish/work.ts'
import { defaultSla } from '../../src/sla.ts'
import { writeDocument } from '../../src/store/documents.ts'
import { evaluationKey, slug } from '../../src/store/keys.ts'
import type { Store } from '../../src/store/store.ts'
import type { Send, Wire } from '../../src/wire.ts'
import { account, control, detection } from './examples.ts'

export const home = 'eu-central-1'

export const memoryStore = (): Store & { objects: Map<string, Uint8Array> } => {
  const objects = new Map<string, Uint8Array>()
  const refOf = (key: string, body: Uint8Array): Ref => ({
    key,
    versionId: null,
    sha256: sha256(body),
    bytes: body.length,
  })
  return {
    where: 'memory',
    objects,
    async putOnce(key, body) {
      const won = !objects.has(key)
      if (won) objects.set(key, body)
      return { won, ref: refOf(key, objects.get(key) ?? body) }
    },
    async get({ key }) {
      const body = objects.get(key)
      return body && { ref: refOf(key, body), body }
    },
    async *list() {
      yield* []
    },
    async custody() {
      return 'cannot-tell'
    },
  }
}

/** A Send that calls a service's handlers, without a wire. */
export const sendTo = (
  service: Service,
  now: () => Instant,
): Send & { calls: { action: string; region: string; input: Record<string, unknown> }[] } => {
  const calls: { action: string; region: string; input: Record<string, unknown> }[] = []
  const send = async (action: string, given: unknown, region: string): Promise<Wire> => {
    const input = JSON.parse(JSON.stringify(given))
    calls.push({ action, region, input })
    const envelope = { host: 'h', date: now(), at: now(), requestId: `r${calls.length}` }
    const [name = '', operation = ''] = action.split(':')
    const handler = service.operations[operation]
    if (!handler) throw new Error(`no ${action}`)
    try {
      return {
        ...envelope,
        ok: true,
        text: JSON.stringify(handler({ service: name, operation, region, account, input, now: now() })),
      }
    } catch (error) {
      if (!(error instanceof AwsFault)) throw error
      return { ...envelope, ok: false, code: error.code, message: error.message }
    }
  }
  return Object.assign(send, { calls })
}

async function* each<T>(list: T[]): AsyncIterable<T> {
  yield* list
}

/** A record after which nothing daily is due: neither a heartbeat, nor a look at all that stands. */
const quiet: Published = {
  schema: 'eks-evidence/published/v1',
  tick: '2026-01-04T23:20:00Z',
  at: '2026-01-04T23:20:00Z',
  account,
  counts: { evaluations: 0, sent: 0, resolved: 0, suppressed: 0, archived: 0, failed: 0 },
  requests: [],
  failures: [],
  owed: {},
  tally: {},
  incidents: {},
  heartbeat: '9999-12-31T00:00:00Z',
  figures: { ...nothing(), counted: '2026-01-05T00:00:00Z', remediated: [], scanned: 0, errors: 0 },
}

const withoutDaily = (record: Published, now: Instant): Published => ({
  ...record,
  figures: record.figures && { ...record.figures, counted: `${now.slice(0, 10)}T00:00:00Z` },
})

/** `run` publishes one hour's evaluations, given as [subject, verdicts, hits], and remembers what stands. `daily`: with all that is due once a day. */
export const makeAccount = (on: string[] = [home], { daily = false }: { daily?: boolean } = {}) => {
  const state: SecurityHub = emptySecurityHub()
  let now = '2026-01-05T00:20:00Z'
  for (const region of on) enableHub(state, region, now)
  const store = memoryStore()
  const send = sendTo(securityHub(state), () => now)
  const standing = new Map<string, { evaluation: Evaluation; evaluationRef: Ref }>()
  let previous: Published | undefined = daily ? undefined : quiet
  const given = {
    store,
    clock: { now: () => now },
    account,
    home,
    catalog: {
      controls: [
        { id: 'NET-01', ...control },
        { id: 'NET-02', ...control },
      ],
      detections: [{ id: 'DET-23', ...detection }],
    },
  }

  const run = async (
    judged: Pick<Evaluation, 'subject' | 'verdicts' | 'hits'>[],
    {
      retired = [],
      through = send,
      accepted,
      acceptedBefore,
      sla = { now: defaultSla, before: defaultSla },
      timelines = [],
      described = async () => ({}),
    }: Partial<Pick<Work, 'sla' | 'timelines' | 'described' | 'retired'>> &
      Pick<Item, 'accepted' | 'acceptedBefore'> & { through?: Send } = {},
  ): Promise<Published> => {
    const items: Item[] = []
    for (const part of judged) {
      const evaluation: Evaluation = {
        schema: 'eks-evidence/evaluation/v1',
        tick: now,
        carried: {},
        tallied: {},
        turned: [],
        by: { config: sha256(''), version: '1', commit: '0' },
        read: [],
        ...part,
      }
      const { ref: evaluationRef } = await store.putOnce(
        evaluationKey(now, slug(part.subject)),
        writeDocument(evaluation),
      )
      items.push({
        evaluation,
        evaluationRef,
        standing: standing.get(slug(part.subject))?.evaluation,
        ...(accepted && { accepted }),
        ...(acceptedBefore && { acceptedBefore }),
      })
    }
    const isJudged = new Set(items.map(({ evaluation }) => slug(evaluation.subject)))
    const idle = [...standing].filter(([name]) => !isJudged.has(name)).map(([, one]) => one)
    const work: Work = {
      tick: now,
      next: plus(now, 3600),
      items: each(items),
      idle: idle.map((one) => async () => ({
        ...one,
        standing: one.evaluation,
        ...(accepted && { accepted }),
        ...(acceptedBefore && { acceptedBefore }),
      })),
      timelines,
      incidents: new Set<string>(),
      sla,
      lacking: 0,
      regions: on,
      described,
      beat: {
        ledger: sha256('first'),
        sequence: 7,
        sha256: sha256('head'),
        sealedAt: now,
        deployment: null,
        day: async () => ({ expected: 240, read: 237, missed: 1, open: 2 }),
      },
      retired,
      previous: daily || !previous?.figures ? previous : withoutDaily(previous, now),
      everything: (region) =>
        each([...standing.values(), ...items].filter(({ evaluation }) => evaluation.subject.region === region)),
    }
    const { record } = await publish({ ...given, send: through }, work)
    for (const { evaluation, evaluationRef } of items)
      standing.set(slug(evaluation.subject), { evaluation, evaluationRef })
    previous = record
    now = plus(now, 3600)
    return record
  }

  return {
    state,
    store,
    send,
    run,
    /** The findings of a region as the Hub has them. */
    findings: (region = home) => [...(state.hubs[region]?.findings.values() ?? [])].map(({ finding }) => finding),
    now: () => now,
    at: (to: Instant) => {
      now = to
    },
    imports: () =>
      send.calls
        .filter(({ action }) => action === 'securityhub:BatchImportFindings')
        .map(({ input, region }) => ({ region, findings: input.Findings as Record<string, unknown>[] })),
    standing,
  }
}
