// ECR of the sandbox: what it answers, and what it refuses as AWS does.
import { describe, expect, it } from 'vitest'
import { makeWorld } from '../../sandbox/scenario.ts'
import { ecrService } from '../../sandbox/services/ecr.ts'
import type { World } from '../../sandbox/world.ts'
import { allPages, asker, code } from './scenario-ask.ts'

const world = makeWorld()
const ecr = asker(world, 'ecr')
const us = asker(world, 'ecr', 'us-east-1')
const payments = { repositoryName: 'prod/payments-api' }

const registryIn = ({ regions }: World, region: string) => {
  const found = regions[region]?.registry
  if (!found) throw new Error(`no region ${region}`)
  return found
}
const newest = (ask: typeof ecr, repositoryName: string) => {
  const { imageDetails } = ask('DescribeImages', { repositoryName }) as { imageDetails: { imageDigest: string }[] }
  return { repositoryName, imageId: { imageDigest: imageDetails[0]?.imageDigest } }
}

describe('repositories', () => {
  it('are those of the region', () => {
    expect(ecr('DescribeRepositories')).toMatchObject({ repositories: { length: 9 } })
    expect(us('DescribeRepositories')).toMatchObject({ repositories: { length: 3 } })
  })

  it('come on pages that hold each once, the last without a token', () => {
    const { items, pages } = allPages(ecr, 'DescribeRepositories', { maxResults: 4 }, 'repositories')
    expect([items.length, new Set(items).size, pages]).toEqual([9, 9, 3])
  })

  it('are asked for by name or page by page, not both', () => {
    const repositoryNames = ['prod/payments-api']
    expect(ecr('DescribeRepositories', { repositoryNames })).toMatchObject({ repositories: [payments] })
    expect(() => ecr('DescribeRepositories', { repositoryNames, maxResults: 5 })).toThrow(
      code('InvalidParameterException'),
    )
  })

  it('are not paged by a token that was made up', () => {
    expect(() => ecr('DescribeRepositories', { nextToken: 'NA==' })).toThrow(code('InvalidParameterException'))
  })

  it('are not paged by more than a thousand, nor by a number written as text', () => {
    expect(() => ecr('DescribeRepositories', { maxResults: 1001 })).toThrow(code('InvalidParameterException'))
    expect(() => ecr('DescribeRepositories', { maxResults: '5' })).toThrow(code('SerializationException'))
  })

  it('of another account are not ours to see', () => {
    expect(() => ecr('DescribeRepositories', { registryId: '222233334444' })).toThrow(code('AccessDeniedException'))
  })

  it.each([
    ['DescribeRepositories', { repositoryNames: ['none/here'] }],
    ['DescribeImages', { repositoryName: 'none/here' }],
    ['GetRepositoryPolicy', { repositoryName: 'none/here' }],
    ['GetLifecyclePolicy', { repositoryName: 'none/here' }],
    ['DescribeImageScanFindings', { repositoryName: 'none/here', imageId: { imageTag: '1' } }],
    ['ListTagsForResource', { resourceArn: 'arn:aws:ecr:eu-west-1:111122223333:repository/none/here' }],
  ])('that do not exist: %s says so', (operation, input) => {
    expect(() => ecr(operation, input)).toThrow(code('RepositoryNotFoundException'))
  })

  it('without a policy or a lifecycle say so', () => {
    const repositoryName = 'analytics/notebook'
    expect(() => us('GetRepositoryPolicy', { repositoryName })).toThrow(code('RepositoryPolicyNotFoundException'))
    expect(() => us('GetLifecyclePolicy', { repositoryName })).toThrow(code('LifecyclePolicyNotFoundException'))
  })

  it('with a policy give its text', () => {
    const { policyText } = ecr('GetRepositoryPolicy', { repositoryName: 'public/downloads' }) as { policyText: string }
    expect(JSON.parse(policyText)).toMatchObject({ Statement: [{ Principal: '*' }] })
  })
})

