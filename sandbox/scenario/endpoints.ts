// VPC endpoints of the demo: a gateway for S3, interfaces for everything else.
import type { NetworkState } from '../world/network.ts'
import { account, daysAgo, hex } from './seed.ts'

// As the API writes it; its model says `Available`.
const available: string = 'available'

type Place = { VpcId: string; subnetIds: string[]; tables: string[]; group: string; label: string }

export const endpointsOf = (region: string, services: string[], place: Place): NetworkState['vpcEndpoints'] =>
  services.map((service) => {
    const ServiceName = `com.amazonaws.${region}.${service}`
    const VpcEndpointId = endpointId(place.label, service)
    const isGateway = service === 's3'
    return {
      VpcEndpointId,
      VpcEndpointType: isGateway ? ('Gateway' as const) : ('Interface' as const),
      VpcId: place.VpcId,
      ServiceName,
      State: available as 'Available',
      PolicyDocument: '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}',
      RouteTableIds: isGateway ? place.tables : [],
      SubnetIds: isGateway ? [] : place.subnetIds,
      Groups: isGateway ? [] : [{ GroupId: place.group, GroupName: 'eks-cluster-sg' }],
      PrivateDnsEnabled: !isGateway,
      RequesterManaged: false,
      NetworkInterfaceIds: isGateway ? [] : place.subnetIds.map((id) => `eni-0${hex(`${VpcEndpointId}/${id}`, 16)}`),
      DnsEntries: isGateway
        ? []
        : [
            {
              DnsName: `${VpcEndpointId}-${hex(VpcEndpointId, 8)}.${service}.${region}.vpce.amazonaws.com`,
              HostedZoneId: `Z${hex(VpcEndpointId, 13).toUpperCase()}`,
            },
          ],
      CreationTimestamp: daysAgo(`endpoint/${VpcEndpointId}`, 240),
      Tags: [{ Key: 'Name', Value: service }],
      OwnerId: account,
      ServiceRegion: region,
    }
  })

/** By place and service, so that a cluster can name it. */
export const endpointId = (label: string, service: string): string => `vpce-0${hex(`${label}/vpce/${service}`, 16)}`
