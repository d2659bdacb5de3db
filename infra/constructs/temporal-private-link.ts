import { InterfaceVpcEndpoint, InterfaceVpcEndpointService } from 'aws-cdk-lib/aws-ec2';
import { ARecord, PrivateHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { InterfaceVpcEndpointTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { NetworkPlaces } from './network-places.ts';

export interface TemporalPrivateLinkProps {
  /** Of the namespace in Temporal Cloud: host:port. */
  readonly address: string;
  /** Temporal Cloud's endpoint service in the region of the deployment. */
  readonly service: string;
  readonly network: NetworkPlaces;
}

/** Temporal Cloud by a private way: an endpoint in the VPC, and a name for it that only the VPC knows. */
export class TemporalPrivateLink extends Construct {
  constructor(scope: Construct, id: string, { address, service, network }: TemporalPrivateLinkProps) {
    super(scope, id);
    const [host = '', port = ''] = address.split(':');
    const endpoint = new InterfaceVpcEndpoint(this, 'Endpoint', {
      vpc: network.vpc,
      service: new InterfaceVpcEndpointService(service, Number(port)),
      subnets: network.taskSubnets,
      securityGroups: [network.groups.temporal],
      privateDnsEnabled: false,
      open: false,
    });
    const zone = new PrivateHostedZone(this, 'Zone', { zoneName: host, vpc: network.vpc });
    // An alias, for the name itself can have no CNAME.
    new ARecord(this, 'Name', { zone, target: RecordTarget.fromAlias(new InterfaceVpcEndpointTarget(endpoint)) });
  }
}
