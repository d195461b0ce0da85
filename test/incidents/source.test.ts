// The source `incidents`: what it reads proves itself complete, and nothing that is missing, refused or odd counts as read.
import { describe, expect, it } from 'vitest'
import { plus } from '../../src/clock.ts'
import { budget } from '../../src/incidents/search.ts'
import { isRecord } from '../../src/json.ts'
import type { Exchange } from '../../src/model.ts'
import source from '../../src/sources/incidents.ts'
import { hitAt, incident, key, lacks, logsOf, observed, type Said, type Tamper, trailEvent } from './world.ts'

const of = (lines: Exchange[], action: string): Exchange[] => lines.filter((line) => line.action === action)
const queries = (lines: Exchange[]): string[] =>
  of(lines, 'logs:StartQuery').map(({ input }) => String((input as { logGroupName: string }).logGroupName))
const denied =
  (wanted: string): Tamper =>
  (action, _, honest) =>
    action === wanted ? { code: 'AccessDenied' } : honest()

describe('an hour without an incident', () => {
  it('asks nothing, and is empty', async () => {
    expect(await observed({ incidents: [] })).toMatchObject({ lines: [], status: 'empty', reasons: [] })
  })

  it('lacks nothing only where nothing was asked', async () => {
    const { lines } = await observed()
    expect(lacks(lines, [])).not.toEqual([])
  })
})

describe('an hour with an incident', () => {
  it('reads what proves itself complete, in any order', async () => {
    const { lines, status } = await observed()
    expect(status).toBe('complete')
    expect(lacks(lines.toReversed())).toEqual([])
  })

  it('asks every operation that it declares', async () => {
    const { lines } = await observed()
    for (const { action } of source.operations) expect(of(lines, action)).not.toEqual([])
  })

  it('searches the smallest logs first, and metrics never', async () => {
    const logs = ['host', 'dataplane', 'application'].map((log) => `/aws/containerinsights/prod/${log}`)
    expect(queries((await observed()).lines)).toEqual(['/aws/eks/prod/cluster', ...logs])
  })

  it('lacks something as soon as any one line is removed', async () => {
    const { lines } = await observed()
    const polls = (line: Exchange) => isRecord(line.input) && line.input.maxItems === 1
    for (const [at, line] of lines.entries()) if (!polls(line)) expect(lacks(lines.toSpliced(at, 1))).not.toEqual([])
  })

  it('lacks something where a line of another question is put in', async () => {
    const { lines } = await observed()
    for (const action of ['logs:StartQuery', 'cloudtrail:LookupEvents', 'securityhub:GetFindings']) {
      const [first] = of(lines, action)
      const other = { ...first, input: { ...(first?.input as object), limit: 1, MaxResults: 7 } } as Exchange
      expect(lacks([...lines, other])).not.toEqual([])
    }
  })

  it.each(source.operations.map(({ action }) => action))(
    'goes on where %s is denied, and lacks what that hides',
    async (action) => {
      const { lines, status, reasons } = await observed({ tamper: denied(action) })
      expect(status).toBe('partial')
      expect(reasons.filter((one) => one.startsWith(action)).join()).toMatch(/AccessDenied/)
      const others = source.operations.filter((one) => !one.action.startsWith(action.split(':')[0] ?? ''))
      for (const one of others) expect(of(lines, one.action)).not.toEqual([])
    },
  )

  it.each(source.operations.map(({ action }) => action))(
    'never counts an odd answer of %s as complete',
    async (wanted) => {
      for (const text of ['{}', 'null', '[]', '"text"', '7', '{"results":{},"status":"Complete","statistics":{}}']) {
        const tamper: Tamper = (action, _, honest) => (action === wanted ? { text } : honest())
        const { status } = await observed({ tamper })
        // What an answer of findings or events says is a matter of who reads it: none of it names a further question.
        const isLeaf = ['cloudtrail:LookupEvents', 'securityhub:GetFindings', 'guardduty:GetFindings'].includes(wanted)
        if (!isLeaf || !text.startsWith('{')) expect(status).toBe('partial')
      }
    },
  )

  it('comes to the same lines where it is put down at every pause', async () => {
    const straight = await observed()
    const often = await observed({ atPauses: true })
    const asked = ({ lines }: { lines: Exchange[] }) => lines.map(({ action, input }) => ({ action, input }))
    expect(asked(often)).toEqual(asked(straight))
    expect(often.status).toBe('complete')
  })

  it('comes to the same lines where its time is up at any question', async () => {
    const straight = (await observed()).lines
    for (let stopAt = 0; stopAt < straight.length; stopAt++) {
      const { lines, status } = await observed({ stopAt })
      expect(status).toBe('complete')
      expect(lines.map(({ action }) => action)).toEqual(straight.map(({ action }) => action))
    }
  })

  it('keeps no message of a container or a node', async () => {
    const { text } = await observed()
    for (const word of ['hunter2', 'session opened', 'exec in pod', 'GET /']) expect(text).not.toContain(word)
    expect(text).toContain('STS response')
  })

  it('withholds what looks like a credential from what the authenticator said', async () => {
    const logs = logsOf()
    const stream = logs.groups[0]?.streams.get('authenticator-1')
    const token = `k8s-aws-v1.${'a'.repeat(40)}`
    stream?.push({
      timestamp: Date.parse(hitAt),
      ingestionTime: Date.parse(hitAt),
      message: `token=${token} accesskeyid=${key}`,
    })
    const { text, status } = await observed({ made: { logs } })
    expect(text).not.toContain(token)
    expect(status).toBe('complete')
  })
})

