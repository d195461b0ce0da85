// A subject as Security Hub's resource, and the names that its region and partition give.
import type { Partition, Resource } from '@aws-sdk/client-securityhub'
import type { Subject } from '../model.ts'
import { partitionOfRegion } from '../partition.ts'
import type { Described } from './details.ts'
import { limits } from './limits.ts'
import { line } from './text.ts'

/** The partition of an ARN, or else of a region. */
export const partitionOf = (id: string, region: string): string =>
  /^arn:([a-z-]+):/.exec(id)?.[1] ?? partitionOfRegion(region)

/** Where a subject's findings go: its own region; the home region for an account. */
export const regionOf = (subject: Subject, home: string): string =>
  subject.scope === 'account' || subject.region === '' ? home : subject.region

/** The default product of an account, through which an account imports findings of its own. */
export const productArn = (partition: string, region: string, account: string): string =>
  `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`

const listed = (partition: string): partition is Partition => ['aws', 'aws-cn', 'aws-us-gov'].includes(partition)

/** `described`: what the newest sealed reading says of it. */
export const resourceOf = (subject: Subject, account: string, home: string, described: Described = {}): Resource => {
  const region = regionOf(subject, home)
  const partition = partitionOf(subject.id, region)
  const { tags = {} } = described
  return {
    ...typed(subject, account, described),
    Region: region,
    ...(listed(partition) && { Partition: partition }),
    ...(Object.keys(tags).length > 0 && { Tags: tags }),
  }
}

/** A cluster or a repository of a region, which a hit of the region names by its ARN. */
export const partResource = (arn: string, region: string, described?: Described): Resource | undefined => {
  const [, service, name = ''] = /^arn:[^:]+:(eks|ecr):[^:]*:[^:]*:(?:cluster|repository)\/(.+)$/.exec(arn) ?? []
  if (service === undefined) return undefined
  const scope = service === 'eks' ? 'cluster' : 'repository'
  return resourceOf({ scope, id: arn, name, region, bornAt: null }, '', region, described)
}

const typed = (
  subject: Subject,
  account: string,
  { cluster, repository }: Described,
): Pick<Resource, 'Type' | 'Id' | 'Details'> => {
  const id = line(subject.id, limits.id)
  const name = line(subject.name, limits.title)
  switch (subject.scope) {
    case 'cluster':
      return { Type: 'AwsEksCluster', Id: id, Details: { AwsEksCluster: { ...cluster, Arn: id, Name: name } } }
    case 'repository':
      return {
        Type: 'AwsEcrRepository',
        Id: id,
        Details: { AwsEcrRepository: { ...repository, Arn: id, RepositoryName: name } },
      }
    case 'account':
      return { Type: 'AwsAccount', Id: `AWS::::Account:${account}` }
    case 'region':
      return { Type: 'Other', Id: id, Details: { Other: { region: name } } }
    case 'deployment':
      return {
        Type: 'AwsCloudFormationStack',
        Id: id,
        Details: { AwsCloudFormationStack: { StackId: id, StackName: name } },
      }
  }
}
