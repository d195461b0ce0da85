// What EKS answers of registrations and add-ons: the settings stay, the secrets go.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addonSecrets, connectorSecrets, licenseSecrets } from '../../src/redaction/eks-secrets.ts'
import { redact } from '../../src/redaction/redaction.ts'
import { withholdShapes } from '../../src/redaction/secret-shapes.ts'
import eksAnywhere from '../../src/sources/eks-anywhere.ts'
import eksCluster from '../../src/sources/eks-cluster.ts'
import inventory from '../../src/sources/inventory.ts'

const secret = 'hunter2-hunter2'
const addon = (configurationValues: unknown) => {
  const { body, names } = redact(addonSecrets, 'eks:DescribeAddon', { addon: { addonName: 'a', configurationValues } })
  return { text: (body as { addon: { configurationValues: string } }).addon.configurationValues, names }
}

describe('a subscription of EKS Anywhere', () => {
  const action = 'eks:ListEksAnywhereSubscriptions'

  it('keeps its licenses, and not the tokens that prove them', () => {
    const subscriptions = [{ id: 's-1', licenses: [{ id: 'l-1', token: secret }, { id: 'l-2' }] }, { id: 's-2' }]
    const { body, names } = redact(licenseSecrets, action, { subscriptions })
    expect(body).toEqual({
      subscriptions: [{ id: 's-1', licenses: [{ id: 'l-1', token: '[redacted]' }, { id: 'l-2' }] }, { id: 's-2' }],
    })
    expect(names).toEqual(['subscriptions[].licenses[].token'])
  })

  it('is redacted by the source that lists them', () => {
    const subscriptions = [{ licenses: [{ token: secret }] }]
    expect(redact(eksAnywhere.redacts, action, { subscriptions }).names).toHaveLength(1)
  })
})

describe('a connected cluster', () => {
  const cluster = { name: 'c', connectorConfig: { activationId: 'i-1', activationCode: secret, provider: 'GKE' } }

  it('keeps its provider, and not what it registered with', () => {
    const { body, names } = redact(connectorSecrets, 'eks:DescribeCluster', { cluster })
    expect(body).toEqual({
      cluster: {
        name: 'c',
        connectorConfig: { activationId: '[redacted]', activationCode: '[redacted]', provider: 'GKE' },
      },
    })
    expect(names).toEqual(['cluster.connectorConfig.activationCode', 'cluster.connectorConfig.activationId'])
  })

  it('is redacted by every source that describes clusters', () => {
    for (const { redacts } of [eksCluster, inventory]) {
      expect(redact(redacts, 'eks:DescribeCluster', { cluster }).names).toHaveLength(2)
    }
  })

  it.each([
    {},
    { cluster: null },
    { cluster: [] },
    { cluster: { connectorConfig: 3 } },
    { cluster: { connectorConfig: { activationCode: null } } },
  ])('may have any shape: %j', (body) => {
    expect(redact(connectorSecrets, 'eks:DescribeCluster', body)).toEqual({ body, names: [] })
  })
})

describe('the configuration of an add-on', () => {
  it.each([
    '{"enableNetworkPolicy":"true"}',
    'enableNetworkPolicy: "true"\nenv:\n  ENABLE_PREFIX_DELEGATION: "true"\n',
    '{"tolerations":[{"key":"dedicated","operator":"Exists"}],"replicaCount":2}',
    '',
  ])('stays to the byte where nothing sounds secret: %s', (text) => {
    expect(addon(text)).toEqual({ text, names: [] })
  })

  it.each([
    ['{"a":1,"dbPassword":"hunter2-hunter2"}', '{"a":1,"dbPassword":"[redacted]"}'],
    ['{"auth":{"api-key":["hunter2-hunter2",7]}}', '{"auth":{"api-key":["[redacted]","[redacted]"]}}'],
    ['{"env":[{"name":"A","value":"hunter2-hunter2"}]}', '{"env":[{"name":"A","value":"[redacted]"}]}'],
    ['{"args":["--token=hunter2-hunter2"]}', '{"args":["--token=[redacted]"]}'],
    ['a: 1\ndbPassword: hunter2-hunter2\nb: 2', 'a: 1\ndbPassword: [redacted]\nb: 2'],
    ['secret:\n  key: |\n    hunter2-hunter2\n    hunter2-hunter2\n\nb: 2', 'secret: [redacted]\nb: 2'],
    ['tokens:\n- hunter2-hunter2\nb: 2', 'tokens: [redacted]\nb: 2'],
    ['env:\n  - name: A\n    value: hunter2-hunter2\n', 'env:\n  - name: A\n    value: [redacted]'],
    ['a: {"clientSecret": "hunter2-hunter2"}', 'a: {"clientSecret": [redacted]'],
  ])('loses %j', (text, left) => {
    expect(addon(text)).toEqual({ text: left, names: ['addon.configurationValues'] })
  })

  it('may be no text', () => {
    expect(addon({ deep: secret }).names).toEqual([])
  })

  it('is redacted in the update that set it, and the other parameters are not', () => {
    const params = [
      { type: 'ConfigurationValues', value: '{"password":"hunter2-hunter2"}' },
      { type: 'AddonVersion', value: 'v1.2.3' },
      null,
    ]
    const { body, names } = redact(addonSecrets, 'eks:DescribeUpdate', { update: { params } })
    expect(body).toEqual({
      update: { params: [{ type: 'ConfigurationValues', value: '{"password":"[redacted]"}' }, params[1], null] },
    })
    expect(names).toEqual(['update.params[].value of ConfigurationValues'])
  })

  it('comes out the same when it is redacted twice', () => {
    const part = fc.constantFrom(
      'password',
      ': ',
      ':',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '"',
      ',',
      'x',
      'value',
      'env',
      '[redacted]',
      'token=',
      '|',
    )
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 30 }).map((all) => all.join('')),
        (text) => {
          const once = addon(text).text
          expect(addon(once)).toEqual({ text: once, names: [] })
        },
      ),
      { seed: 4, numRuns: 3_000 },
    )
  })
})

