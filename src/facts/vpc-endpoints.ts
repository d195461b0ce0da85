// VPC endpoints of a region: through which a VPC reaches a service of AWS without the internet.
import * as z from 'zod/mini'
import { answers, by } from '../answers/answers.ts'
import { networkFact } from './of-network.ts'

const text = z.string()
const Page = z.object({
  VpcEndpoints: z.array(
    z.object({
      VpcEndpointId: text,
      VpcId: text,
      VpcEndpointType: text,
      State: text,
      // Endpoints of resources and of service networks have none.
      ServiceName: z.nullish(text),
      ServiceRegion: z.nullish(text),
      RouteTableIds: z.nullish(z.array(text)),
      PrivateDnsEnabled: z.nullish(z.boolean()),
      DnsOptions: z.nullish(z.object({ PrivateDnsOnlyForInboundResolverEndpoint: z.nullish(z.boolean()) })),
    }),
  ),
})

export type Endpoint = {
  id: string
  vpc: string
  /** The service's name, `s3` or `ecr.api`, and its region; null where it is no service of AWS. */
  service: { name: string; region: string } | null
  available: boolean
  /** A gateway serves the route tables that have it, an interface whoever its private name is resolved for. */
  by: { tables: string[] } | { privateName: boolean }
}

export const vpcEndpoints = networkFact('vpc-endpoints', ['ec2:DescribeVpcEndpoints'], (exchanges) =>
  [...answers(exchanges, 'ec2:DescribeVpcEndpoints', Page)]
    .flatMap(({ body }) => body.VpcEndpoints)
    .map((one): Endpoint => {
      const inward = one.DnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint === true
      return {
        id: one.VpcEndpointId,
        vpc: one.VpcId,
        service: serviceOf(one.ServiceName ?? '', one.ServiceRegion ?? null),
        // The model of the API writes `Available`, the API `available`.
        available: one.State.toLowerCase() === 'available',
        by:
          one.VpcEndpointType === 'Gateway'
            ? { tables: one.RouteTableIds ?? [] }
            : { privateName: one.PrivateDnsEnabled === true && !inward },
      }
    })
    .sort(by(({ id }) => id)),
)

// com.amazonaws.eu-west-1.ecr.api; in China some begin with `cn.`. com.amazonaws.vpce... is somebody's own service.
const serviceOf = (text: string, region: string | null): Endpoint['service'] => {
  const [, place, name] = /^(?:cn\.)?com\.amazonaws\.([a-z]+(?:-[a-z]+)+-\d)\.(.+)$/.exec(text) ?? []
  return place && name ? { name, region: region ?? place } : null
}
