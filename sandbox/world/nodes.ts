// What EC2 has of one cluster's nodes, and what a region gives new instances.
import type { Image, Instance, LaunchTemplateVersion, Volume } from '@aws-sdk/client-ec2'
import type { OnWire } from '../world.ts'

/** Gone with the cluster. Images belong to who made them, and are listed in each cluster that uses them. */
export type NodesState = {
  instances: (OnWire<Instance> & { InstanceId: string; ImageId: string })[]
  volumes: (OnWire<Volume> & { VolumeId: string })[]
  images: (OnWire<Image> & { ImageId: string })[]
  templates: (OnWire<LaunchTemplateVersion> & { LaunchTemplateId: string; VersionNumber: number })[]
}

export type InstanceDefaults = {
  encrypted: boolean
  metadata: { HttpTokens?: string; HttpPutResponseHopLimit?: number; ManagedBy: string }
}

/** As an account has it that never touched them. */
export const usualDefaults = (): InstanceDefaults => ({ encrypted: false, metadata: { ManagedBy: 'account' } })