describe('what looks like a credential', () => {
  it.each([
    ['Authorization: Bearer abcdefgh.ijkl', 'Authorization: Bearer [redacted]'],
    ['Authorization%3A+Basic+aHVudGVyMg%3D%3D&x=1', 'Authorization%3A+Basic+[redacted]&x=1'],
    ['k8s-aws-v1.aHR0cHM6Ly9zdHM', '[redacted]'],
    ['a eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl b', 'a [redacted] b'],
    [`ghp_${'a1'.repeat(18)}`, '[redacted]'],
    ['https://app:hunter2@db:5432/shop?ssl=1', 'https://app:[redacted]@db:5432/shop?ssl=1'],
    ['mysql --password=hunter2 -h db', 'mysql --password=[redacted] -h db'],
    ['PGPASSWORD%3Dhunter2\\u0026stdin=true', 'PGPASSWORD%3D[redacted]\\u0026stdin=true'],
    ['X-Amz-Signature=abc&X-Amz-Date=d', 'X-Amz-Signature=[redacted]&X-Amz-Date=d'],
    ['-----BEGIN PRIVATE KEY-----\\nMIIE-\\n-----END PRIVATE KEY-----\\n', '[redacted]\\n'],
    ['-----BEGIN EC PRIVATE KEY-----\\\\nMIIE', '[redacted]'],
  ])('is withheld: %s', (text, left) => {
    expect(withholdShapes(text)).toBe(left)
    expect(withholdShapes(left)).toBe(left)
  })

  it.each([
    'arn:aws:iam::111122223333:role/tokens',
    '/var/run/secrets/kubernetes.io/serviceaccount/token',
    'sha256:0a1b2c3d',
    'http://169.254.169.254/latest/meta-data/iam/security-credentials/',
    '--token-ttl=24h',
    '-----BEGIN CERTIFICATE-----\\nMIIE',
  ])('stays where it does not: %s', (text) => {
    expect(withholdShapes(text)).toBe(text)
  })

  it('never takes a quote with it, and comes out the same when it is done twice', () => {
    const part = fc.constantFrom(
      'token=',
      'Bearer ',
      '"',
      '\\',
      '\\n',
      '\\"',
      '://',
      ':',
      '@',
      'a',
      '%3D',
      '[redacted]',
      '-----BEGIN PRIVATE KEY-----',
      '-----END PRIVATE KEY-----',
      '&',
      ' ',
      'abcdefghij',
    )
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 25 }).map((all) => all.join('')),
        (text) => {
          const once = withholdShapes(text)
          expect(once.split('"').length).toBe(text.split('"').length)
          expect(withholdShapes(once)).toBe(once)
        },
      ),
      { seed: 5, numRuns: 5_000 },
    )
  })

  it.each(['eyJ-', '-----BEGIN PRIVATE KEY-----', '://a:', 'token=', 'Bearer+', '\\', 'ghp_', '%3D', 'a.-'])(
    'is looked for in a message full of %s, too',
    (part) => {
      const text = part.repeat(Math.ceil(256_000 / part.length))
      const once = withholdShapes(text)
      expect(withholdShapes(once)).toBe(once)
      expect(addon(`a: ${text}`).text).toBe(addon(addon(`a: ${text}`).text).text)
    },
  )

  it('leaves JSON what it is', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.array(fc.constantFrom('token=a\\b"c', 'Bearer abcdefgh"', '://a:b\\@c', 'secret=\\')),
        (value, texts) => {
          expect(() => JSON.parse(withholdShapes(JSON.stringify([value, texts])))).not.toThrow()
        },
      ),
      { seed: 6, numRuns: 1_000 },
    )
  })
})
