// Image references as container runtimes read them, and registries of ECR by their hosts.
import { describe, expect, it } from 'vitest'
import { ecrRegistry, imageReference, isAddonRegistry } from '../../src/answers/image-reference.ts'

const digest = `sha256:${'a'.repeat(64)}`

describe('an image reference', () => {
  it.each([
    ['nginx', { host: 'docker.io', path: 'library/nginx', tag: 'latest', digest: null }],
    ['acme/web:1', { host: 'docker.io', path: 'acme/web', tag: '1', digest: null }],
    ['localhost/web', { host: 'localhost', path: 'web', tag: 'latest', digest: null }],
    ['registry:5000/web', { host: 'registry:5000', path: 'web', tag: 'latest', digest: null }],
    ['GHCR.io/acme/web:v1', { host: 'ghcr.io', path: 'acme/web', tag: 'v1', digest: null }],
    [`ghcr.io/acme/web@${digest}`, { host: 'ghcr.io', path: 'acme/web', tag: null, digest }],
    [`ghcr.io/acme/web:v1@${digest}`, { host: 'ghcr.io', path: 'acme/web', tag: 'v1', digest }],
  ])('%s is read', (text, expected) => {
    expect(imageReference(text)).toEqual(expected)
  })

  it.each([
    '',
    ':v1',
    'nginx@sha256:1',
    `nginx@md5:${'a'.repeat(32)}`,
    'a b',
    'ghcr.io/',
    'ghcr.io/Acme/web',
    'x/../y/%2e',
  ])('%j is none', (text) => {
    expect(imageReference(text)).toBeNull()
  })
})

describe('a registry', () => {
  it.each([
    '111122223333.dkr.ecr.eu-west-1.amazonaws.com',
    '111122223333.dkr.ecr-fips.us-gov-west-1.amazonaws.com',
    '111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn',
    '111122223333.dkr-ecr.us-east-2.on.aws',
  ])('%s is of ECR', (host) => {
    expect(ecrRegistry(host)?.account).toBe('111122223333')
  })

  it.each([
    'public.ecr.aws',
    '111122223333.dkr.ecr.eu-west-1.amazonaws.com.evil.example',
    'x111122223333.dkr.ecr.eu-west-1.amazonaws.com',
    '111122223333.dkr.ecr.evil.example',
  ])('%s is none of ECR', (host) => {
    expect(ecrRegistry(host)).toBeUndefined()
  })

  it('of EKS add-ons is known by its account', () => {
    expect(isAddonRegistry('602401143452.dkr.ecr.eu-west-1.amazonaws.com')).toBe(true)
    expect(isAddonRegistry('602401143452.dkr.ecr.evil.example')).toBe(false)
  })
})