describe('scanning configurations', () => {
  const configured = (repositoryNames: string[]) => ecr('BatchGetRepositoryScanningConfiguration', { repositoryNames })

  it('name those that do not exist among the failures', () => {
    expect(configured(['prod/orders-api', 'none/here'])).toMatchObject({
      scanningConfigurations: [{ repositoryName: 'prod/orders-api' }],
      failures: [{ repositoryName: 'none/here', failureCode: 'REPOSITORY_NOT_FOUND' }],
    })
  })

  it('are given for 25 names, and for no more', () => {
    const names = (count: number) => Array.from({ length: count }, (_, at) => `none/here-${at}`)
    expect(configured(names(25))).toMatchObject({ failures: { length: 25 } })
    expect(() => configured(names(26))).toThrow(code('InvalidParameterException'))
  })

  it('heed the flag of the repository under basic scanning', () => {
    const other = makeWorld()
    const notebook = registryIn(other, 'us-east-1').repositories.find(
      ({ repository }) => repository.repositoryName === 'analytics/notebook',
    )
    if (notebook) notebook.repository.imageScanningConfiguration = { scanOnPush: true }
    const asked = { repositoryNames: ['analytics/notebook'] }
    expect(asker(other, 'ecr', 'us-east-1')('BatchGetRepositoryScanningConfiguration', asked)).toMatchObject({
      scanningConfigurations: [{ scanOnPush: true, scanFrequency: 'SCAN_ON_PUSH', appliedScanFilters: [] }],
    })
  })

  it('match a filter without a wildcard anywhere in the name', () => {
    const other = makeWorld()
    const filter = { filter: 'orders', filterType: 'WILDCARD' as const }
    registryIn(other, 'eu-west-1').scanning = {
      scanType: 'ENHANCED',
      rules: [{ scanFrequency: 'CONTINUOUS_SCAN', repositoryFilters: [filter] }],
    }
    const asked = { repositoryNames: ['prod/orders-api', 'prod/payments-api'] }
    expect(asker(other, 'ecr')('BatchGetRepositoryScanningConfiguration', asked)).toMatchObject({
      scanningConfigurations: [
        { scanFrequency: 'MANUAL' },
        { scanFrequency: 'CONTINUOUS_SCAN', appliedScanFilters: [filter] },
      ],
    })
  })
})

describe('registries', () => {
  it('without a policy say so', () => {
    expect(() => us('GetRegistryPolicy')).toThrow(code('RegistryPolicyNotFoundException'))
  })

  it('without a signing configuration say so', () => {
    expect(() => us('GetSigningConfiguration')).toThrow(code('SigningConfigurationNotFoundException'))
  })

  it('without replication have no rules', () => {
    expect(us('DescribeRegistry')).toEqual({ registryId: '111122223333', replicationConfiguration: { rules: [] } })
  })

  it('have no setting of another name', () => {
    expect(() => us('GetAccountSetting', { name: 'SOMETHING' })).toThrow(code('InvalidParameterException'))
  })

  it('say so when a cache rule that is asked for does not exist', () => {
    const asked = { ecrRepositoryPrefixes: ['quay'] }
    expect(() => ecr('DescribePullThroughCacheRules', asked)).toThrow(code('PullThroughCacheRuleNotFoundException'))
  })
})

describe('images', () => {
  it('come on pages that hold each once', () => {
    const { items, pages } = allPages(ecr, 'DescribeImages', { ...payments, maxResults: 2 }, 'imageDetails')
    expect([items.length, pages]).toEqual([5, 3])
  })

  it('are filtered by their tags', () => {
    expect(ecr('DescribeImages', { ...payments, filter: { tagStatus: 'UNTAGGED' } })).toMatchObject({
      imageDetails: { length: 1 },
    })
    expect(ecr('DescribeImages', { ...payments, filter: { tagStatus: 'TAGGED' } })).toMatchObject({
      imageDetails: { length: 4 },
    })
  })

  it('that are archived are shown only to who asks', () => {
    const other = makeWorld()
    const image = registryIn(other, 'eu-west-1').repositories[0]?.images[0]
    if (image) image.detail.imageStatus = 'ARCHIVED'
    const ask = asker(other, 'ecr')
    expect(ask('DescribeImages', payments)).toMatchObject({ imageDetails: { length: 4 } })
    expect(ask('DescribeImages', { ...payments, filter: { imageStatus: 'ANY' } })).toMatchObject({
      imageDetails: { length: 5 },
    })
  })

  it('are asked for by id or page by page, not both', () => {
    const imageIds = [{ imageTag: '2.7.3' }]
    expect(() => ecr('DescribeImages', { ...payments, imageIds, maxResults: 5 })).toThrow(
      code('InvalidParameterException'),
    )
  })

  it('that do not exist are not found', () => {
    const imageIds = [{ imageTag: '9.9.9' }]
    expect(() => ecr('DescribeImages', { ...payments, imageIds })).toThrow(code('ImageNotFoundException'))
  })

  it('are not found by a digest and a tag of two images', () => {
    const { imageId } = newest(ecr, 'prod/payments-api')
    const asked = { ...payments, imageId: { ...imageId, imageTag: '2.7.2' } }
    expect(() => ecr('DescribeImageSigningStatus', asked)).toThrow(code('ImageNotFoundException'))
  })

  it('carry their scan under enhanced scanning, and not under the new basic scanning', () => {
    const [enhanced] = ecr('DescribeImages', payments).imageDetails as object[]
    const [basic] = us('DescribeImages', { repositoryName: 'analytics/spark-runner' }).imageDetails as object[]
    expect(enhanced).toMatchObject({
      imageScanStatus: { status: 'ACTIVE' },
      imageScanFindingsSummary: { findingSeverityCounts: { CRITICAL: 1, HIGH: 1, LOW: 1, UNTRIAGED: 1 } },
    })
    expect(basic).not.toHaveProperty('imageScanStatus')
  })

  it('tell whether they are signed', () => {
    expect(ecr('DescribeImageSigningStatus', newest(ecr, 'prod/orders-api'))).toMatchObject({
      signingStatuses: [{ status: 'COMPLETE' }],
    })
    expect(us('DescribeImageSigningStatus', newest(us, 'analytics/notebook'))).toMatchObject({ signingStatuses: [] })
  })
})

