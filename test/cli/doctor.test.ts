// doctor: an account with everything in it, then one thing broken at a time: one line, and what to do about it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { services } from '../../gen/commands/command-line.ts'
import iam from '../../gen/iam.json' with { type: 'json' }
import * as registry from '../../gen/registry.ts'
import { disableHub } from '../../sandbox/services/security-hub.ts'
import { actionsOf } from '../../scripts/gen/iam-resources.ts'
import { filterName, filterPattern } from '../../src/audit-log/subscription.ts'
import { makeAws } from '../../src/aws.ts'
import { type Examining, examine } from '../../src/cli/doctor/examine.ts'
import { doctorText, resultOf } from '../../src/cli/doctor/text.ts'
import { plus } from '../../src/clock.ts'
import { type Config, defaults } from '../../src/config.ts'
import { type Account, startAccount } from './account.ts'

let at: Account
beforeEach(async () => {
  at = await startAccount()
})
afterEach(async () => at.sandbox.close())

const config: Config = { ...defaults, regions: ['eu-west-1', 'us-east-1'] }

const doctor = async (changed: Partial<Examining> = {}) => {
  const { home, sandbox, credentials, clock } = at
  const aws = makeAws({ home, endpoint: sandbox.endpoint, credentials, maxAttempts: 2, retryAfter: 0 }, services, clock)
  try {
    return await examine({
      ...{ send: aws.send, clock, catalog: registry, config, home },
      ...{ bucket: 'evidence', key: 'alias/eks-evidence-prod', role: null },
      ...changed,
    })
  } finally {
    aws.close()
  }
}

const group = (name: string) => {
  const found = at.logs.groups.find((one) => one.name === `/aws/eks/${name}/cluster`)
  if (!found) throw new Error(`no log group of ${name}`)
  return found
}
const cluster = (name: string) => {
  const all = Object.values(at.world.regions).flatMap(({ clusters }) => clusters)
  const found = all.find((one) => one.cluster.name === name)
  if (!found) throw new Error(`no cluster ${name}`)
  return found.cluster
}
const region = (name: string) => {
  const found = at.world.regions[name]
  if (!found) throw new Error(`no region ${name}`)
  return found
}
const filter = (filterName: string) => ({ filterName, filterPattern: '', destinationArn: 'arn:any', creationTime: 0 })
const stream = 'arn:aws:lambda:eu-west-1:111122223333:function:eks-evidence-prod-stream'

/** What the doctor asks beside the sources. */
const beside = [
  ...['kms:*', 'securityhub:*', 'logs:DescribeSubscriptionFilters', 's3:GetBucketObjectLockConfiguration'],
  ...['s3:GetBucketVersioning', 's3:GetEncryptionConfiguration', 's3:GetLifecycleConfiguration', 's3:GetBucketPolicy'],
  ...['inspector2:ListCoverage', 'inspector2:ListFindings'],
]
const permitAllBut = (action: string): void => {
  const asked = registry.sources.flatMap(({ operations }) => operations.flatMap((one) => actionsOf(one.action)))
  at.sandbox.permit(at.caller, [{ actions: [...asked, ...beside].filter((one) => one !== action) }])
}

const bad = ({ lines }: Awaited<ReturnType<typeof doctor>>) =>
  lines
    .filter(({ state }) => state !== 'ok')
    .map(({ state, what, which, says, remedy }) => [state, what, which, says, remedy])

