import { type ISecurityGroup, type IVpc, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { Config } from '../config/schema.ts';
import { acknowledge } from '../nag/acknowledge.ts';
import type { SecurityGroups } from './network-places.ts';
import { GATEWAY_PORT, POSTGRES_PORT, TEMPORAL_PORT } from './ports.ts';

export interface FirewallProps {
  readonly vpc: IVpc;
  readonly config: Config;
}

const HTTPS = Port.tcp(443);

/**
 * All security groups of a deployment and every rule between them, by reference. Nothing comes in from outside but what the
 * load balancer is configured to take. What goes out: HTTPS (AWS, images, sources and webhooks on the web), and Temporal.
 */
export class Firewall extends Construct {
  readonly groups: SecurityGroups;
  /** Of interface endpoints. */
  readonly endpoints: ISecurityGroup;

  constructor(scope: Construct, id: string, { vpc, config }: FirewallProps) {
    super(scope, id);
    const group = (name: string, description: string) =>
      new SecurityGroup(this, name, { vpc, description, allowAllOutbound: false });
    const workers = group('Workers', 'Workflow, metadata and transcode workers');
    const scaler = group('Scaler', 'Looks at the queues of Temporal');
    const gateway = group('Gateway', 'Serves streams and the API');
    const loadBalancer = group('LoadBalancer', 'In front of the gateway');
    const temporal = group('Temporal', 'Temporal server');
    const database = group('Database', 'Database of Temporal');
    const endpoints = group('Endpoints', 'Interface endpoints of AWS services');
    this.groups = { workers, scaler, gateway, loadBalancer, temporal, database };
    this.endpoints = endpoints;

    const clients = [workers, scaler, gateway];
    for (const client of [...clients, temporal]) {
      client.addEgressRule(Peer.anyIpv4(), HTTPS, 'AWS, container images, sources and webhooks on the web');
      endpoints.addIngressRule(client, HTTPS, 'AWS services');
    }
    for (const client of clients) allowTemporal(client, temporal, config);
    for (const client of clients) allowTraces(client, config);
    if (config.temporal.kind === 'selfHosted') {
      for (const cidr of config.temporal.operatorsFrom)
        temporal.addIngressRule(Peer.ipv4(cidr), Port.tcp(TEMPORAL_PORT), 'Operators');
    }
    connect(temporal, database, Port.tcp(POSTGRES_PORT), 'PostgreSQL');
    connect(loadBalancer, gateway, Port.tcp(GATEWAY_PORT), 'Requests');
    this.#openLoadBalancer(loadBalancer, config);
  }

  #openLoadBalancer(loadBalancer: SecurityGroup, { gateway }: Config): void {
    const settings = gateway.loadBalancer;
    if (!settings) return;
    for (const cidr of settings.allowFrom) {
      loadBalancer.addIngressRule(Peer.ipv4(cidr), HTTPS, 'Users');
      // Only to be told to come back by HTTPS.
      loadBalancer.addIngressRule(Peer.ipv4(cidr), Port.tcp(80), 'Users, redirected');
    }
    // It asks the identity provider for tokens itself.
    if (settings.auth.kind === 'oidc') loadBalancer.addEgressRule(Peer.anyIpv4(), HTTPS, 'Identity provider');
    if (settings.allowFrom.includes('0.0.0.0/0'))
      acknowledge(loadBalancer, {
        EC23: 'gateway.loadBalancer.allowFrom says so: users come from anywhere, and have to log in.',
      });
  }
}

function allowTemporal(client: SecurityGroup, server: SecurityGroup, { temporal }: Config): void {
  const port = temporal.kind === 'selfHosted' ? TEMPORAL_PORT : Number(temporal.address.split(':').at(-1));
  const inside =
    temporal.kind === 'selfHosted' || (temporal.kind === 'cloud' && temporal.privateLinkService !== undefined);
  if (inside) connect(client, server, Port.tcp(port), 'Temporal');
  else client.addEgressRule(Peer.anyIpv4(), Port.tcp(port), 'Temporal');
}

/** To the collector of traces, wherever it is. */
function allowTraces(client: SecurityGroup, { observability: { otlpEndpoint } }: Config): void {
  if (otlpEndpoint === null) return;
  const { port, protocol } = new URL(otlpEndpoint);
  const number = Number(port || (protocol === 'https:' ? 443 : 80));
  if (number !== 443) client.addEgressRule(Peer.anyIpv4(), Port.tcp(number), 'Collector of traces');
}

function connect(from: SecurityGroup, to: SecurityGroup, port: Port, description: string): void {
  from.addEgressRule(to, port, description);
  to.addIngressRule(from, port, description);
}
