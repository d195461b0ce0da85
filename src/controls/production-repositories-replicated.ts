// AVL-07: images of production lie in a second place, and the image that was pushed last arrived there.
import { arnPattern } from '../arn-pattern.ts'
import { seconds } from '../clock.ts'
import { defineControl, latest } from '../control.ts'
import { account, answered, subjects } from '../examples/example.ts'
import { digestOf, imagesOf, scannedAt } from '../examples/images.ts'
import { imageReplication, type Replicated } from '../facts/image-replication.ts'
import { type Destination, registryReplication } from '../facts/registry-replication.ts'
import { repositoryTags } from '../facts/repository-tags.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const day = 86_400
const region = 'eu-west-1'
const tagged = (tags: Record<string, string>) => [
  answered(
    'ecr:ListTagsForResource',
    { resourceArn: subjects.repository.id },
    { tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
  ),
]
const production = tagged({ environment: 'production' })
const replication = (...rules: { prefix?: string; region?: string; account?: string }[]) => [
  answered(
    'ecr:DescribeRegistry',
    {},
    {
      registryId: account,
      replicationConfiguration: {
        rules: rules.map(({ prefix, region: to = region, account: registryId = account }) => ({
          destinations: [{ region: to, registryId }],
          repositoryFilters: prefix === undefined ? [] : [{ filter: prefix, filterType: 'PREFIX_MATCH' }],
        })),
      },
    },
  ),
]
const pushed = (imagePushedAt: number, ...statuses: string[]) => {
  const imageId = { imageDigest: digestOf(0) }
  return [
    ...imagesOf({ details: { imagePushedAt } }).filter(({ action }) => action === 'ecr:DescribeImages'),
    answered(
      'ecr:DescribeImageReplicationStatus',
      { repositoryName: 'app', imageId },
      {
        repositoryName: 'app',
        imageId,
        replicationStatuses: statuses.map((status) => ({ region, registryId: account, status })),
      },
    ),
  ]
}
const arrived = pushed(scannedAt - 3 * day, 'COMPLETE')
const stayed = pushed(scannedAt - 3 * day)

export default defineControl({
  id: 'AVL-07',
  of: 'repository',
  title: 'A repository of production is replicated to another region or account',
  criteria: ['A1.2'],
  severity: 'medium',
  needs: { tags: latest(repositoryTags), to: latest(registryReplication), last: latest(imageReplication) },
  // What is production: the values of a tag, or names beside that, where `*` stands for any characters.
  settings: { tag: 'environment', values: ['prod', 'production'], names: [] as string[] },
  assess: ({ tags, to, last }, { asOf, settings: { tag, values, names }, subject }) => {
    const said = Object.entries(tags).flatMap(([key, value]) =>
      key.toLowerCase() === tag.toLowerCase() ? [value] : [],
    )
    const isNamed = names.some((pattern) => arnPattern(pattern)(subject.name))
    const isTagged = said.some((value) => values.some((one) => one.toLowerCase() === value.toLowerCase()))
    if (!isNamed && !isTagged)
      return said.length > 0
        ? notApplicable(`not of production: tag ${tag} is ${said.join(', ')}`)
        : unknown(`whether it is of production is not said: it has no tag ${tag}`)
    const [, , , region = '', account = ''] = subject.id.split(':')
    const elsewhere = to.filter((one) => one.region !== region || one.account !== account)
    if (elsewhere.length === 0) return fail('no replication rule copies the repository to another region or account')
    const places = elsewhere.map(place).join(', ')
    if (last === null) return pass(`rules copy it to ${places}; it holds no image yet`)
    const image = `the image pushed last, ${last.digest.slice(0, 19)},`
    const lacking = elsewhere.flatMap((one) => lacks(one, last, seconds(asOf)))
    return lacking.length > 0
      ? fail(`${image} is not there: ${lacking.join(', ')}`)
      : pass(`rules copy it to ${places}; ${image} is there or on its way`)
  },
  limits: 'Only the image that was pushed last is looked up at the destination.',
  remedy:
    'Add a replication rule whose prefix matches the repository (aws ecr put-replication-configuration), and push the image again: what was pushed before a rule is not replicated.',
  sameAs: [],
  examples: {
    pass: [
      { tags: production, to: replication({}), last: arrived },
      { tags: production, to: replication({ prefix: 'ap' }, { prefix: 'other/' }), last: arrived },
      { tags: tagged({ Environment: 'Prod' }), to: replication({}), last: pushed(scannedAt - 60, 'IN_PROGRESS') },
      { tags: production, to: replication({}), last: imagesOf() },
      { tags: tagged({}), to: replication({}), last: arrived, with: { settings: { names: ['a*'] } } },
    ],
    fail: [
      { tags: production, to: replication(), last: stayed },
      { tags: production, to: replication({ prefix: 'other/' }), last: stayed },
      // To where it is already.
      { tags: production, to: replication({ region: 'eu-central-1' }), last: stayed },
      { tags: production, to: replication({}), last: pushed(scannedAt - 3 * day, 'FAILED') },
      { tags: production, to: replication({}), last: stayed },
      { tags: production, to: replication({}), last: pushed(scannedAt - 3 * day, 'IN_PROGRESS') },
    ],
    notApplicable: [{ tags: tagged({ environment: 'staging' }), to: replication(), last: arrived }],
  },
})

const place = ({ account, region }: Destination): string => `${account} in ${region}`

const lacks = (one: Destination, { to, pushedAt }: Replicated, now: number): string[] => {
  const own = to.find(({ account, region }) => account === one.account && region === one.region)
  if (own?.status === 'COMPLETE') return []
  const isNew = pushedAt !== null && now - seconds(pushedAt) < day
  if (own?.status === 'IN_PROGRESS' && isNew) return []
  return [`${place(one)} ${own ? [own.status, own.why].filter(Boolean).join(' ') : 'not asked for'}`]
}
