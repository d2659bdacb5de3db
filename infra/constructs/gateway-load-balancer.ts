import { CfnOutput, Duration, SecretValue } from 'aws-cdk-lib';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationTargetGroup,
  ListenerAction,
  ListenerCertificate,
  Protocol,
  SslPolicy,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { LoadBalancerConfig } from '../config/parts.ts';
import type { Config } from '../config/schema.ts';
import { acknowledge } from '../nag/acknowledge.ts';
import { LOAD_BALANCER_LOGS } from './access-logs.ts';
import type { NetworkPlaces } from './network-places.ts';
import { GATEWAY_PORT } from './ports.ts';

export interface GatewayLoadBalancerProps {
  readonly config: Config;
  readonly settings: LoadBalancerConfig;
  readonly network: NetworkPlaces;
  /** Its container has the gateway's port mapped. */
  readonly service: FargateService;
  /** @default requests are not logged */
  readonly accessLogs?: IBucket;
}

/** Events are sent at least once in this time, so that a page that watches a job is not cut off. */
const IDLE = Duration.seconds(120);

/** HTTPS in front of the gateway, for whoever may connect and has logged in. All its rules of the network are in the firewall. */
export class GatewayLoadBalancer extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { config, settings, network, service, accessLogs }: GatewayLoadBalancerProps,
  ) {
    super(scope, id);
    // What replaces a load balancer replaces all of this: a target group serves one load balancer, and the new comes before the old goes.
    const parts = new Construct(this, settings.internetFacing ? 'Public' : 'Internal');
    const balancer = new ApplicationLoadBalancer(parts, 'Balancer', {
      vpc: network.vpc,
      internetFacing: settings.internetFacing,
      vpcSubnets:
        settings.internetFacing && !network.assignPublicIp ? { subnetGroupName: 'edge' } : network.taskSubnets,
      securityGroup: network.groups.loadBalancer,
      dropInvalidHeaderFields: true,
      deletionProtection: config.data === 'keep',
      idleTimeout: IDLE,
    });
    if (accessLogs) {
      // The construct's own method wants to know the region; the bucket lets the load balancers of this account write.
      balancer.setAttribute('access_logs.s3.enabled', 'true');
      balancer.setAttribute('access_logs.s3.bucket', accessLogs.bucketName);
      balancer.setAttribute('access_logs.s3.prefix', LOAD_BALANCER_LOGS);
    } else acknowledge(balancer, { ELB2: 'storage.accessLogs is off in the configuration.' });
    balancer.addListener('Http', {
      port: 80,
      open: false,
      defaultAction: ListenerAction.redirect({ protocol: 'HTTPS', port: '443', permanent: true }),
    });
    const gateway = new ApplicationTargetGroup(parts, 'Gateway', {
      vpc: network.vpc,
      port: GATEWAY_PORT,
      protocol: ApplicationProtocol.HTTP,
      targetType: TargetType.IP,
      targets: [service],
      deregistrationDelay: Duration.seconds(30),
      healthCheck: {
        path: '/healthz',
        protocol: Protocol.HTTP,
        interval: Duration.seconds(15),
        healthyThresholdCount: 2,
      },
    });
    balancer.addListener('Https', {
      port: 443,
      open: false,
      sslPolicy: SslPolicy.RECOMMENDED_TLS,
      certificates: [ListenerCertificate.fromArn(settings.certificateArn)],
      defaultAction: entry(settings, gateway),
    });
    new CfnOutput(this, 'Address', {
      value: `https://${balancer.loadBalancerDnsName}`,
      description: 'The gateway; point your domain name here',
    });
  }
}

/** Straight to the gateway, or by way of the identity provider. Its secret is read by CloudFormation, and is in no template. */
function entry({ auth }: LoadBalancerConfig, gateway: ApplicationTargetGroup): ListenerAction {
  const next = ListenerAction.forward([gateway]);
  if (auth.kind === 'none') return next;
  const { clientSecret, issuer, authorizationEndpoint, tokenEndpoint, userInfoEndpoint, clientId } = auth;
  return ListenerAction.authenticateOidc({
    issuer,
    authorizationEndpoint,
    tokenEndpoint,
    userInfoEndpoint,
    clientId,
    clientSecret: SecretValue.secretsManager(clientSecret),
    next,
  });
}
