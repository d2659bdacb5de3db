import { Fn, Stack, type StackProps } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  type SubnetConfiguration,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { Config } from '../config/schema.ts';
import { Firewall } from '../constructs/firewall.ts';
import { logGroup } from '../constructs/log-group.ts';
import type { NetworkPlaces } from '../constructs/network-places.ts';
import { acknowledge } from '../nag/acknowledge.ts';

export interface NetworkStackProps extends StackProps {
  readonly config: Config;
}

/** What tasks and instances need of AWS where there is no way to the internet. S3 has its own, which costs nothing. */
const SERVICES = {
  EcrApi: InterfaceVpcEndpointAwsService.ECR,
  EcrDocker: InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  Monitoring: InterfaceVpcEndpointAwsService.CLOUDWATCH_MONITORING,
  Secrets: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  Queues: InterfaceVpcEndpointAwsService.SQS,
  Ecs: InterfaceVpcEndpointAwsService.ECS,
  EcsAgent: InterfaceVpcEndpointAwsService.ECS_AGENT,
  EcsTelemetry: InterfaceVpcEndpointAwsService.ECS_TELEMETRY,
} as const;

const MOST_ZONES = 3;
/** How many addresses a subnet has: 2^(32 − 20) = 4,096, fewer in a VPC smaller than /16. */
const SUBNET_MASK = 20;

/** The VPC, how it reaches what is outside, and who may talk to whom. */
export class NetworkStack extends Stack {
  readonly places: NetworkPlaces;

  constructor(scope: Construct, id: string, { config, ...props }: NetworkStackProps) {
    super(scope, id, props);
    const { network } = config;
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(network.cidr),
      maxAzs: network.availabilityZones,
      // Their addresses are kept free, so that a zone can be added later.
      reservedAzs: MOST_ZONES - network.availabilityZones,
      natGateways: network.egress === 'nat' ? network.natGateways : 0,
      subnetConfiguration: subnets(config),
      gatewayEndpoints: { S3: { service: GatewayVpcEndpointAwsService.S3 } },
    });
    const firewall = new Firewall(this, 'Firewall', { vpc, config });
    if (network.egress === 'endpoints') {
      for (const [name, service] of Object.entries(SERVICES)) {
        vpc.addInterfaceEndpoint(name, {
          service,
          open: false,
          securityGroups: [firewall.endpoints],
          subnets: { subnetGroupName: 'tasks' },
        });
      }
    }
    if (network.flowLogs) {
      vpc.addFlowLog('Rejected', {
        trafficType: FlowLogTrafficType.REJECT,
        destination: FlowLogDestination.toCloudWatchLogs(logGroup(this, 'FlowLogs', 'network', config)),
      });
    } else {
      acknowledge(vpc, { VPC7: 'network.flowLogs is off in the configuration.' });
    }
    this.places = {
      vpc,
      groups: firewall.groups,
      taskSubnets: { subnetGroupName: 'tasks' },
      isolatedSubnets: { subnetGroupName: 'data' },
      assignPublicIp: network.egress === 'publicIp',
    };
  }

  /** Tokens, also where the account is known: a lookup would need credentials at synth. */
  override get availabilityZones(): string[] {
    return Array.from({ length: MOST_ZONES }, (_, index) => Fn.select(index, Fn.getAzs()));
  }
}

function subnets({ network, gateway }: Config): SubnetConfiguration[] {
  const cidrMask = Math.max(SUBNET_MASK, Number(network.cidr.split('/')[1]) + 4);
  const tasks = {
    publicIp: SubnetType.PUBLIC,
    nat: SubnetType.PRIVATE_WITH_EGRESS,
    endpoints: SubnetType.PRIVATE_ISOLATED,
  }[network.egress];
  // For NAT gateways, and a load balancer that faces the internet.
  const edge = network.egress === 'nat' || gateway.loadBalancer?.internetFacing;
  return [
    { name: 'tasks', subnetType: tasks, cidrMask },
    { name: 'data', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: cidrMask + 2 },
    ...(edge ? [{ name: 'edge', subnetType: SubnetType.PUBLIC, cidrMask: cidrMask + 2 }] : []),
  ];
}