describe('doctor', () => {
  it('finds nothing to mend where everything is there, and writes nothing', async () => {
    const examined = await doctor()
    expect(bad(examined)).toEqual([])
    expect(resultOf(examined.lines)).toBe('ok')
    expect(doctorText(examined)).toMatch(/\d+ things looked at, nothing to mend\.$/)
    const verbs = new Set(
      at.sandbox.calls().map(({ operation }) => /^(Get|List|Describe|BatchGet|Lookup|StartQuery)/.exec(operation)?.[1]),
    )
    expect(verbs).not.toContain(undefined)
  })

  it('asks each operation of each source, by name', async () => {
    const { lines } = await doctor()
    const asked = lines.filter(({ what }) => what === 'permission').map(({ which, says }) => `${which}: ${says}`)
    expect(asked).toContain('eks-cluster: 23 of 23 questions asked, none denied')
    expect(asked).toContain('ecr-repository: 9 of 9 questions asked, none denied')
  })

  it('scans one second of the audit log, no more', async () => {
    await doctor()
    const windows = at.sandbox
      .calls()
      .filter(({ operation }) => operation === 'StartQuery')
      .map(({ input }) => Number(input.endTime) - Number(input.startTime))
    expect(windows.length).toBeGreaterThan(0)
    expect(Math.max(...windows)).toBe(1)
  })

  it('looks at whoever stands on a later page', async () => {
    at.sandbox.faults.add({ effect: { kind: 'page-limit', size: 1 } })
    const { lines } = await doctor()
    const clusters = lines.filter(({ what }) => what === 'audit log').map(({ which }) => which)
    expect(clusters).toEqual(['eu-west-1/prod', 'eu-west-1/staging', 'us-east-1/analytics'])
  })

  it('says what it did not look at, and does not count it', async () => {
    const examined = await doctor({ bucket: null, key: null })
    expect(resultOf(examined.lines)).toBe('ok')
    expect(examined.passedOver.join('\n')).toContain('the evidence bucket: give --store s3://BUCKET')
    expect(examined.lines.some(({ what }) => what === 'bucket')).toBe(false)
  })
})

type Fault = [what: string, broken: () => void, line: [string, string, string, RegExp, RegExp]]

