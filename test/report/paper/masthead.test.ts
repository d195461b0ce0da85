// The first page's top, in words: what kind of report it is, and loudly what does not hold.
import { describe, expect, it } from 'vitest'
import { checks } from '../../../src/prove/checks.ts'
import type { Verified } from '../../../src/prove/verify.ts'
import { pageOf, reportedMade, topOf, verifiedMade } from './reported-made.ts'

const found = (name: Verified['checks'][number]['name'], state: 'fail' | 'deviation', more = 0) => ({
  ...{ name, state, looked: 3, more },
  findings: [{ state, at: 'ticks/x', what: 'not what was sealed' } as const],
})
const running = (page: string): string => /@top-right\{content:"([^"]*)"/.exec(page)?.[1] ?? ''

describe('the first page', () => {
  it('says what it is, of whom and by whom, and that it is no opinion', () => {
    expect(topOf(reportedMade())).toBe(
      'Evidence for SOC 2 Type II · Amazon EKS and Amazon ECR Report of the period 2026-01-05 to 2026-01-08 ' +
        'AWS account 111122223333, collected from eu-west-1. Prepared by management with a tool, eks-evidence, from a signed ' +
        "ledger. It is not an auditor's opinion.",
    )
  })

  it('of the sandbox says that it says nothing about AWS, on each sheet', () => {
    const reported = reportedMade({ sandbox: true })
    expect(topOf(reported)).toContain('Made against the local sandbox Nothing in it says anything about AWS.')
    expect(running(pageOf(reported))).toBe('local sandbox, not AWS; assurance: content+s3-time')
  })

  it('that was not verified says so, and what was held nevertheless', () => {
    const reported = reportedMade({}, { verified: null })
    expect(topOf(reported)).toContain(
      'The ledger was not verified in full for this report Signatures, chain and the digests',
    )
    expect(running(pageOf(reported))).toBe('assurance: not verified')
  })

  it.each(['content', 'content+s3-time', 'anchored'] as const)(
    'says on each sheet what is assured: %s',
    (assurance) => {
      expect(running(pageOf(reportedMade({}, { verified: verifiedMade({ assurance }) })))).toBe(
        `assurance: ${assurance}`,
      )
    },
  )

  it('of a broken ledger names each check that failed, what it holds and what it found', () => {
    const verified = verifiedMade({
      ...{ result: 'broken', assurance: 'anchored' },
      checks: [found('digest', 'fail', 30), found('tick-gap', 'deviation'), found('chain-complete', 'fail')],
    })
    const reported = reportedMade({}, { verified })
    const top = topOf(reported)
    expect(top).toContain('Integrity is broken: do not rely on this report')
    expect(top).toContain(`digest: ${checks.digest}. 31 found otherwise ticks/x: not what was sealed and 30 more`)
    expect(top).toContain(`chain-complete: ${checks['chain-complete']}. 1 found otherwise ticks/x`)
    expect(top).not.toContain('tick-gap')
    expect(running(pageOf(reported))).toBe('integrity is broken')
  })

  it('of a ledger with deviations says that it is intact, and names them', () => {
    const verified = verifiedMade({ result: 'deviations', checks: [found('tick-gap', 'deviation')] })
    expect(topOf(reportedMade({}, { verified }))).toContain(
      `The ledger is intact, with named deviations Nothing was altered. These are gaps and departures that verification names. tick-gap: ${checks['tick-gap']}. 1 found otherwise`,
    )
  })

  it('of what the walk found broken says so, though nothing was verified', () => {
    const reported = reportedMade({ broken: [found('digest', 'fail')] }, { verified: null })
    expect(topOf(reported)).toContain('Some of what the ledger names is not what was sealed 1 finding.')
    expect(running(pageOf(reported))).toBe('integrity is broken')
  })

  it('without a head says that no entry holds', () => {
    const none = { head: null, first: null, entries: 0, keys: [], home: '', store: '', configs: [], subjects: [] }
    const reported = reportedMade({ ...none, slots: [], turns: new Map() }, { verified: null })
    expect(topOf(reported)).toContain('collected from a region that no entry names')
    expect(topOf(reported)).toContain('No entry of the ledger holds With these pins there is nothing to report of.')
    expect(pageOf(reported)).toContain('<dd>none holds</dd>')
  })

  it('stands before the contents, with what is assumed, and the rest behind them', () => {
    const page = pageOf(reportedMade())
    const places = [
      '<h1>',
      'id="standing"',
      'id="assumptions"',
      '<nav class="contents"',
      'id="boundary"',
      'id="overview"',
    ]
    const at = places.map((one) => page.indexOf(one))
    expect(at).toEqual([...at].sort((a, b) => a - b))
    expect(at[0]).toBeGreaterThan(0)
  })
})
