// SNS of the sandbox, asked by the SDK.
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  PublishCommand,
  type PublishCommandInput,
  paginateListSubscriptionsByTopic,
  SNSClient,
} from '@aws-sdk/client-sns'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sns } from '../../sandbox/services/sns.ts'
import { stackTold } from './stack-told.ts'
import { account, type Bench, bench, caller, region } from './start.ts'

const stack = stackTold()
const TopicArn = `arn:aws:sns:${region}:${account}:eks-evidence-prod`

let on: Bench
let client: SNSClient
beforeAll(async () => {
  const permissions = { [caller]: [{ actions: ['sns:*'], resources: [TopicArn, `${TopicArn}-*`] }] }
  on = await bench({ services: [sns([stack])], permissions })
  client = new SNSClient({ ...on.config, maxAttempts: 1 })
})
afterAll(async () => {
  client.destroy()
  await on.sandbox.close()
})

const listed = async () => {
  const pages: (string | undefined)[][] = []
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn }))
    pages.push(Subscriptions.map(({ SubscriptionArn }) => SubscriptionArn))
  return pages
}
const attributes = (SubscriptionArn: string) => client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))

describe('a topic', () => {
  it('tells its policy and how many subscribe', async () => {
    const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }))
    const counts = { SubscriptionsConfirmed: '2', SubscriptionsPending: '1', SubscriptionsDeleted: '0' }
    expect(Attributes).toMatchObject({ TopicArn, Owner: account, ...counts })
    expect(JSON.parse(Attributes?.Policy ?? '')).toMatchObject({
      Statement: [{ Effect: 'Allow' }, { Effect: 'Allow' }],
    })
  })

  it('lists who confirmed by ARN, and who waits without one', async () => {
    const [page = [], ...more] = await listed()
    expect(more).toEqual([])
    expect(page.filter((arn) => arn?.startsWith(`${TopicArn}:`))).toHaveLength(2)
    expect(page).toContain('PendingConfirmation')
  })

  it('lists them page by page, and none as none', async () => {
    const fault = on.sandbox.faults.add({ effect: { kind: 'page-limit', size: 1 } })
    expect(await listed()).toHaveLength(3)
    on.sandbox.faults.remove(fault)
    const topic = stack.topics[0]
    const before = topic?.subscriptions ?? []
    if (topic) topic.subscriptions = []
    expect(await listed()).toEqual([[]])
    if (topic) topic.subscriptions = before
  })

  it.each([
    [`${TopicArn}-none`, 'NotFoundException'],
    ['arn:aws:sns:eu-west-1:999999999999:another', 'AuthorizationErrorException'],
  ])('is not told of %s', async (arn, name) => {
    await expect(client.send(new GetTopicAttributesCommand({ TopicArn: arn }))).rejects.toMatchObject({ name })
  })
})

describe('a subscription', () => {
  it('tells what it has beside what is listed, granted by its topic', async () => {
    const [[SubscriptionArn = ''] = []] = await listed()
    const { Attributes } = await attributes(SubscriptionArn)
    expect(Attributes).toMatchObject({ SubscriptionArn, PendingConfirmation: 'false', Protocol: 'email', TopicArn })
  })

  it('is not there by another ARN', async () => {
    await expect(attributes(`${TopicArn}:none`)).rejects.toMatchObject({ name: 'NotFoundException' })
  })
})

describe('what is published', () => {
  const Head = `${TopicArn}-head`
  const publish = (input: Partial<PublishCommandInput>) =>
    client.send(new PublishCommand({ TopicArn: Head, Subject: 'A head', Message: 'one\ntwo', ...input }))

  it('gets an id of its own, and is kept in order', async () => {
    const ids = [(await publish({})).MessageId, (await publish({ Message: 'three' })).MessageId]
    expect(new Set(ids).size).toBe(2)
    const messages = stack.topics.find(({ arn }) => arn === Head)?.messages
    expect(messages).toMatchObject([
      { MessageId: ids[0], Subject: 'A head', Message: 'one\ntwo' },
      { MessageId: ids[1], Message: 'three' },
    ])
  })

  it.each([
    ['no message', { Message: '' }],
    ['a message that is too long', { Message: 'ü'.repeat(131_073) }],
    ['a subject of two lines', { Subject: 'a\nb' }],
    ['a subject of a hundred characters', { Subject: 'a'.repeat(100) }],
    ['a subject that is no ASCII', { Subject: 'Prüfung' }],
  ])('is refused with %s', async (_, input) => {
    await expect(publish(input)).rejects.toMatchObject({ name: 'InvalidParameterException' })
  })

  it('goes to no topic that is not there', async () => {
    await expect(publish({ TopicArn: `${TopicArn}-none` })).rejects.toMatchObject({ name: 'NotFoundException' })
  })
})
