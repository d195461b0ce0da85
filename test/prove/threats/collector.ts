// The collector itself changed, for a day or for good: said with what it was, what it is, and since when; and held against a release.
import { expect, it } from 'vitest'
import { codeOf } from '../../../sandbox/scenario/deployment-functions.ts'
import { functionNames, name } from '../../../sandbox/scenario/deployment-names.ts'
import { writeJson } from '../../../src/json.ts'
import type { Digest, Exchange } from '../../../src/model.ts'
import type { Verified } from '../../../src/prove/verify.ts'
import { folder } from '../../../src/store/keys.ts'
import { account, tickAt } from '../account.ts'
import { check, deviating, honest, payloadOf, said } from '../fixture.ts'
import { forge } from '../forge.ts'
import { fails, forged, whatOf } from './tools.ts'

type Body = Record<string, unknown>
type Answer = { action: string; about?: string; change(body: Body): unknown }

const seal = `${name}-seal`
const bucket = `evidence-${account}`

/** The ledger as it is when AWS answered so from one hour to another: what its owner would have sealed. */
export const answering = (from: number, to: number, ...answers: Answer[]): Parameters<typeof forged>[0] => ({
  observation: (lines, key) => {
    const isThen = key.includes('/collector/') && key > folder(tickAt(from)) && key < folder(tickAt(to))
    return isThen ? answers.reduce(answered, lines) : lines
  },
})

const answered = (lines: string[], { action, about, change }: Answer): string[] => {
  let hits = 0
  const changed = lines.map((line) => {
    const exchange = JSON.parse(line) as Exchange
    if (exchange.action !== action || (about && !Object.values(exchange.input as Body).includes(about))) return line
    hits += 1
    const body = exchange.got === 'body' ? (exchange.body as Body) : {}
    const { code: _, ...rest } = { code: '', ...exchange }
    return writeJson({ ...rest, got: 'body', body: change(body) })
  })
  if (hits === 0) throw new Error(`nobody asked ${action} about ${about}`)
  return changed
}

export const code = (digest: string): Answer => ({
  action: 'lambda:GetFunctionConfiguration',
  about: seal,
  change: (body) => ({ ...body, CodeSha256: digest, LastModified: '2026-01-05T02:07:00.000+0000' }),
})
const ofFunction = (change: Answer['change']): Answer => ({ ...code(''), change })
const other = codeOf('another', 'seal')
const own = codeOf('0.1.0', 'seal')

/** Deviations alone, and of this check. */
const says = (verified: Verified, ...texts: string[]): void => {
  fails(verified)
  expect(deviating(verified), said(verified).join('\n')).toContain('code-changed')
  for (const text of texts) expect(whatOf(verified, 'code-changed')).toContain(text)
}
const between = (hour: number): string =>
  `since the tick ${tickAt(hour)}; it was read before in the tick ${tickAt(hour - 1)}`

