// AWS Config of the sandbox, asked by the SDK.
import {
  ConfigServiceClient,
  DescribeConfigurationRecorderStatusCommand,
  DescribeConfigurationRecordersCommand,
  DescribeDeliveryChannelStatusCommand,
  ListConfigurationRecordersCommand,
  paginateListConfigurationRecorders,
} from '@aws-sdk/client-config-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld } from '../../sandbox/scenario.ts'
import { configService } from '../../sandbox/services/config.ts'
import { type Bench, bench, caller } from './start.ts'

let on: Bench
let config: ConfigServiceClient
let elsewhere: ConfigServiceClient
beforeAll(async () => {
  const permissions = {
    [caller]: [
      { actions: ['config:List*', 'config:DescribeDelivery*'] },
      {
        actions: ['config:DescribeConfigurationRecorder*'],
        resources: ['arn:aws:config:eu-west-1:111122223333:configuration-recorder/*'],
      },
    ],
  }
  on = await bench({ services: [configService(makeWorld())], permissions })
  config = new ConfigServiceClient({ ...on.config, maxAttempts: 1 })
  elsewhere = new ConfigServiceClient({ ...on.config, region: 'us-east-1', maxAttempts: 1 })
})
afterAll(async () => {
  config.destroy()
  elsewhere.destroy()
  await on.sandbox.close()
})

const listed = async () => (await config.send(new ListConfigurationRecordersCommand({}))).ConfigurationRecorderSummaries

describe('recorders', () => {
  it('are listed page by page, those that services keep among them', async () => {
    const pages: unknown[] = []
    for await (const { ConfigurationRecorderSummaries: page } of paginateListConfigurationRecorders(
      { client: config, pageSize: 1 },
      {},
    ))
      pages.push(page?.map(({ recordingScope, servicePrincipal }) => [recordingScope, servicePrincipal]))
    expect(pages).toEqual([[['PAID', undefined]], [['INTERNAL', 'securityhub.amazonaws.com']]])
  })

  it('are told without a name when they are the own one of the customer', async () => {
    const { ConfigurationRecorders } = await config.send(new DescribeConfigurationRecordersCommand({}))
    expect(ConfigurationRecorders).toMatchObject([{ name: 'default', recordingGroup: { allSupported: true } }])
  })

  it('are told by ARN, with how they fare', async () => {
    for (const { arn } of (await listed()) ?? []) {
      const { ConfigurationRecorders } = await config.send(new DescribeConfigurationRecordersCommand({ Arn: arn }))
      const status = await config.send(new DescribeConfigurationRecorderStatusCommand({ Arn: arn }))
      expect(ConfigurationRecorders).toMatchObject([{ arn }])
      expect(status.ConfigurationRecordersStatus).toMatchObject([{ arn, recording: true }])
    }
  })

  it('are told one at a time', async () => {
    const asked = new DescribeConfigurationRecordersCommand({ ConfigurationRecorderNames: ['default', 'other'] })
    await expect(config.send(asked)).rejects.toMatchObject({ name: 'ValidationException' })
  })

  it('are not found by a name that none has', async () => {
    const asked = new DescribeConfigurationRecordersCommand({ ConfigurationRecorderNames: ['other'] })
    await expect(config.send(asked)).rejects.toMatchObject({ name: 'NoSuchConfigurationRecorderException' })
  })

  it('are denied where the policy does not name them', async () => {
    const asked = elsewhere.send(new DescribeConfigurationRecordersCommand({}))
    await expect(asked).rejects.toMatchObject({ name: 'AccessDeniedException' })
  })
})

describe('the delivery channel', () => {
  it('says whether the last delivery went through', async () => {
    const { DeliveryChannelsStatus } = await config.send(new DescribeDeliveryChannelStatusCommand({}))
    expect(DeliveryChannelsStatus).toMatchObject([{ configHistoryDeliveryInfo: { lastStatus: 'Success' } }])
  })

  it('is not found by a name that none has', async () => {
    const asked = new DescribeDeliveryChannelStatusCommand({ DeliveryChannelNames: ['other'] })
    await expect(config.send(asked)).rejects.toMatchObject({ name: 'NoSuchDeliveryChannelException' })
  })
})
