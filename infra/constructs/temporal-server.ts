import { readFileSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
import {
  AvailabilityZoneRebalancing,
  AwsLogDriverMode,
  Capability,
  ContainerDependencyCondition,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  type ICluster,
  LinuxParameters,
  LogDriver,
  OperatingSystemFamily,
  Secret,
} from 'aws-cdk-lib/aws-ecs';
import { DnsRecordType, PrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { Construct } from 'constructs';
import type { SelfHostedTemporal } from '../config/parts.ts';
import type { Config } from '../config/schema.ts';
import { ON_DEMAND } from './capacity-strategies.ts';
import { logGroup } from './log-group.ts';
import type { NetworkPlaces } from './network-places.ts';
import { POSTGRES_PORT, TEMPORAL_PORT } from './ports.ts';
import { SERVICE_DEFAULTS } from './service-defaults.ts';
import { registryImage } from './service-image.ts';
import { taskRoles } from './task-roles.ts';
import { privateZone } from './temporal-connection.ts';
import { DATABASE_USER, type TemporalDatabase } from './temporal-database.ts';

export interface TemporalServerProps {
  readonly config: Config;
  readonly settings: SelfHostedTemporal;
  readonly network: NetworkPlaces;
  readonly cluster: ICluster;
  readonly database: TemporalDatabase;
}

/** Where the server finds its dynamic configuration; the folder is a volume of the task. */
const SETTINGS = '/etc/fanout';
/** Who signs the certificate of the database; in the same folder. */
const AUTHORITY = `${SETTINGS}/database-authority.pem`;
/** All that Fargate may wait (ContainerDefinition.startTimeout). ECS then starts the task anew, and the script goes on where it was. */
const SCHEMA_TIME = Duration.minutes(2);
const ofCompose = (file: string) => readFileSync(new URL(`../../docker/temporal/${file}`, import.meta.url), 'utf8');

/**
 * A Temporal server, all of it in one task: as in compose, with RDS for a database. Not highly available: while its task is
 * replaced (a minute), workers go on with what they have, and wait. Deployments that cannot have that use Temporal Cloud.
 */
export class TemporalServer extends Construct {
  constructor(scope: Construct, id: string, { config, settings, network, cluster, database }: TemporalServerProps) {
    super(scope, id);
    const name = `${config.name}-temporal`;
    const logs = logGroup(this, 'Logs', 'temporal', config);
    const task = new FargateTaskDefinition(this, 'Task', {
      family: name,
      cpu: settings.cpu,
      memoryLimitMiB: settings.memory,
      runtimePlatform: { cpuArchitecture: CpuArchitecture.X86_64, operatingSystemFamily: OperatingSystemFamily.LINUX },
      volumes: [{ name: 'settings' }],
      ...taskRoles(this, { name, permissions: [] }),
    });
    const password = Secret.fromSecretsManager(database.secret, 'password');
    const logging = (streamPrefix: string): LogDriver =>
      LogDriver.awsLogs({ logGroup: logs, streamPrefix, mode: AwsLogDriverMode.NON_BLOCKING });

    const schema = task.addContainer('Schema', {
      containerName: 'schema',
      image: registryImage(this, 'SchemaImage', settings.adminToolsImage),
      essential: false,
      // An empty volume is root's, and only the file that is put there is: without a capability, on a root file system that is read.
      user: '0:0',
      ...hardened(task, 'SchemaLinux'),
      environment: {
        SQL_PLUGIN: 'postgres12',
        SQL_HOST: database.host,
        SQL_PORT: String(POSTGRES_PORT),
        SQL_USER: DATABASE_USER,
        SQL_TLS: 'true',
        ...(database.authority ? { SQL_TLS_CA_FILE: AUTHORITY } : { SQL_TLS_DISABLE_HOST_VERIFICATION: 'true' }),
        FANOUT_DATABASE_AUTHORITY: database.authority ?? '',
        FANOUT_DYNAMIC_CONFIG: ofCompose('dynamic.yaml'),
      },
      secrets: { SQL_PASSWORD: password },
      entryPoint: ['sh', '-euc'],
      command: [
        `printf '%s' "$FANOUT_DYNAMIC_CONFIG" > ${SETTINGS}/dynamic.yaml
         printf '%s' "$FANOUT_DATABASE_AUTHORITY" > ${AUTHORITY}
         ${ofCompose('schema.sh')}`,
      ],
      startTimeout: SCHEMA_TIME,
      logging: logging('schema'),
    });
    schema.addMountPoints({ sourceVolume: 'settings', containerPath: SETTINGS, readOnly: false });

    const server = task.addContainer('Server', {
      containerName: 'temporal',
      image: registryImage(this, 'ServerImage', settings.serverImage),
      ...hardened(task, 'ServerLinux'),
      environment: {
        DB: 'postgres12',
        DB_PORT: String(POSTGRES_PORT),
        POSTGRES_SEEDS: database.host,
        POSTGRES_USER: DATABASE_USER,
        SQL_TLS_ENABLED: 'true',
        ...(database.authority
          ? { SQL_CA: AUTHORITY, SQL_HOST_VERIFICATION: 'true' }
          : { SQL_HOST_VERIFICATION: 'false' }),
        // Each of the four services in the task has its own: 60 together, of the hundred of the smallest database.
        SQL_MAX_CONNS: '10',
        SQL_MAX_IDLE_CONNS: '10',
        SQL_VIS_MAX_CONNS: '5',
        SQL_VIS_MAX_IDLE_CONNS: '5',
        BIND_ON_IP: '0.0.0.0',
        // All of the server is in this one container, and there is never a second.
        TEMPORAL_BROADCAST_ADDRESS: '127.0.0.1',
        NUM_HISTORY_SHARDS: String(settings.historyShards),
        DYNAMIC_CONFIG_FILE_PATH: `${SETTINGS}/dynamic.yaml`,
        TEMPORAL_ALLOW_NO_AUTH: 'true',
        LOG_LEVEL: 'warn',
      },
      secrets: { POSTGRES_PWD: password },
      portMappings: [{ containerPort: TEMPORAL_PORT }],
      stopTimeout: Duration.seconds(30),
      healthCheck: {
        // The image has no client. Port 7233 (0x1C41) that is listened on (0A), as in compose.
        command: ['CMD-SHELL', 'grep -Eq ":1C41 [0-9A-F]+:0000 0A" /proc/net/tcp /proc/net/tcp6'],
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        startPeriod: Duration.seconds(120),
        retries: 3,
      },
      logging: logging('temporal'),
    });
    server.addMountPoints({ sourceVolume: 'settings', containerPath: SETTINGS, readOnly: true });
    server.addContainerDependencies({ container: schema, condition: ContainerDependencyCondition.SUCCESS });

    const service = new FargateService(this, 'Service', {
      serviceName: name,
      cluster,
      taskDefinition: task,
      vpcSubnets: network.taskSubnets,
      assignPublicIp: network.assignPublicIp,
      securityGroups: [network.groups.temporal],
      capacityProviderStrategies: [...ON_DEMAND],
      desiredCount: 1,
      // One at a time: two would both own all of the database, and neither knows of the other.
      minHealthyPercent: 0,
      maxHealthyPercent: 100,
      // It would start the second before it ends the first.
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.DISABLED,
      ...SERVICE_DEFAULTS,
    });
    service.enableCloudMap({
      name: 'temporal',
      cloudMapNamespace: new PrivateDnsNamespace(this, 'Names', { name: privateZone(config.name), vpc: network.vpc }),
      dnsRecordType: DnsRecordType.A,
      dnsTtl: Duration.seconds(10),
    });
  }
}

function hardened(task: FargateTaskDefinition, id: string) {
  const linuxParameters = new LinuxParameters(task, id);
  linuxParameters.dropCapabilities(Capability.ALL);
  return { readonlyRootFilesystem: true, privileged: false, linuxParameters };
}
