import { Stack, type StackProps } from 'aws-cdk-lib';
import type { ICluster } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { Config } from '../config/schema.ts';
import type { NetworkPlaces } from '../constructs/network-places.ts';
import { TemporalDatabase } from '../constructs/temporal-database.ts';
import { TemporalPrivateLink } from '../constructs/temporal-private-link.ts';
import { TemporalServer } from '../constructs/temporal-server.ts';

export interface TemporalStackProps extends StackProps {
  readonly config: Config;
  readonly network: NetworkPlaces;
  readonly cluster: ICluster;
}

/** Whether a deployment has something of Temporal's in its own account. */
export function needsTemporalStack({ temporal }: Config): boolean {
  return temporal.kind === 'selfHosted' || (temporal.kind === 'cloud' && temporal.privateLinkService !== undefined);
}

/** A Temporal server and its database, or the private way to Temporal Cloud. */
export class TemporalStack extends Stack {
  constructor(scope: Construct, id: string, { config, network, cluster, ...props }: TemporalStackProps) {
    super(scope, id, props);
    const { temporal } = config;
    if (temporal.kind === 'selfHosted') {
      const database = new TemporalDatabase(this, 'Database', { config, settings: temporal, network });
      new TemporalServer(this, 'Server', { config, settings: temporal, network, cluster, database });
    } else if (temporal.kind === 'cloud' && temporal.privateLinkService) {
      new TemporalPrivateLink(this, 'PrivateLink', {
        address: temporal.address,
        service: temporal.privateLinkService,
        network,
      });
    }
  }
}
