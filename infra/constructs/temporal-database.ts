import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import {
  CaCertificate,
  Credentials,
  DatabaseInstance,
  DatabaseInstanceEngine,
  DatabaseSecret,
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

export interface TemporalDatabaseProps {
  readonly config: Config;
  readonly settings: SelfHostedTemporal;
  readonly network: NetworkPlaces;
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

  constructor(scope: Construct, id: string, { config, settings, network }: TemporalDatabaseProps) {
    super(scope, id);
    const keep = config.data === 'keep';
    this.secret = new DatabaseSecret(this, 'Secret', { username: DATABASE_USER });
    const instance = new DatabaseInstance(this, 'Postgres', {
      engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 }),
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
      backupRetention: Duration.days(settings.backupDays),
      copyTagsToSnapshot: true,
      autoMinorVersionUpgrade: true,
      caCertificate: CaCertificate.RDS_CA_RSA2048_G1,
      cloudwatchLogsExports: ['postgresql'],
      deletionProtection: keep,
      removalPolicy: keep ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
    });
    this.host = instance.dbInstanceEndpointAddress;
    acknowledge(this, {
      SMG4: 'Temporal reads its password when it starts: a rotation that nobody sees would cut it off. docs/aws.md says how it is done.',
      RDS11: 'Its port is reached by Temporal alone; another number would hide nothing.',
      ...(settings.multiAz ? {} : { RDS3: 'temporal.multiAz is off in the configuration.' }),
      ...(keep ? {} : { RDS10: 'data is destroy in the configuration.' }),
    });
  }
}
