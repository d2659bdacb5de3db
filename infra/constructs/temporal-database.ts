import { Annotations, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  CaCertificate,
  Credentials,
  DatabaseInstance,
  DatabaseInstanceEngine,
  DatabaseSecret,
  ParameterGroup,
  PostgresEngineVersion,
  StorageType,
} from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { SelfHostedTemporal } from '../config/parts.ts';
import type { Config } from '../config/schema.ts';
import { acknowledge } from '../nag/acknowledge.ts';
import type { NetworkPlaces } from './network-places.ts';
import { POSTGRES_PORT } from './ports.ts';
import { rdsRootOf } from './rds-root.ts';

export interface TemporalDatabaseProps {
  readonly config: Config;
  readonly settings: SelfHostedTemporal;
  readonly network: NetworkPlaces;
}

/** Of the instance in RDS. @param name of the deployment */
export function databaseName(name: string): string {
  return `${name}-temporal`;
}

/** Of the user that owns both databases. */
export const DATABASE_USER = 'temporal';

/**
 * PostgreSQL for Temporal: every job that runs is in it. Encrypted, with backups to any second, in subnets without a way out, and
 * reached by Temporal alone.
 */
export class TemporalDatabase extends Construct {
  readonly host: string;
  /** JSON with a key `password`. */
  readonly secret: ISecret;
  /** PEM of who signs its certificate; undefined where that is not known, and the certificate is not checked. */
  readonly authority: string | undefined;

  constructor(scope: Construct, id: string, { config, settings, network }: TemporalDatabaseProps) {
    super(scope, id);
    const keep = config.data === 'keep';
    this.secret = new DatabaseSecret(this, 'Secret', { username: DATABASE_USER });
    const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });
    const instanceIdentifier = databaseName(config.name);
    const instance = new DatabaseInstance(this, 'Postgres', {
      // Its log group has to be there before it, and so its name.
      instanceIdentifier,
      engine,
      instanceType: new InstanceType(settings.databaseInstance),
      vpc: network.vpc,
      vpcSubnets: network.isolatedSubnets,
      securityGroups: [network.groups.database],
      port: POSTGRES_PORT,
      credentials: Credentials.fromSecret(this.secret),
      multiAz: settings.multiAz,
      storageType: StorageType.GP3,
      allocatedStorage: settings.storageGib,
      maxAllocatedStorage: 4 * settings.storageGib,
      storageEncrypted: true,
      // The default from PostgreSQL 15 on, written down lest it be lost.
      parameterGroup: new ParameterGroup(this, 'Parameters', { engine, parameters: { 'rds.force_ssl': '1' } }),
      // A week of it costs nothing.
      enablePerformanceInsights: true,
      backupRetention: Duration.days(settings.backupDays),
      copyTagsToSnapshot: true,
      autoMinorVersionUpgrade: true,
      caCertificate: CaCertificate.RDS_CA_RSA2048_G1,
      cloudwatchLogsExports: ['postgresql'],
      deletionProtection: keep,
      removalPolicy: keep ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
    });
    // RDS would make it itself, and keep what is in it for ever.
    const logs = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/rds/instance/${instanceIdentifier}/postgresql`,
      retention: config.observability.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    instance.node.addDependency(logs);
    this.host = instance.dbInstanceEndpointAddress;
    this.authority = rdsRootOf(Stack.of(this).region);
    if (this.authority === undefined) {
      Annotations.of(this).addInfo(
        'The connections of Temporal to its database are encrypted, and the certificate is not checked: for that, say the region in the configuration.',
      );
    }
    acknowledge(this, {
      SMG4: 'Temporal reads its password when it starts: a rotation that nobody sees would cut it off. docs/aws.md says how it is done.',
      RDS11: 'Its port is reached by Temporal alone; another number would hide nothing.',
      ...(settings.multiAz ? {} : { RDS3: 'temporal.multiAz is off in the configuration.' }),
      ...(keep ? {} : { RDS10: 'data is destroy in the configuration.' }),
    });
  }
}
