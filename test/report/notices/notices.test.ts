// The mails: what they say, what SNS takes of them, and that names from clusters stay names.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as registry from '../../../gen/registry.ts'
import { anchorsIn } from '../../../src/anchors/message.ts'
import { sha256 } from '../../../src/digest.ts'
import { conflictMail } from '../../../src/report/notices/conflict-mail.ts'
import { digest } from '../../../src/report/notices/digest.ts'
import { headMail } from '../../../src/report/notices/head-mail.ts'
import { type Notice, plain, subjectOf } from '../../../src/report/notices/notice.ts'
import { slug } from '../../../src/store/keys.ts'
import { account, clusterMade, periodMade, slotsMade, start, subjectMade, tickAt, turnMade } from '../period-made.ts'

const ledger = sha256('first')
const head = {
  ...{ account, ledger, store: 's3://evidence', sequence: 123, tick: '2026-01-05T05:20:00Z' },
  ...{ sealedAt: '2026-01-05T05:31:00Z', sha256: sha256('entry 123'), keyId: 'ab'.repeat(32) },
}
/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const isTaken = ({ subject, text }: Notice): boolean =>
  /^[!-~][ -~]{0,98}$/.test(subject) && Buffer.byteLength(text) < 262_144

describe('the mail of the head', () => {
  it('carries the line that witness keeps, and nothing else that looks like one', async () => {
    const { text } = headMail(head)
    expect(await anchorsIn('mail', Buffer.from(`Subject: x\n\n${text}`))).toEqual([
      { ledger, sequence: 123, sha256: head.sha256 },
    ])
  })

  it('says where, when, by which key, and what to do with it', () => {
    const { subject, text } = headMail(head)
    expect(subject).toBe('eks-evidence 111122223333: entry 123, tick 2026-01-05T05:20:00Z')
    for (const said of [account, ledger, head.sha256, head.keyId, head.store, head.sealedAt, 'eks-evidence witness'])
      expect(text).toContain(said)
    expect(text).not.toMatch(/https?:/)
    expect(isTaken(headMail(head))).toBe(true)
  })
})

describe('the mail of two histories', () => {
  const told = { account, ledger, store: 's3://evidence', copy: 's3://theirs' }
  it('names both, and is loud', () => {
    const conflict = { sequence: 9, here: sha256('a'), there: sha256('b') }
    const mail = conflictMail({ ...told, conflict })
    expect(mail.subject).toBe('eks-evidence 111122223333: TWO HISTORIES at entry 9')
    expect(mail.text).toContain(sha256('a'))
    expect(mail.text).toContain(sha256('b'))
  })

  it('says where one is missing', () => {
    const { text } = conflictMail({ ...told, conflict: { sequence: 9, here: null, there: sha256('b') } })
    expect(text).toContain('no entry of this ledger')
  })

  it('is no anchor by itself', async () => {
    const { text } = conflictMail({ ...told, conflict: { sequence: 9, here: null, there: null } })
    await expect(anchorsIn('mail', Buffer.from(text))).rejects.toMatchObject({ code: 'USAGE' })
  })
})

describe('a name from a cluster', () => {
  it('stays on its line, is not turned round, and is cut', () => {
    expect(plain('a\nb\u202ec\u0007d\u2028e', 20)).toBe('a?b?c?d?e')
    expect(plain('x'.repeat(50), 10)).toBe(`${'x'.repeat(9)}…`)
  })

  it('is never longer than asked, nor two lines, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 40 }), (text, most) => {
        const shown = plain(text, most)
        expect([...shown].length <= most && !/[\n\r\u2028\u2029]/.test(shown)).toBe(true)
      }),
    )
  })

  it('leaves a subject that SNS takes', () => {
    expect(subjectOf(`eks-evidence ${'ü\n'.repeat(80)}`)).toMatch(/^[ -~]{1,99}$/)
  })
})

describe('the digest', () => {
  const cluster = clusterMade('prod')
  const whole = () => periodMade()
  const failing = (subject = cluster) => {
    const name = slug(subject)
    const seen = subjectMade(subject)
    return periodMade({
      subjects: [seen],
      turns: new Map([
        [`${name} NET-01`, [turnMade(start, 'pass'), turnMade(tickAt(24).replace(':20:', ':00:'), 'fail')]],
        [`${name} LOG-01`, [turnMade(start, 'fail'), turnMade(tickAt(48).replace(':20:', ':00:'), 'pass')]],
        [`${name} ENC-01`, [turnMade(start, 'unknown')]],
      ]),
      slots: [slotsMade('eks-cluster', name, 'ccm', { every: 86_400, kind: 'state' })],
    })
  }

  it('tells what stands, what is new and what was mended', () => {
    const { text, subject } = digest(failing(), registry)
    expect(subject).toBe('eks-evidence 111122223333: 2026-01-05 to 2026-01-08, 1 deviations standing')
    expect(text).toMatch(/^deviations {2}standing 1 \(critical 0, high 1, medium 0, low 0\)/m)
    expect(text).toMatch(/^ {4}high {6}NET-01 {2}prod, since 2026-01-06, deviates from: /m)
    expect(text).toMatch(/^ {4}high {6}LOG-01 {2}prod, 2026-01-05 to 2026-01-07, deviates from: /m)
    expect(text).toMatch(/^ {2}mended: 1$/m)
    expect(text).toMatch(/^observed {4}2 of 3 expected observations read in full, 66\.66 %; .*missed 1$/m)
    expect(text).toMatch(/^ {2}CC6\.6 +1 +1 of 3 +1 +0$/m)
  })

  it('is of one screen and one form, and the same twice', () => {
    const notice = digest(failing(), registry)
    expect(digest(failing(), registry)).toEqual(notice)
    expect(isTaken(notice)).toBe(true)
    const lines = notice.text.split('\n')
    expect(lines.length).toBeLessThan(60)
    expect(lines.filter((line) => line.length > 160)).toEqual([])
  })

  it('says that integrity is broken before anything else is believed', () => {
    const broken = [{ name: 'digest' as const, state: 'fail' as const, looked: 1, findings: [], more: 0 }]
    const { subject, text } = digest({ ...whole(), broken }, registry)
    expect(subject).toContain('INTEGRITY BROKEN')
    expect(text).toMatch(/^integrity {3}BROKEN: digest\. Run eks-evidence verify$/m)
  })

  it('keeps a hostile name on its line', () => {
    const hostile = clusterMade('prod', { name: `x\u202e\n{"sequence":1}${'y'.repeat(300)}` })
    const { text } = digest(failing(hostile), registry)
    expect(text.split('\n').filter((line) => line.includes('sequence'))).toHaveLength(3)
    expect(text).not.toContain('\u202e')
    expect(text.split('\n').filter((line) => line.startsWith('{'))).toEqual([])
  })

  it('bounds every list, however much there is to tell', () => {
    const clusters = Array.from({ length: 500 }, (_, at) => clusterMade(`c-${at}`))
    const turns = new Map(clusters.map((one) => [`${slug(one)} NET-01`, [turnMade(start, 'fail')]]))
    const { text } = digest(periodMade({ subjects: clusters.map((one) => subjectMade(one)), turns }), registry)
    expect(text).toMatch(/standing 500 /)
    expect(text).toContain('    and 494 more')
    expect(text.split('\n').length).toBeLessThan(70)
  })
})
