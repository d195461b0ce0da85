// redaction-known: what was withheld is declared, and what is declared was withheld.
import { describe, expect, it } from 'vitest'
import type { Exchange } from '../../src/model.ts'
import { makeFindings } from '../../src/prove/checks.ts'
import { redaction } from '../../src/prove/redacted.ts'
import source from '../../src/sources/eks-cluster.ts'

const line = (of: object): Exchange => ({
  action: 'eks:DescribeCluster',
  input: { name: 'c' },
  at: '2026-01-05T00:20:00Z',
  host: null,
  date: null,
  requestId: null,
  got: 'body',
  body: {},
  ...of,
})
const held = (one: Exchange, other?: string) => {
  const findings = makeFindings()
  redaction(findings, source, 'key', one, other)
  const [found] = findings.all().filter(({ name }) => name === 'redaction-known')
  return { state: found?.state, what: found?.findings.map(({ what }) => what) }
}
const connected = (activationCode: string) => ({ cluster: { connectorConfig: { activationCode } } })
const name = 'cluster.connectorConfig.activationCode'

describe('redaction-known', () => {
  it('passes an answer that holds nothing secret', () => {
    expect(held(line({})).state).toBe('pass')
  })

  it('passes an answer that was redacted as its source declares', () => {
    expect(held(line({ body: connected('[redacted]'), redacted: [name] })).state).toBe('pass')
  })

  it('fails a name that the source does not declare', () => {
    const { state, what } = held(line({ redacted: ['cluster.version'] }))
    expect(state).toBe('fail')
    expect(what).toEqual(['eks:DescribeCluster: cluster.version was withheld, and is not declared'])
  })

  it('fails a name that the source declares for another action', () => {
    expect(held(line({ redacted: ['addon.configurationValues'] })).state).toBe('fail')
  })

  it('fails an answer that still holds what is declared secret, and does not repeat it', () => {
    const { state, what } = held(line({ body: connected('hunter2') }))
    expect(state).toBe('fail')
    expect(what?.join()).toContain(name)
    expect(what?.join()).not.toContain('hunter2')
  })

  it('fails a line that names a redaction and holds the value all the same', () => {
    expect(held(line({ body: connected('hunter2'), redacted: [name] })).state).toBe('fail')
  })

  it('names the version that declared otherwise', () => {
    expect(held(line({ body: connected('hunter2') }), '0.0.9').state).toBe('deviation')
  })
})
