// One account for the tests of publishing: the sandbox's Security Hub behind a Send, a store in memory, and ticks that follow each other.
import { AwsFault, type Service } from '../../sandbox/service.ts'
import { emptySecurityHub, enableHub, type SecurityHub, securityHub } from '../../sandbox/services/security-hub.ts'
import { plus } from '../../src/clock.ts'
import { sha256 } from '../../src/digest.ts'
import type { Evaluation, Instant, Ref, Subject } from '../../src/model.ts'
import { publish } from '../../src/publish/publish.ts'
import type { Published } from '../../src/publish/published.ts'
import type { Item, Work } from '../../src/publish/work.ts'
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

/** `tick` publishes one hour's evaluations, given as [subject, verdicts, hits], and remembers what stands. */
export const makeAccount = (on: string[] = [home]) => {
  const state: SecurityHub = emptySecurityHub()
  let now = '2026-01-05T00:20:00Z'
  for (const region of on) enableHub(state, region, now)
  const store = memoryStore()
  const send = sendTo(securityHub(state), () => now)
  const standing = new Map<string, { evaluation: Evaluation; evaluationRef: Ref }>()
  let previous: Published | undefined
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
    }: { retired?: Subject[]; through?: Send; accepted?: Item['accepted'] } = {},
  ): Promise<Published> => {
    const items: Item[] = []
    for (const part of judged) {
      const evaluation: Evaluation = {
        schema: 'eks-evidence/evaluation/v1',
        tick: now,
        carried: {},
        tallied: {},
        by: { config: sha256(''), version: '1', commit: '0' },
        read: [],
        turned: [],
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
      })
    }
    const work: Work = {
      tick: now,
      next: plus(now, 3600),
      items: each(items),
      retired,
      previous,
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
