// Clients with the mistakes that others shipped: each turns the very test red that guards against it, and ours passes it.
import { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as registry from '../../gen/registry.ts'
import { putEvent } from '../../sandbox/services/logs-state.ts'
import { between, renderQueries } from '../../src/audit-log/query.ts'
import type { Catalog } from '../../src/catalog.ts'
import { plus, seconds } from '../../src/clock.ts'
import type { AnyControl } from '../../src/control.ts'
import endpointNotPublic from '../../src/controls/api-endpoint-not-public.ts'
import loggingOn from '../../src/controls/control-plane-logs-on.ts'
import deletionProtected from '../../src/controls/deletion-protected.ts'
import { sha256 } from '../../src/digest.ts'
import type { Answered, Digest, Exchange } from '../../src/model.ts'
import type { Source } from '../../src/source.ts'
import { s3ClientOptions, s3Store } from '../../src/store/s3.ts'
import type { Custody, Listed, Store } from '../../src/store/store.ts'
import type { Wire as Heard, Send } from '../../src/wire.ts'
import { ask, observe, prod, slot, stream, subject } from '../audit-log/account.ts'
import { cases, judgesItsExample, neverPassesByMissing } from '../controls/asserted.ts'
import { type Other, openWire, type Wire } from '../pipeline/over-the-wire.ts'
import { deniedAlone, readToTheLast, saysWhatFailed } from '../pipeline/wire-asserted.ts'
import { account, type Bench, bench, bucketName } from '../sandbox/start.ts'
import { conformsAsStore } from '../store/conformance.ts'
import { fixture } from './fixture.ts'
import { memoryStore } from './memory-store.ts'
import { entryPutAgain, putInParts } from './threats/objects.ts'
import { lastPageDropped } from './threats/observations.ts'

/** A guard passes with what is ours and throws with what is wrong. */
const guards = async <T>(guard: (client: T) => unknown, ours: T, wrong: T): Promise<void> => {
  await guard(ours)
  await expect((async () => guard(wrong))()).rejects.toThrow(/expected .+ to /) // an assertion, and no other failure
}

type Sentence = { name: string; test: () => unknown }

/** The suite that every store must pass, with its sentences in hand. */
const suite = (open: () => Promise<{ store: Store; again: Store }>): Sentence[] => {
  const all: Sentence[] = []
  const take = (name: string, ...rest: unknown[]) => void all.push({ name, test: rest.at(-1) as () => unknown })
  const collecting = Object.assign(take, {
    skipIf: () => take,
    each: (values: string[]) => (name: string, test: (value: string) => unknown) => {
      for (const value of values) take(name.replace('%j', JSON.stringify(value)), () => test(value))
    },
  })
  conformsAsStore(open, [], collecting as unknown as typeof it)
  return all
}

const red = async (open: Parameters<typeof suite>[0]): Promise<string[]> => {
  const failed: string[] = []
  for (const { name, test } of suite(open)) {
    try {
      await test()
    } catch {
      failed.push(name)
    }
  }
  return failed.filter((name) => !name.startsWith('refuses to put under the key'))
}

/** A store in memory with one mistake; whose keys nobody holds against the rules. */
const mistaken = (wrong: (store: Store) => Partial<Store>) => async () => {
  const store = memoryStore('/x')
  const other = { ...store, ...wrong(store) }
  return { store: other, again: other }
}

const listing = (turn: (all: Listed[]) => Listed[]) =>
  mistaken(({ list }) => ({
    async *list(prefix, after) {
      yield* turn(await Array.fromAsync(list(prefix, after)))
    },
  }))

const byWholeKeys = 'lists by the bytes of whole keys, not folder by folder'

describe('a store', () => {
  it('without a mistake passes the suite', async () => {
    expect(await red(mistaken(() => ({})))).toEqual([])
  })

  it.each<[string, () => ReturnType<ReturnType<typeof mistaken>>, string[]]>([
    [
      'puts over what is there',
      mistaken(({ putOnce, get }) => {
        const over = new Map<string, Uint8Array>()
        return {
          async putOnce(key, body) {
            over.set(key, body)
            return { won: true, ref: { ...(await putOnce(key, body)).ref, sha256: sha256(body), bytes: body.length } }
          },
          async get(at) {
            const found = await get(at)
            return found && { ...found, body: over.get(at.key) ?? found.body }
          },
        }
      }),
      [
        "hands back the winner's reference to a second put",
        'writes the same bytes once',
        'lets exactly one of many racing puts win',
      ],
    ],
    [
      'takes a key that is taken for a failure, be it by its own lost put',
      mistaken(({ putOnce }) => ({
        async putOnce(key, body) {
          const put = await putOnce(key, body)
          if (!put.won) throw new Error('PreconditionFailed')
          return put
        },
      })),
      [
        "hands back the winner's reference to a second put",
        'writes the same bytes once',
        'lets exactly one of many racing puts win',
      ],
    ],
    ['reads the first page alone', listing((all) => all.slice(0, 1_000)), ['lists more than one page of 1000']],
    ['sorts by locale', listing((all) => all.toSorted((a, b) => a.key.localeCompare(b.key, 'en'))), [byWholeKeys]],
    [
      'compares keys without regard to case',
      listing((all) => all.toSorted((a, b) => (a.key.toLowerCase() < b.key.toLowerCase() ? -1 : 1))),
      [byWholeKeys],
    ],
    [
      'takes a body that was cut short for the whole',
      mistaken(({ get }) => ({
        get: async (at) => {
          const found = await get(at)
          const body = found?.body.subarray(0, -1) ?? new Uint8Array()
          return found && { body, ref: { ...found.ref, sha256: sha256(body), bytes: body.length } }
        },
      })),
      ['keeps what is put, under its digest and size', "hands back the winner's reference to a second put"],
    ],
    [
      'writes JSON anew before it is hashed',
      mistaken(({ putOnce }) => ({
        putOnce: (key, body) => {
          const text = Buffer.from(body).toString()
          return putOnce(key, text.startsWith('{') ? Buffer.from(JSON.stringify(JSON.parse(text), null, 2)) : body)
        },
      })),
      ['keeps what is put, under its digest and size'],
    ],
  ])('that %s fails it by name', async (_, open, names) => {
    expect(await red(open)).toEqual(names)
  })
})

describe('a client of S3', () => {
  let at: Bench
  beforeAll(async () => {
    at = await bench()
  })
  afterAll(() => at.sandbox.close())

  let opened = 0
  const over = (wrong: (client: S3Client) => void) => async () => {
    const client = new S3Client({ ...at.config, ...s3ClientOptions(at.config.endpoint) } as object)
    wrong(client)
    const inner = s3Store({ client, bucket: bucketName, owner: account, retainUntil: () => '2028-04-01T00:00:00Z' })
    return inFolder(inner, `n${opened++}/`)
  }
  // Every sentence wants an empty store, and a locked bucket is never empty again.
  const inFolder = (inner: Store, base: string) => {
    const store: Store = {
      where: inner.where,
      putOnce: async (key, body) => {
        const { won, ref } = await inner.putOnce(base + key, body)
        return { won, ref: { ...ref, key } }
      },
      get: async (given) => {
        const found = await inner.get({ ...given, key: base + given.key })
        return found && { ...found, ref: { ...found.ref, key: given.key } }
      },
      async *list(prefix, after) {
        for await (const one of inner.list(base + prefix, after === undefined ? undefined : base + after))
          yield { ...one, key: one.key.slice(base.length) }
      },
      custody: (ref) => inner.custody({ ...ref, key: base + ref.key }),
    }
    return { store, again: store }
  }
  const failing = async (open: Parameters<typeof suite>[0], wanted: string): Promise<boolean> => {
    const sentence = suite(open).find(({ name }) => name === wanted)
    if (!sentence) throw new Error(`no sentence ${wanted}`)
    try {
      await sentence.test()
      return false
    } catch {
      return true
    }
  }

  it.each<[string, (client: S3Client) => void, string]>([
    [
      'puts without If-None-Match',
      (client) =>
        client.middlewareStack.add(
          (next) => (args) => {
            if (args.input instanceof Object && 'IfNoneMatch' in args.input) delete args.input.IfNoneMatch
            return next(args)
          },
          { step: 'initialize' },
        ),
      "hands back the winner's reference to a second put",
    ],
    [
      'reads the first page of a listing alone',
      (client) =>
        client.middlewareStack.add(
          (next) => async (args) => {
            const result = await next(args)
            const output = result.output as { IsTruncated?: boolean }
            if (output.IsTruncated) output.IsTruncated = false
            return result
          },
          { step: 'initialize' },
        ),
      'lists more than one page of 1000',
    ],
  ])('that %s fails the suite by name', { timeout: 60_000 }, async (_, wrong, name) => {
    expect(
      await failing(
        over(() => undefined),
        name,
      ),
    ).toBe(false)
    expect(await failing(over(wrong), name)).toBe(true)
  })
})

/** Answers where AWS refused, as if there were nothing. */
const asEmpty =
  (codes: RegExp) =>
  (send: Send): Send =>
  async (action, input, region) => {
    const heard = await send(action, input, region)
    return heard.ok || !codes.test(heard.code) ? heard : emptied(heard, action)
  }
const emptied = ({ host, date, requestId, at }: Heard, action: string): Heard => {
  const text = action === 'eks:ListAddons' ? '{"addons":[]}' : '{}'
  return { host, date, requestId: requestId ?? 'r', at, ok: true, text }
}

/** After the first refusal nothing more is had: a loop that an exception ended. */
const endedByTheFirst = (send: Send): Send => {
  let refused: Heard | undefined
  return async (action, input, region) => {
    const heard = await send(action, input, region)
    if (heard.ok && refused && !refused.ok && action === 'eks:DescribeCluster')
      return { ...heard, ok: false, code: refused.code, message: refused.message } as Heard
    if (!heard.ok && heard.code.includes('AccessDenied')) refused = heard
    return heard
  }
}

/** Every list is taken for whole after its first page. */
const firstPageOnly = (source: Source): Source => ({
  ...source,
  observe: (at) => source.observe({ ...at, pages: (op, input, after) => firstOf(at.pages(op, input, after)) }),
})
async function* firstOf<T>(pages: AsyncIterable<T>): AsyncGenerator<T> {
  for await (const page of pages) return yield page
}

const catalogOf = (turn: (source: Source) => Source): Catalog => ({ ...registry, sources: registry.sources.map(turn) })

describe('a client of AWS', () => {
  const over = (other: Other, guard: (at: Wire) => Promise<void>) => async () => {
    const at = await openWire(other)
    try {
      await guard(at)
    } finally {
      await at.close()
    }
  }

  it.each<[string, string, Other, (at: Wire) => Promise<void>]>([
    [
      'takes a denial for an empty list',
      'a denial is a partial reading that says so',
      { send: asEmpty(/AccessDenied/) },
      (at) => saysWhatFailed(at, { kind: 'denial' }, 'AccessDeniedException'),
    ],
    [
      'takes a throttle for an empty list',
      'a throttle is a partial reading that says so',
      { send: asEmpty(/Throttling|TooMany/) },
      (at) => saysWhatFailed(at, { kind: 'throttle' }, 'ThrottlingException|TooManyRequestsException'),
    ],
    [
      'takes an answer that was cut short for the whole',
      'an answer cut short is a partial reading that says so',
      { send: asEmpty(/MalformedResponse/) },
      (at) => saysWhatFailed(at, { kind: 'truncate', how: 'short' }, 'MalformedResponse'),
    ],
    [
      'stops at the first denial',
      'a denial of the second of three clusters leaves the first and third right',
      { send: endedByTheFirst },
      deniedAlone,
    ],
    [
      'reads the first page alone',
      'answers in pages of one are read to the last',
      { catalog: catalogOf(firstPageOnly) },
      readToTheLast,
    ],
  ])('that %s fails: %s', { timeout: 60_000 }, async (_, __, wrong, guard) => {
    await guards((other: Other) => over(other, guard)(), {}, wrong)
  })
})

describe('a reader of the audit log', () => {
  // An entry at the very end of a window belongs to the next one.
  const countedOnce = (render: typeof between): void => {
    const { state, group } = prod()
    putEvent(group, stream, '{"auditID":"a"}', slot.end)
    const { rows } = renderQueries([])
    const matched = [slot, { start: slot.end, end: plus(slot.end, 3_600) }].map(({ start, end }) => {
      const queryString = render(rows, seconds(start) * 1_000, seconds(end) * 1_000)
      const times = { startTime: seconds(start), endTime: seconds(end), limit: 10_000 }
      const begun = ask(state, 'StartQuery', { logGroupName: '/aws/eks/prod/cluster', queryString, ...times }, late)
      const { queryId } = bodyOf(begun) as { queryId: string }
      const told = bodyOf(ask(state, 'GetQueryResults', { queryId }, late)) as {
        statistics: { recordsMatched: number }
      }
      return told.statistics.recordsMatched
    })
    expect(matched).toEqual([0, 1])
  }
  const late = { now: '2026-01-05T03:00:00Z' }
  const bodyOf = (answered: Answered): unknown => {
    if (answered.got !== 'body') throw new Error(JSON.stringify(answered))
    return answered.body
  }

  it('that ends its windows after their end fails: an entry at the end is counted in the next window alone', async () => {
    const inclusive: typeof between = (query, start, end) => between(query, start, end + 1)
    await guards(countedOnce, between, inclusive)
  })

  // A page holds 1,000 rows at most. All are of one moment: a window that is short is halved, and so would be read after all.
  const wholeWindow = async (tamper: NonNullable<Parameters<typeof observe>[1]>['tamper']): Promise<void> => {
    const { state, group } = prod()
    for (let at = 0; at < 2_500; at++) putEvent(group, stream, `{"auditID":"${at}"}`, plus(slot.start, 1))
    const { lines } = await observe(state, { pageLimit: 1_000, ...(tamper && { tamper }) })
    const source = registry.sources.find(({ id }) => id === 'audit-log')
    expect(source?.lacks(lines as Exchange[], { subject, slot })).toEqual([])
  }

  it('that drops the last page of results fails: rows are held against recordsMatched', async () => {
    const lastDropped = (action: string, _: unknown, answered: Answered): Answered => {
      if (action !== 'logs:GetQueryResults' || answered.got !== 'body') return answered
      const body = answered.body as { results?: unknown[]; nextToken?: string }
      const { nextToken: _token, ...first } = body
      return { ...answered, body: first }
    }
    await guards(wholeWindow, undefined, lastDropped)
  })
})

describe('a program that verifies', () => {
  beforeAll(fixture)

  it('and trusts what the trailer says of the lines fails: the last page was dropped', async () => {
    const trusting = { catalog: catalogOf((source) => ({ ...source, lacks: () => [] })) }
    await guards(lastPageDropped, {}, trusting)
  })

  it('and reads the newest version whatever version is asked for fails: it reads the entry that was put first', async () => {
    const newest = (store: Store): Store => ({ ...store, get: ({ key }) => store.get({ key }) })
    await guards(entryPutAgain, (store: Store) => store, newest)
  })

  it('and takes LastModified for the time of writing fails: a completed multipart upload', async () => {
    const whole = (told: Custody, sealed: Digest | null): Custody => ({
      ...told,
      ...{ etag: 'x', checksumType: null, replication: null, sha256: sealed },
    })
    const timed = (store: Store): Store => ({
      ...store,
      async get(at) {
        const found = await store.get(at)
        return found?.custody ? { ...found, custody: whole(found.custody, found.ref.sha256) } : found
      },
      async custody(ref) {
        const told = await store.custody(ref)
        return told === 'cannot-tell' ? told : whole(told, (await store.get(ref))?.ref.sha256 ?? null)
      },
    })
    await guards(putInParts, (store: Store) => store, timed)
  })
})

describe('a control', () => {
  const sourceOf = (id: string): Source => {
    const source = registry.sources.find((one) => one.id === id)
    if (!source) throw new Error(`no source ${id}`)
    return source as Source
  }
  const examples = (control: AnyControl): void => {
    for (const one of cases(control)) judgesItsExample(control, one, sourceOf)
  }
  const missing = (control: AnyControl): void => neverPassesByMissing(control, sourceOf)

  /** The control over a fact that sees the described cluster otherwise. */
  const seeing = (control: AnyControl, turn: (cluster: Record<string, unknown>) => unknown): AnyControl => ({
    ...control,
    needs: Object.fromEntries(
      Object.entries(control.needs).map(([name, need]) => [
        name,
        {
          ...need,
          fact: { ...need.fact, read: (lines, given) => need.fact.read([...lines].map(turned(turn)), given) },
        },
      ]),
    ),
  })
  const turned =
    (turn: (cluster: Record<string, unknown>) => unknown) =>
    (line: Exchange): Exchange => {
      if (line.got !== 'body' || line.action !== 'eks:DescribeCluster') return line
      const { cluster, ...rest } = line.body as { cluster: Record<string, unknown> }
      return { ...line, body: { ...rest, cluster: turn(cluster) } }
    }

  it('that reads the first entry of clusterLogging alone fails: LOG-01 judges its examples', async () => {
    const first = seeing(loggingOn as unknown as AnyControl, (cluster) => {
      const logging = cluster.logging as { clusterLogging: unknown[] } | undefined
      return logging ? { ...cluster, logging: { clusterLogging: logging.clusterLogging.slice(0, 1) } } : cluster
    })
    await guards(examples, loggingOn as unknown as AnyControl, first)
  })

  it('that takes a missing boolean for the good one fails: AVL-02 never comes to pass by a key that is missing', async () => {
    const hopeful = seeing(deletionProtected as unknown as AnyControl, (cluster) => ({
      deletionProtection: true,
      ...cluster,
    }))
    await guards(missing, deletionProtected as unknown as AnyControl, hopeful)
  })

  it('that takes a missing flag for false, which is a pass, fails: NET-01 never comes to pass by a key that is missing', async () => {
    const hopeful = seeing(endpointNotPublic as unknown as AnyControl, (cluster) => ({
      ...cluster,
      resourcesVpcConfig: {
        endpointPublicAccess: false,
        publicAccessCidrs: [],
        ...(cluster.resourcesVpcConfig as object),
      },
    }))
    await guards(missing, endpointNotPublic as unknown as AnyControl, hopeful)
  })

  it('that starts from pass fails: LOG-01 judges its examples', async () => {
    const control = loggingOn as unknown as AnyControl
    await guards(examples, control, { ...control, assess: () => ({ outcome: 'pass', reason: 'nothing was found' }) })
  })
})
