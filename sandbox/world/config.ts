// AWS Config in one region: its recorders, and the channel by which they deliver.
import type {
  ConfigurationRecorder,
  ConfigurationRecorderStatus,
  DeliveryChannelStatus,
} from '@aws-sdk/client-config-service'
import type { OnWire } from '../world.ts'

export type RecorderState = {
  recorder: OnWire<ConfigurationRecorder> & { arn: string; name: string }
  status: OnWire<ConfigurationRecorderStatus>
}

/** A region takes one recorder of the customer's, one per service that keeps its own, and one channel. */
export type ConfigState = { recorders: RecorderState[]; channels: (OnWire<DeliveryChannelStatus> & { name: string })[] }