export const collector = (): void => {
  it('says code-changed: code that was swapped for some hours and swapped back, both times', async () => {
    says(
      await forged(answering(2, 5, code(other))),
      `function ${seal}: CodeSha256 was "${own}" and is "${other}", ${between(2)}`,
      `function ${seal}: CodeSha256 was "${other}" and is "${own}", ${between(5)}`,
    )
  })

  it('says code-changed: code that was swapped and swapped back between two ticks, by when it was modified', async () => {
    says(await forged(answering(3, 9, code(own))), `function ${seal}: LastModified was "2026-01-01T00:00:00.000+0000"`)
  })

  it('says code-changed: a layer that was added', async () => {
    const arn = `arn:aws:lambda:eu-west-1:${account}:layer:spy:1`
    const verified = await forged(
      answering(
        3,
        9,
        ofFunction((body) => ({ ...body, Layers: [{ Arn: arn, CodeSize: 1 }] })),
      ),
    )
    says(verified, `function ${seal}: Layers was not set and is [{"Arn":"${arn}","CodeSize":1}], ${between(3)}`)
  })

  it('says code-changed: an environment that was changed, by its names and its digest', async () => {
    const Environment = {
      Variables: { STACK_ID: '[redacted]', EVIDENCE_BUCKET: '[redacted]', HTTPS_PROXY: '[redacted]' },
      VariablesSha256: `sha256:${'a'.repeat(64)}`,
    }
    const verified = await forged(
      answering(
        3,
        9,
        ofFunction((body) => ({ ...body, Environment })),
      ),
    )
    says(
      verified,
      `function ${seal}: Environment.Variables.HTTPS_PROXY was not set and is "[redacted]"`,
      `and is "sha256:${'a'.repeat(64)}", ${between(3)}`,
    )
  })

  it("says code-changed: a role's policy that was widened", async () => {
    const role = `${name}-eu-west-1-seal`
    const verified = await forged(
      answering(3, 9, {
        action: 'iam:GetRolePolicy',
        about: role,
        change: (body) => ({ ...body, PolicyDocument: encodeURIComponent('{"Action":"*"}'.repeat(20)) }),
      }),
    )
    says(verified, `role ${role}: policy ${seal} was `, 'and is sha256:')
  })

  it('says code-changed: a policy that was attached to a role', async () => {
    const role = `${name}-eu-west-1-seal`
    const AttachedPolicies = [{ PolicyName: 'Admin', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }]
    const verified = await forged(
      answering(3, 9, {
        action: 'iam:ListAttachedRolePolicies',
        about: role,
        change: (body) => ({ ...body, AttachedPolicies }),
      }),
    )
    says(verified, `role ${role}: attached policy arn:aws:iam::aws:policy/AdministratorAccess was not set`)
  })

  it("says code-changed: a bucket's policy that was lifted", async () => {
    const verified = await forged({
      observation: (lines, key) =>
        key.includes('/collector/') && key > folder(tickAt(4))
          ? lines.map((line) => {
              const { body: _, ...exchange } = JSON.parse(line) as Body
              const isPolicy = exchange.action === 's3:GetBucketPolicy'
              return isPolicy ? writeJson({ ...exchange, got: 'absent', code: 'NoSuchBucketPolicy' }) : line
            })
          : lines,
    })
    says(verified, `bucket ${bucket}: BucketPolicy was sha256:`, `and is "NoSuchBucketPolicy", ${between(4)}`)
  })

  it("says code-changed: a bucket's default lock that was shortened", async () => {
    const lock = { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } }, ObjectLockEnabled: 'Enabled' }
    const verified = await forged(
      answering(3, 9, { action: 's3:GetObjectLockConfiguration', change: () => ({ ObjectLockConfiguration: lock }) }),
    )
    says(verified, `bucket ${bucket}: ObjectLockConfiguration was {`, '"Days":800', '"Mode":"GOVERNANCE"')
  })

  it('says code-changed: a schedule that was paused', async () => {
    const verified = await forged(
      answering(3, 9, { action: 'scheduler:GetSchedule', change: (body) => ({ ...body, State: 'DISABLED' }) }),
    )
    says(verified, `schedule ${name}: State was "ENABLED" and is "DISABLED", ${between(3)}`)
  })

  it("says code-changed: a key's policy that was changed, and a grant on it", async () => {
    const verified = await forged(
      answering(
        3,
        9,
        { action: 'kms:GetKeyPolicy', change: (body) => ({ ...body, Policy: '{"Statement":[]}' }) },
        {
          action: 'kms:ListGrants',
          change: (body) => ({ ...body, Grants: [{ GrantId: 'g1', Operations: ['Sign'] }] }),
        },
      ),
    )
    says(verified, 'Policy was sha256:', 'is "{\\"Statement\\":[]}"', 'grant g1 was not set and is {"GrantId":"g1"')
  })

  it('says code-changed: another release, and the stack that was updated', async () => {
    const verified = await forged(
      answering(3, 9, ...functionNames.map((one) => ({ ...code(codeOf('0.2.0', one)), about: `${name}-${one}` })), {
        action: 'cloudformation:DescribeStacks',
        change: (body) => ({
          Stacks: (body.Stacks as Body[]).map((one) => ({ ...one, LastUpdatedTime: '2026-01-05T02:07:00Z' })),
        }),
      }),
    )
    const all = functionNames.map((one) => `function ${name}-${one}: CodeSha256 was "${codeOf('0.1.0', one)}"`)
    says(verified, ...all, `stack ${name}: LastUpdatedTime was "2026-01-01T00:00:00Z" and is "2026-01-05T02:07:00Z"`)
  })

  it('says code-changed: a collector that is not observed any more', async () => {
    const verified = await forged({
      plan: (plan) => void (plan.tick > tickAt(3) && Object.assign(plan, { deployment: null })),
    })
    expect(whatOf(verified, 'code-changed')).toContain(`runs in none that it could name since the tick ${tickAt(4)}`)
    expect(whatOf(verified, 'plan-derives')).not.toBe('')
  })

  it('does not say code-changed of what AWS changes by itself', async () => {
    const verified = await forged(
      answering(
        3,
        9,
        ofFunction((body) => ({
          ...body,
          RevisionId: 'r',
          State: 'Inactive',
          RuntimeVersionConfig: { RuntimeVersionArn: 'a' },
        })),
        {
          action: 'iam:GetRole',
          change: (body) => ({ Role: { ...(body.Role as Body), RoleLastUsed: { Region: 'x' } } }),
        },
      ),
    )
    fails(verified)
    expect(whatOf(verified, 'code-changed')).toBe('')
  })

  it('says code-changed across a tick that could not read the function: held against what was read last', async () => {
    const verified = await forged({
      observation: (lines, key) => {
        if (!key.includes('/collector/') || key < folder(tickAt(3))) return lines
        if (key > folder(tickAt(4))) return answered(lines, code(other))
        return lines.map((line) => {
          const { body: _, raw: _raw, redacted: _redacted, ...exchange } = JSON.parse(line) as Body
          const isCode = exchange.action === 'lambda:GetFunctionConfiguration'
          return isCode ? writeJson({ ...exchange, got: 'failed', code: 'AccessDeniedException', message: 'no' }) : line
        })
      },
    })
    const seen = `since the tick ${tickAt(4)}; it was read before in the tick ${tickAt(2)}`
    expect(whatOf(verified, 'code-changed')).toContain(`CodeSha256 was "${own}" and is "${other}", ${seen}`)
  })

  it('says code-changed of what came since an earlier run', async () => {
    const at = await honest(8)
    await forge(at.store, at.signer, answering(5, 9, code(other)) as Parameters<typeof forge>[2])
    const pins = { ...at.pins, ledger: await payloadOf(at.store, 1) }
    const since = { sequence: 5, sha256: await payloadOf(at.store, 5) }
    says(await check(at.store, pins, { since }), `CodeSha256 was "${own}" and is "${other}", ${between(5)}`)
  })

  it('passes code-released where every function runs what the release has', async () => {
    const at = await honest(4)
    const verified = await check(at.store, { ...at.pins, release: release('0.1.0') })
    fails(verified)
    expect(verified.checks.find((one) => one.name === 'code-released')).toMatchObject({ state: 'pass', looked: 48 })
  })

  it('fails code-released: code that is no file of the release, were it for one tick', async () => {
    const verified = await forged(answering(2, 3, code(other)), { release: release('0.1.0') })
    fails(verified, 'code-released')
    expect(whatOf(verified, 'code-released')).toContain(`function ${seal}: its code is ${hexOf(other)}`)
  })

  it('fails code-released: a layer over the code of the release', async () => {
    const layer = ofFunction((body) => ({ ...body, Layers: [{ Arn: 'arn:layer', CodeSize: 1 }] }))
    fails(await forged(answering(2, 9, layer), { release: release('0.1.0') }), 'code-released')
  })

  it('fails code-released: a digest that is spelled otherwise', async () => {
    const spelled = code(own.replace('=', ''))
    fails(await forged(answering(2, 9, spelled), { release: release('0.1.0') }), 'code-released')
  })

  it('has nothing to look at in code-released without a release', async () => {
    const at = await honest(2)
    const { checks } = await check(at.store, at.pins)
    expect(checks.find((one) => one.name === 'code-released')?.state).toBe('idle')
  })
}

const hexOf = (base64: string): Digest => `sha256:${Buffer.from(base64, 'base64').toString('hex')}`
const release = (version: string): Digest[] => functionNames.map((one) => hexOf(codeOf(version, one)))