const faults: Fault[] = [
  [
    'an audit log that is off',
    () => {
      cluster('staging').logging = { clusterLogging: [{ enabled: false, types: ['audit', 'api'] }] }
    },
    [
      'fault',
      'audit log',
      'eu-west-1/staging',
      /^off$/,
      /^aws eks update-cluster-config --region eu-west-1 --name staging/,
    ],
  ],
  [
    'a log group that is gone',
    () => void at.logs.groups.splice(at.logs.groups.indexOf(group('staging')), 1),
    ['fault', 'log group', 'eu-west-1/staging', /there is no \/aws\/eks\/staging/, /aws logs create-log-group/],
  ],
  [
    'a log group whose days are too few for hours to be caught up',
    () => {
      group('prod').retentionInDays = 7
    },
    ['fault', 'retention', 'eu-west-1/prod', /lost after 7 days, not 30/, /--retention-in-days 30$/],
  ],
  [
    'a log group with no place for the stream',
    () => void group('prod').subscriptions.push(filter('siem'), filter('archive')),
    ['fault', 'subscriptions', 'eu-west-1/prod', /both in use \(siem, archive\)/, /delete-subscription-filter/],
  ],
  [
    'Security Hub that is off in a region',
    () => disableHub(at.hub, 'us-east-1'),
    ['fault', 'Security Hub', 'us-east-1', /^off/, /aws securityhub enable-security-hub --region us-east-1/],
  ],
  [
    'a registry that scans by no rule',
    () => {
      region('eu-west-1').registry.scanning = { scanType: 'BASIC', rules: [] }
    },
    ['fault', 'image scanning', 'eu-west-1', /^BASIC, by no rule/, /put-registry-scanning-configuration/],
  ],
  [
    'a region that is not enabled',
    () => {
      region('us-east-1').optStatus = 'DISABLED'
    },
    ['fault', 'region', 'us-east-1', /^not enabled$/, /aws account enable-region --region-name us-east-1/],
  ],
  [
    'versions that are not kept',
    () => {
      at.bucket.versioned = false
    },
    ['fault', 'versions', 's3://evidence', /^not kept/, /put-bucket-versioning/],
  ],
  [
    'a bucket without Object Lock',
    () => {
      at.bucket.objectLock = false
    },
    ['fault', 'object lock', 's3://evidence', /^none$/, /put-object-lock-configuration/],
  ],
  [
    'a lock that can be lifted',
    () => {
      at.bucket.settings.lockDefault = { mode: 'GOVERNANCE', days: 800 }
    },
    ['fault', 'object lock', 's3://evidence', /GOVERNANCE, which can be lifted/, /"Mode":"COMPLIANCE","Days":800/],
  ],
  [
    'a lock that is too short',
    () => {
      at.bucket.settings.lockDefault = { mode: 'COMPLIANCE', years: 2 }
    },
    ['fault', 'object lock', 's3://evidence', /730 days, less than 800/, /"Days":800/],
  ],
  [
    "a customer's key",
    () => {
      at.bucket.settings.encryption = { algorithm: 'aws:kms', kmsKey: 'alias/ours' }
    },
    ['fault', 'encryption', 's3://evidence', /^aws:kms: whoever deletes that key/, /put-bucket-encryption/],
  ],
  [
    'a rule that expires objects',
    () => {
      at.bucket.settings.lifecycle = [{ ID: 'tidy', Status: 'Enabled', Filter: {}, Expiration: { Days: 90 } }]
    },
    ['fault', 'lifecycle', 's3://evidence', /expire objects: tidy/, /delete-bucket-lifecycle/],
  ],
  [
    'a policy that lets replicas in',
    () => {
      at.bucket.settings.policy = null
    },
    ['fault', 'replication', 's3://evidence', /nothing denies replication/, /NothingIsReplicatedHere/],
  ],
  [
    "a bucket that is somebody else's",
    () => {
      at.bucket.owner = '999988887777'
    },
    ['fault', 'bucket', 's3://evidence', /it is not account 111122223333's/, /own bucket/],
  ],
  [
    'a key that is disabled',
    () => {
      at.key.state = 'Disabled'
    },
    ['fault', 'signing key', 'alias/eks-evidence-prod', /state Disabled/, /aws kms enable-key/],
  ],
  [
    'a key that is about to be deleted',
    () => {
      at.key.state = 'PendingDeletion'
    },
    ['fault', 'signing key', 'alias/eks-evidence-prod', /about to be deleted/, /cancel-key-deletion/],
  ],
  [
    'a key of another kind',
    () => {
      at.key.spec = 'RSA_2048'
    },
    ['fault', 'signing key', 'alias/eks-evidence-prod', /^RSA_2048 for SIGN_VERIFY/, /deploy the stack/],
  ],
  [
    'a key that was brought along',
    () => {
      at.key.origin = 'EXTERNAL'
    },
    ['fault', 'signing key', 'alias/eks-evidence-prod', /Origin EXTERNAL/, /deploy the stack/],
  ],
  [
    'a permission that is missing',
    () => permitAllBut('eks:ListInsights'),
    [
      'fault',
      'permission',
      'eks:ListInsights',
      /denied in eu-west-1, us-east-1; needed by eks-cluster; no identity-based policy/,
      /^allow eks:ListInsights/,
    ],
  ],
]

describe('of one thing that is wrong, doctor says one line:', () => {
  it.each(faults)('%s', async (_, broken, [state, what, which, says, remedy]) => {
    broken()
    expect(bad(await doctor())).toEqual([
      [state, what, which, expect.stringMatching(says), expect.stringMatching(remedy)],
    ])
  })

  it.each([
    [400, '400 s behind AWS'],
    [-400, '400 s ahead of AWS'],
  ])('a clock that is off by %d s', async (off, says) => {
    const clock = { now: () => plus(at.clock.now(), -off) }
    const { home, sandbox, credentials } = at
    const aws = makeAws({ home, endpoint: sandbox.endpoint, credentials }, services, clock)
    expect(bad(await doctor({ send: aws.send }))).toEqual([
      ['fault', 'clock', '', says, expect.stringContaining('NTP')],
    ])
    aws.close()
  })

  it('a log group of a class that takes no subscription, which it says of both', async () => {
    group('prod').logGroupClass = 'INFREQUENT_ACCESS'
    expect(bad(await doctor()).map(([state, what]) => [state, what])).toEqual([
      ['fault', 'log group'],
      ['fault', 'subscriptions'],
    ])
  })

  it('nothing of a log group whose second filter is ours', async () => {
    group('prod').subscriptions.push(filter('siem'), { ...filter(filterName), filterPattern, destinationArn: stream })
    const examined = await doctor()
    expect(bad(examined)).toEqual([])
    expect(examined.lines).toContainEqual(
      expect.objectContaining({ what: 'subscriptions', which: 'eu-west-1/prod', says: 'the stream has its filter' }),
    )
  })

  it('a filter of ours that lets things pass by', async () => {
    group('prod').subscriptions.push({ ...filter(filterName), filterPattern: '"nothing"', destinationArn: stream })
    expect(bad(await doctor()).map(([, what, , says]) => [what, says])).toEqual([
      ['subscriptions', "the stream's filter was changed"],
    ])
  })

  it('a log group of a class that cannot be queried', async () => {
    group('prod').logGroupClass = 'DELIVERY'
    expect(bad(await doctor())[0]).toEqual([
      ...['fault', 'log group', 'eu-west-1/prod'],
      expect.stringContaining('cannot be queried'),
      expect.stringContaining('a class cannot be changed'),
    ])
  })

  it('logs that end before the period does', async () => {
    group('prod').retentionInDays = 90
    group('staging').retentionInDays = null
    const period = { start: '2026-01-01T00:00:00Z', end: '2027-01-01T00:00:00Z' }
    expect(bad(await doctor({ config: { ...config, period } }))).toEqual([
      [
        ...['fault', 'retention', 'eu-west-1/prod'],
        expect.stringContaining('the period of 365 days'),
        expect.stringMatching(/--retention-in-days 365$/),
      ],
    ])
  })

  it('a region of the configuration that AWS does not know', async () => {
    const examined = await doctor({ config: { ...config, regions: ['eu-west-1', 'eu-west-9'] } })
    expect(bad(examined)).toEqual([
      ['fault', 'region', 'eu-west-9', 'AWS lists no such region', expect.stringContaining('eks-evidence.yml')],
    ])
  })

  it('a bucket that is not there, and looks at the rest all the same', async () => {
    const examined = await doctor({ bucket: 'nowhere' })
    expect(bad(examined)).toEqual([
      ['fault', 'bucket', 's3://nowhere', 'there is no such bucket', expect.stringContaining('serverless deploy')],
    ])
    expect(examined.lines.some(({ what }) => what === 'signing key')).toBe(true)
  })
})

describe('what could not be asked', () => {
  it.each([
    ['s3:GetEncryptionConfiguration', 'encryption', 's3://evidence'],
    ['s3:GetBucketPolicy', 'replication', 's3://evidence'],
    ['logs:DescribeSubscriptionFilters', 'subscriptions', 'eu-west-1/prod'],
  ])('%s is told as such, never as good', async (action, what, which) => {
    permitAllBut(action)
    const examined = await doctor({ config: { ...config, exclude: only('prod') } })
    // A source may need the same action: then it is also told as a permission that is missing.
    const told = bad(examined).filter(([, kind]) => kind !== 'permission')
    expect(told).toEqual([
      ['unknown', what, which, expect.stringContaining('AccessDenied'), `allow ${action} to whoever runs this`],
    ])
    expect(resultOf(examined.lines)).not.toBe('ok')
  })

  it('a service that is down hides no other', async () => {
    at.sandbox.faults.add({ effect: { kind: 'server-error' }, service: 'securityhub', region: 'us-east-1' })
    expect(bad(await doctor()).map(([state, what, which]) => [state, what, which])).toEqual([
      ['unknown', 'Security Hub', 'us-east-1'],
      ['unknown', 'permission', 'securityhub:GetFindings'],
    ])
  })

  it('an answer that is not as documented is no answer', async () => {
    at.sandbox.faults.add({ effect: { kind: 'truncate', how: 'short' }, service: 'kms', operation: 'DescribeKey' })
    const [line] = bad(await doctor())
    expect(line?.slice(0, 2)).toEqual(['unknown', 'signing key'])
    expect(line?.at(-1)).toBe('ask by hand what is wrong: aws kms describe-key')
  })

  it('the regions leave those that the configuration names', async () => {
    at.sandbox.faults.add({ effect: { kind: 'denial' }, service: 'account' })
    const examined = await doctor()
    expect(bad(examined).map(([state, what]) => [state, what])).toEqual([
      ['unknown', 'region'],
      ['fault', 'permission'],
    ])
    expect(examined.lines.some(({ which }) => which === 'us-east-1/analytics')).toBe(true)
  })
})

const only = (name: string): Config['exclude'] =>
  ['prod', 'staging', 'analytics']
    .filter((one) => one !== name)
    .map((one) => ({ subject: `*:cluster/${one}`, reason: 'elsewhere' }))

describe('a role of the stack', () => {
  const role = 'arn:aws:iam::111122223333:role/eks-evidence-prod-eu-west-1-publish'
  const granted = (actions: string[]) => {
    at.granted[role] = [{ actions, resources: ['*'] }]
  }
  const needed = iam.publish.flatMap(({ actions }) => actions)

  it('that may do what its function does', async () => {
    granted(needed)
    const { lines } = await doctor({ role })
    expect(lines.at(-1)).toMatchObject({
      state: 'ok',
      what: 'role',
      says: expect.stringMatching(/^\d+ actions simulated/),
    })
  })

  // The simulator asks nobody: what is granted under a condition it denies, unless it is told.
  describe('that may put evidence from within one function alone', () => {
    const puts = ['s3:PutObject', 's3:PutObjectRetention']
    const rest = needed.filter((action) => !puts.includes(action))
    const within = async (name: string) => {
      const source = `arn:aws:lambda:eu-west-1:111122223333:function:eks-evidence-prod-${name}`
      const when = { 'lambda:SourceFunctionArn': source }
      at.granted[role] = [
        { actions: rest, resources: ['*'] },
        { actions: puts, resources: ['*'], when },
      ]
      const { lines } = await doctor({ bucket: at.bucket.name, role })
      return lines.filter(({ what }) => what === 'role').map(({ state, which }) => [state, which])
    }

    it('which is its own', async () => {
      expect(await within('publish')).toEqual([['ok', 'eks-evidence-prod-eu-west-1-publish']])
    })

    it('which is another', async () => {
      expect(await within('another')).toEqual(puts.map((action) => ['fault', action]))
    })
  })

  it('that may not import into Security Hub', async () => {
    granted(needed.filter((action) => action !== 'securityhub:BatchImportFindings'))
    expect(bad(await doctor({ role }))).toEqual([
      ['fault', 'role', 'securityhub:BatchImportFindings', expect.stringContaining('may not'), expect.any(String)],
    ])
  })

  it('that nobody may ask about', async () => {
    granted(needed)
    at.sandbox.faults.add({
      effect: { kind: 'denial' },
      service: 'iam',
      operation: 'SimulatePrincipalPolicy',
    })
    expect(bad(await doctor({ role })).map(([state, what]) => [state, what])).toEqual([['unknown', 'role']])
  })

  it('of the stream, in a stack of its own', async () => {
    const of = 'arn:aws:iam::111122223333:role/eks-evidence-prod-eu-west-1-subscribe'
    at.granted[of] = [{ actions: ['eks:*', 'logs:Describe*'], resources: ['*'] }]
    expect(bad(await doctor({ role: of })).map(([, what, which]) => [what, which])).toEqual([
      ['role', 'logs:PutSubscriptionFilter'],
    ])
  })

  it('that is not there', async () => {
    expect(bad(await doctor({ role }))).toEqual([
      ['fault', 'role', 'eks-evidence-prod-eu-west-1-publish', 'there is no such role', expect.any(String)],
    ])
  })
})
