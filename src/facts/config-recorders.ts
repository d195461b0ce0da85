// What AWS Config records in a region, by its own recorder and by those that services keep for themselves.
import * as z from 'zod/mini'
import { answers, by, notDocumented } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import type { Exchange } from '../model.ts'

/** Resource types: all but some, or some alone. */
export type Recorded = { only: string[] } | { allBut: string[] }
export type Recorder = {
  name: string
  /** The service that keeps it for itself; null: the customer's own. */
  service: string | null
  recorded: Recorded
  recording: boolean
  /** SUCCESS, FAILURE, PENDING, NOTAPPLICABLE: of the newest recording. */
  lastStatus: string | null
  error: string | null
}
/** SUCCESS, FAILURE, NOT_APPLICABLE of the newest delivery of each kind; null: there was none yet. */
export type Channel = { name: string; history: string | null; stream: string | null; error: string | null }

const text = z.string()
const types = z.array(text)
const group = z.object({
  allSupported: z.boolean(),
  resourceTypes: z.nullish(types),
  exclusionByResourceTypes: z.nullish(z.object({ resourceTypes: z.nullish(types) })),
  recordingStrategy: z.nullish(
    z.object({
      useOnly: z.enum(['ALL_SUPPORTED_RESOURCE_TYPES', 'INCLUSION_BY_RESOURCE_TYPES', 'EXCLUSION_BY_RESOURCE_TYPES']),
    }),
  ),
})
const Summaries = z.object({
  ConfigurationRecorderSummaries: z.array(z.object({ arn: text, servicePrincipal: z.nullish(text) })),
})
const Recorders = z.object({ ConfigurationRecorders: z.array(z.object({ name: text, recordingGroup: group })) })
const Statuses = z.object({
  ConfigurationRecordersStatus: z.array(
    z.object({ recording: z.boolean(), lastStatus: text, lastErrorCode: z.nullish(text) }),
  ),
})
const delivered = z.nullish(z.object({ lastStatus: z.nullish(text), lastErrorCode: z.nullish(text) }))
const Channels = z.object({
  DeliveryChannelsStatus: z.array(
    z.object({ name: text, configHistoryDeliveryInfo: delivered, configStreamDeliveryInfo: delivered }),
  ),
})

/** Both sorted by name. */
export const configRecorders = defineFact({
  id: 'config-recorders',
  source: 'config-recorder',
  of: 'region',
  actions: [
    'config:ListConfigurationRecorders',
    'config:DescribeConfigurationRecorders',
    'config:DescribeConfigurationRecorderStatus',
    'config:DescribeDeliveryChannelStatus',
  ],
  read(exchanges) {
    const lines = [...exchanges]
    const listed = [...answers(lines, 'config:ListConfigurationRecorders', Summaries)]
    const recorders = listed
      .flatMap(({ body }) => body.ConfigurationRecorderSummaries)
      .flatMap(({ arn, servicePrincipal }) => recorderOf(lines, arn, servicePrincipal ?? null))
      .sort(by(({ name }) => name))
    const channels = [...answers(lines, 'config:DescribeDeliveryChannelStatus', Channels)]
      .flatMap(({ body }) => body.DeliveryChannelsStatus)
      .map(
        ({ name, configHistoryDeliveryInfo: history, configStreamDeliveryInfo: stream }): Channel => ({
          name,
          history: said(history?.lastStatus),
          stream: said(stream?.lastStatus),
          error: history?.lastErrorCode ?? stream?.lastErrorCode ?? null,
        }),
      )
      .sort(by(({ name }) => name))
    return { recorders, channels }
  },
})

// One that was deleted after it was listed has neither answer.
const recorderOf = (lines: Exchange[], arn: string, service: string | null): Recorder[] => {
  const own = lines.filter(({ input }) => (input as { Arn?: unknown } | null)?.Arn === arn)
  const [described] = answers(own, 'config:DescribeConfigurationRecorders', Recorders)
  const [told] = answers(own, 'config:DescribeConfigurationRecorderStatus', Statuses)
  if (!described || !told) return []
  const [recorder] = described.body.ConfigurationRecorders
  const [status] = told.body.ConfigurationRecordersStatus
  if (!recorder || !status) throw notDocumented('config:DescribeConfigurationRecorders', `no answer about ${arn}`)
  const { recording, lastStatus, lastErrorCode } = status
  const recorded = recordedBy(recorder.recordingGroup)
  return [
    { name: recorder.name, service, recorded, recording, lastStatus: said(lastStatus), error: lastErrorCode ?? null },
  ]
}

// The model says Success, what is sent says SUCCESS (AWS CLI reference, describe-configuration-recorder-status).
const said = (status: string | null | undefined): string | null => status?.toUpperCase() ?? null

// Recorders from before there were strategies have none: then allSupported decides.
const recordedBy = ({
  allSupported,
  resourceTypes,
  exclusionByResourceTypes,
  recordingStrategy,
}: z.infer<typeof group>): Recorded => {
  switch (recordingStrategy?.useOnly) {
    case 'ALL_SUPPORTED_RESOURCE_TYPES':
      return { allBut: [] }
    case 'EXCLUSION_BY_RESOURCE_TYPES': {
      const excluded = exclusionByResourceTypes?.resourceTypes
      if (!excluded) throw notDocumented('config:DescribeConfigurationRecorders', 'an exclusion of nothing')
      return { allBut: excluded.toSorted() }
    }
    case 'INCLUSION_BY_RESOURCE_TYPES':
      return { only: (resourceTypes ?? []).toSorted() }
    default:
      return allSupported ? { allBut: [] } : { only: (resourceTypes ?? []).toSorted() }
  }
}