describe('scan findings', () => {
  it('of enhanced scanning are enhancedFindings, with status ACTIVE', () => {
    const answer = ecr('DescribeImageScanFindings', newest(ecr, 'prod/payments-api'))
    expect(answer).toMatchObject({
      imageScanStatus: { status: 'ACTIVE' },
      imageScanFindings: { enhancedFindings: { length: 4 } },
    })
    expect(answer.imageScanFindings).not.toHaveProperty('findings')
  })

  it('of basic scanning are findings, with status COMPLETE', () => {
    const answer = us('DescribeImageScanFindings', newest(us, 'analytics/spark-runner'))
    expect(answer).toMatchObject({
      imageScanStatus: { status: 'COMPLETE' },
      imageScanFindings: { findings: { length: 5 } },
    })
    expect(answer.imageScanFindings).not.toHaveProperty('enhancedFindings')
  })

  it('come on pages, each with the counts of all', () => {
    const asked = { ...newest(ecr, 'prod/payments-api'), maxResults: 3 }
    const first = ecr('DescribeImageScanFindings', asked)
    const second = ecr('DescribeImageScanFindings', { ...asked, nextToken: first.nextToken })
    expect(first).toMatchObject({ imageScanFindings: { enhancedFindings: { length: 3 } } })
    expect(second).toMatchObject({
      imageScanFindings: {
        enhancedFindings: { length: 1 },
        findingSeverityCounts: { CRITICAL: 1, HIGH: 1, LOW: 1, UNTRIAGED: 1 },
      },
    })
    expect(second).not.toHaveProperty('nextToken')
  })

  it('of a clean image are an empty list', () => {
    expect(ecr('DescribeImageScanFindings', newest(ecr, 'prod/web-frontend'))).toMatchObject({
      imageScanFindings: { enhancedFindings: [], findingSeverityCounts: {} },
    })
  })

  it('of an image that cannot be scanned are not there, but its status is', () => {
    const answer = ecr('DescribeImageScanFindings', newest(ecr, 'shared/charts'))
    expect(answer).toMatchObject({ imageScanStatus: { status: 'UNSUPPORTED_IMAGE' } })
    expect(answer).not.toHaveProperty('imageScanFindings')
  })

  it('of an image that was never scanned are an error, not an empty list', () => {
    const asked = newest(ecr, 'tools/build-agent')
    expect(() => ecr('DescribeImageScanFindings', asked)).toThrow(code('ScanNotFoundException'))
  })

  it('are not asked for without digest or tag', () => {
    expect(() => ecr('DescribeImageScanFindings', { ...payments, imageId: {} })).toThrow(
      code('InvalidParameterException'),
    )
  })
})

describe('replication', () => {
  it('is told of an image whose repository a rule matches, and of no other', () => {
    const to = (repositoryName: string) =>
      ecr('DescribeImageReplicationStatus', newest(ecr, repositoryName)).replicationStatuses
    expect(to('prod/payments-api')).toEqual([
      { region: 'eu-central-1', registryId: '222233334444', status: 'COMPLETE' },
    ])
    expect(to('staging/payments-api')).toEqual([])
  })
})

describe('what IAM is asked about', () => {
  const { resource } = ecrService(world)
  it.each([
    ['DescribeImages', payments, 'arn:aws:ecr:eu-west-1:111122223333:repository/prod/payments-api'],
    ['DescribeRepositories', {}, 'arn:aws:ecr:eu-west-1:111122223333:repository/*'],
    ['GetRegistryPolicy', {}, '*'],
  ])('%s %j is %s', (operation, input, arn) => {
    expect(
      resource?.({
        service: 'ecr',
        operation,
        region: 'eu-west-1',
        account: world.account,
        input,
        now: '2026-01-05T00:20:00Z',
      }),
    ).toBe(arn)
  })
})