describe('a query', () => {
  const ending = (...endings: ('Complete' | 'Failed' | 'Cancelled' | 'Timeout')[]) => {
    const logs = logsOf()
    logs.endings = endings
    return logs
  }

  it.each(['Failed', 'Cancelled', 'Timeout'] as const)('that ended as %s is asked again', async (how) => {
    const { lines, status } = await observed({ made: { logs: ending(how) } })
    expect(queries(lines).filter((one) => one === '/aws/eks/prod/cluster')).toHaveLength(2)
    expect(status).toBe('complete')
  })

  it('that never ends well is given up, and named by how it ended', async () => {
    const { status, reasons } = await observed({
      made: { logs: ending('Failed', 'Complete', 'Complete', 'Failed', 'Failed') },
    })
    expect(status).toBe('partial')
    expect(reasons).toEqual([
      'logs:GetQueryResults: authenticator: its last answer was Failed',
      'logs:StartQuery: authenticator: its last answer was Failed',
    ])
  })

  it('that does not come to its end is left, and no second one is begun beside it', async () => {
    const logs = logsOf()
    logs.polls = 1_000
    const { lines, status } = await observed({ made: { logs } })
    expect(queries(lines)).toHaveLength(4)
    expect(status).toBe('partial')
  })

  it('waits where the account runs as many as it may', async () => {
    let refused = 0
    const tamper: Tamper = (action, _, honest) => {
      if (action !== 'logs:StartQuery' || refused === 3) return honest()
      refused += 1
      return { code: 'LimitExceededException' }
    }
    expect((await observed({ tamper })).status).toBe('complete')
  })

  it('of a log group that went finds nothing, and that is an answer', async () => {
    const tamper: Tamper = (action, _, honest) =>
      action === 'logs:StartQuery' ? { code: 'ResourceNotFoundException' } : honest()
    expect((await observed({ tamper })).status).toBe('complete')
  })

  it('that says nothing of how many records matched proves nothing', async () => {
    const tamper: Tamper = (action, input, honest) => {
      const said = honest()
      if (action !== 'logs:GetQueryResults' || input.maxItems === 1 || !('text' in said)) return said
      const { statistics: _, ...rest } = JSON.parse(said.text) as Record<string, unknown>
      return { text: JSON.stringify(rest) }
    }
    expect((await observed({ tamper })).status).toBe('partial')
  })
})

describe('the budget', () => {
  const scanning =
    (bytes: number): Tamper =>
    (action, _, honest) => {
      const said = honest()
      if (action !== 'logs:GetQueryResults' || !('text' in said)) return said
      const body = JSON.parse(said.text) as { statistics: object }
      return {
        text: JSON.stringify({ ...body, statistics: { ...body.statistics, bytesScanned: bytes } }),
      } satisfies Said
    }

  it('once used up, no further search begins, and nothing is lacking', async () => {
    const { lines, status } = await observed({ tamper: scanning(budget / 3) })
    expect(queries(lines)).toHaveLength(3)
    expect(status).toBe('complete')
  })

  it('counts what a query scanned that came to nothing', async () => {
    const logs = logsOf()
    logs.endings = ['Failed']
    const { lines, reasons } = await observed({ made: { logs }, tamper: scanning(budget / 3) })
    expect(queries(lines)).toHaveLength(3)
    expect(reasons.join()).toMatch(/authenticator: its last answer was Failed/)
  })

  it('is no excuse for a search that was left out before it was used up', async () => {
    const { lines } = await observed({ tamper: scanning(budget / 3 - 1) })
    const last = queries(lines).at(-1)
    const without = lines.filter(
      ({ action, input }) => action !== 'logs:StartQuery' || (input as { logGroupName: string }).logGroupName !== last,
    )
    expect(lacks(without)).not.toEqual([])
  })
})

