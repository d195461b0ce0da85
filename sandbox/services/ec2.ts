// Amazon EC2: the network, and what runs in it. Its Describe operations know no resource: a policy allows them on `*` alone.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
import type { Service } from '../service.ts'
import type { World } from '../world.ts'
import { networkElements, networkOperations, prefixListArn } from './ec2-network.ts'
import { nodeElements, nodeOperations } from './ec2-nodes.ts'

export const ec2Service = (world: World): Service => ({
  name: 'ec2',
  protocol: 'ec2',
  namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  elements: { ...networkElements, ...nodeElements },
  resource: (call) => (call.operation === 'GetManagedPrefixListEntries' ? prefixListArn(world, call) : '*'),
  operations: { ...networkOperations(world), ...nodeOperations(world) },
})