describe('names', () => {
  const marks = (principals: string[], objects: string[] = []) => ({
    principals,
    objects,
    keys: [],
    sessions: [],
    sourceIPs: [],
  })
  const searching = async (given: ReturnType<typeof marks>) => {
    const { lines, status } = await observed({ incidents: [incident({}, given)] })
    return {
      status,
      text: of(lines, 'logs:StartQuery')
        .map(({ input }) => String((input as { queryString: string }).queryString))
        .join('\n'),
    }
  }

  it.each([
    ['a quote', 'arn:aws:iam::1:role/a" or @message like "b'],
    ['a line end', 'arn:aws:iam::1:role/a\n| fields @message'],
    ['a backslash', 'arn:aws:iam::1:role/a\\'],
    ['a pipe', 'arn:aws:iam::1:role/a | stats count(*)'],
    ['a slash and a star of a regular expression', 'arn:aws:iam::1:role/.*/'],
    ['ten thousand characters', `arn:aws:iam::1:role/${'a'.repeat(10_000)}`],
    ['a bidirectional override', 'arn:aws:iam::1:role/\u202Eelor'],
  ])('with %s are not put into a query', async (_, name) => {
    const { text, status } = await searching(marks([name]))
    expect(text).not.toContain(name.slice(20))
    expect(status).toBe('complete')
  })

  it('of IAM alone are looked for in what the authenticator said', async () => {
    expect((await searching(marks(['system:serviceaccount:shop:web']))).text).not.toContain('authenticator')
  })

  it('of a pod are looked for with its namespace, so that no longer one is taken for it', async () => {
    const { text } = await searching(marks([], ['pods/kube-system/coredns-1']))
    expect(text).toContain('@logStream like ".coredns-1_kube-system_"')
    expect(text).toContain('@message like "kube-system/coredns-1"')
  })

  it('of other objects are not looked for in containers', async () => {
    expect((await searching(marks([], ['secrets/shop/db']))).text).toBe('')
  })
})

describe('log groups', () => {
  it('of a cluster whose name begins with this one are left alone', async () => {
    const logs = logsOf()
    const [first] = logs.groups
    if (first) logs.groups.push({ ...first, name: '/aws/containerinsights/prod-2/application' })
    expect(queries((await observed({ made: { logs } })).lines)).not.toContain(
      '/aws/containerinsights/prod-2/application',
    )
  })
})

describe('lookups', () => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => trailEvent(`e${at}`, plus(hitAt, at)))

  it('go by the key, and by the session where no key is known', async () => {
    const asked = async (keys: string[]) =>
      of((await observed({ incidents: [incident({}, { keys })] })).lines, 'cloudtrail:LookupEvents').map(
        ({ input }) => (input as { LookupAttributes: object[] }).LookupAttributes[0],
      )
    expect(await asked([key])).toEqual([{ AttributeKey: 'AccessKeyId', AttributeValue: key }])
    expect(await asked([])).toEqual([{ AttributeKey: 'Username', AttributeValue: 'alice' }])
  })

  it('of somebody who calls all the time end after four pages, and lack nothing', async () => {
    const { lines, status } = await observed({ made: { events: many(100) } })
    expect(of(lines, 'cloudtrail:LookupEvents')).toHaveLength(4)
    expect(status).toBe('complete')
  })

  it('lack a page that was left out', async () => {
    const { lines } = await observed({ made: { events: many(100) } })
    const pages = of(lines, 'cloudtrail:LookupEvents')
    expect(lacks(lines.filter((line) => line !== pages.at(-1)))).not.toEqual([])
  })

  it('of ten keys are four', async () => {
    const keys = Array.from({ length: 10 }, (_, at) => `ASIA${at}ALICEALICEALICE`)
    const { lines } = await observed({ incidents: [incident({}, { keys })], made: { events: [] } })
    expect(of(lines, 'cloudtrail:LookupEvents')).toHaveLength(4)
  })
})

describe('two incidents of an hour', () => {
  const two = [incident(), incident({ id: 'f'.repeat(20), from: plus(hitAt, 1_800), to: plus(hitAt, 5_400) })]

  it('are read together, and proved together', async () => {
    const { lines, status } = await observed({ incidents: two })
    expect(status).toBe('complete')
    expect(queries(lines).slice(0, 2)).toEqual(['/aws/eks/prod/cluster', '/aws/eks/prod/cluster'])
    expect(of(lines, 'guardduty:ListDetectors')).toHaveLength(1)
    expect(lacks(lines, [incident()])).not.toEqual([])
  })

  it('that ask the same are asked once', async () => {
    const { lines, status } = await observed({ incidents: [incident(), incident({ id: 'f'.repeat(20) })] })
    expect(queries(lines)).toHaveLength(4)
    expect(status).toBe('complete')
  })
})
