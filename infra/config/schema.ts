import { z } from 'zod';

/*
 * All that can be said about a deployment, with what holds where nothing is said. Unknown keys are errors. The rules that
 * need knowledge of AWS (regions, instance types) are in rules.ts.
 */

const arn = (service: string) =>
  z.string().regex(new RegExp(`^arn:aws[a-z-]*:${service}:`), `must be the ARN of something of ${service}`);
const count = (most: number) => z.number().int().min(0).max(most);

/** The name or ARN of a secret in Secrets Manager. Never the secret itself. */
const secret = z.string().min(1).max(2_048).describe('name or ARN of a secret in Secrets Manager');

const scale = (min: number, max: number, most = 1_000) =>
  z
    .strictObject({
      min: count(most).default(min).describe('tasks that are always there; 0: none while there is no work'),
      max: z.number().int().min(1).max(most).default(max).describe('tasks at most'),
    })
    .prefault({});

const network = z
  .strictObject({
    cidr: z.cidrv4().default('10.42.0.0/16').describe('addresses of the VPC, /16 to /20'),
    availabilityZones: z
      .number()
      .int()
      .min(2)
      .max(3)
      .default(2)
      .describe('zones that tasks and the database are spread over'),
    /**
     * How tasks reach what is not in the VPC. S3 always goes through a gateway endpoint, which costs nothing.
     * `publicIp`: public subnets, an address for each task ($0.005 an hour each), nothing may come in.
     * `nat`: private subnets behind NAT gateways ($0.045 an hour each, and $0.045 a GB that is not S3).
     * `endpoints`: isolated subnets, no way to the internet; an interface endpoint for each service that is needed
     * ($0.01 an hour each in each zone). Temporal has to be in the VPC or behind PrivateLink.
     */
    egress: z
      .enum(['publicIp', 'nat', 'endpoints'])
      .default('nat')
      .describe(
        'how tasks reach what is not in the VPC: publicIp gives each an address, nat hides them behind gateways, endpoints leaves them no way to the internet',
      ),
    natGateways: z
      .number()
      .int()
      .min(1)
      .max(3)
      .default(1)
      .describe('with egress nat; one for each zone to survive the loss of one'),
    flowLogs: z.boolean().default(true).describe('rejected connections, to CloudWatch'),
  })
  .prefault({});

const storage = z
  .strictObject({
    encryption: z.enum(['s3', 'kms']).default('kms').describe('kms: with a key of this deployment, $1 a month'),
    sourceDays: count(3_650).default(0).describe('sources are removed after so many days; 0: they stay'),
    encodedInfrequentDays: count(3_650)
      .default(0)
      .describe('results move to Infrequent Access after so many days (30 at least); 0: they stay'),
    accessLogs: z.boolean().default(true).describe('who read and wrote what, in a bucket of its own'),
    corsOrigins: z.array(z.string()).min(1).default(['*']).describe('web pages that may play from the buckets'),
    uploadEvents: z
      .strictObject({
        prefix: z
          .string()
          .min(1, 'must not be empty: jobs put objects of their own into this bucket')
          .default('uploads/')
          .describe('objects that appear in the bucket of sources under this are submitted'),
        profile: z.string().default('web').describe('the profile of such jobs'),
      })
      .nullable()
      .prefault({})
      .describe('submits what is put into the bucket of sources; null: nothing does'),
    cloudFront: z
      .strictObject({
        domainName: z.string().optional().describe('instead of one of cloudfront.net; point it there in your DNS'),
        certificateArn: arn('acm').optional().describe('in us-east-1, for the domain name'),
        priceClass: z
          .enum(['100', '200', 'all'])
          .default('100')
          .describe('where it is near to viewers: 100 North America and Europe, all everywhere'),
      })
      .nullable()
      .default(null)
      .describe('serves the bucket of results to the world; null: nothing does'),
  })
  .prefault({});

const temporal = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('cloud'),
    address: z
      .string()
      .regex(/^[a-z0-9.-]+:\d+$/, 'must be host:port')
      .describe('as Temporal Cloud shows it'),
    namespace: z
      .string()
      .regex(/^[a-z0-9-]+\.[a-z0-9]+$/, 'must be <namespace>.<account>')
      .describe('as Temporal Cloud shows it'),
    apiKeySecret: secret.optional(),
    certificateSecret: secret.optional().describe('JSON with the keys `certificate` and `key`, both PEM'),
    privateLinkService: z
      .string()
      .startsWith('com.amazonaws.vpce.')
      .optional()
      .describe("Temporal Cloud's endpoint service of the region"),
  }),
  z.strictObject({
    kind: z.literal('external'),
    address: z
      .string()
      .regex(/^[a-zA-Z0-9.-]+:\d+$/, 'must be host:port')
      .describe('of a server that exists'),
    namespace: z.string().min(1).describe('one that exists on it'),
    tls: z.boolean().default(true).describe('whether the connection is encrypted'),
    apiKeySecret: secret.optional(),
    certificateSecret: secret.optional().describe('JSON with the keys `certificate` and `key`, both PEM'),
  }),
  z.strictObject({
    kind: z.literal('selfHosted'),
    namespace: z.string().min(1).default('default').describe('is made at the first deployment'),
    serverImage: z.string().default('temporalio/server:1.32.0').describe('image of the server'),
    adminToolsImage: z
      .string()
      .default('temporalio/admin-tools:1.32.0')
      .describe('image that brings the database to the schema of the server'),
    historyShards: z.number().int().min(1).max(4_096).default(512).describe('fixed for the life of the database'),
    cpu: z.number().default(1_024).describe('units of 1/1024 vCPU'),
    memory: z.number().default(2_048).describe('MiB'),
    databaseInstance: z.string().default('t4g.micro').describe('instance type of RDS, without db.'),
    multiAz: z.boolean().default(false).describe('a second database in another zone stands by; twice the price'),
    storageGib: z.number().int().min(20).max(16_384).default(20).describe('GiB of disk of the database'),
    backupDays: z.number().int().min(1).max(35).default(7).describe('days that backups of the database are kept'),
  }),
]);

const workflow = z
  .strictObject({
    tasks: scale(1, 2),
    cpu: z.number().default(1_024).describe('units of 1/1024 vCPU'),
    memory: z.number().default(2_048).describe('MiB'),
  })
  .prefault({});

const metadata = z
  .strictObject({
    tasks: scale(1, 10),
    onDemandBase: count(50).default(0).describe('so many tasks on Fargate on demand, before Spot takes the others'),
    slots: z.number().int().min(1).max(64).default(4).describe('pieces of work that one task has at once'),
    cpu: z.number().default(1_024).describe('units of 1/1024 vCPU'),
    memory: z.number().default(4_096).describe('MiB; 900 MB for each slot, and the worker'),
    scratchGib: z
      .number()
      .int()
      .min(21)
      .max(200)
      .default(50)
      .describe('GiB of disk for each task, for files while they are worked at'),
    webhookSecret: secret.nullable().default(null).describe('what events are signed with; null: webhooks are refused'),
  })
  .prefault({});

const gpu = z.strictObject({
  kind: z.literal('gpu'),
  tasks: scale(0, 5, 500),
  instanceTypes: z
    .array(z.string())
    .min(1)
    .default(['g4dn.xlarge'])
    .describe('the smallest must hold a task; the first is the preferred one'),
  purchase: z
    .enum(['onDemand', 'spot'])
    .default('onDemand')
    .describe('spot is cheaper, and may be taken away with two minutes of notice'),
  onDemandBase: count(500).default(0).describe('with spot: so many instances on demand all the same'),
  gpus: z.number().int().min(1).max(8).default(1).describe('reserved for each task'),
  cpu: z.number().default(3_584).describe('units of 1/1024 vCPU, reserved for each task'),
  memory: z.number().default(12_288).describe('MiB, limit of each task'),
  slots: z.number().int().min(1).max(64).default(4).describe('pieces of work that one task has at once'),
  warmPool: count(100)
    .default(0)
    .describe('stopped instances that start in about a minute; their disks cost $0.08 a GB and month'),
  instanceWarmupSeconds: z
    .number()
    .int()
    .min(0)
    .max(600)
    .default(120)
    .describe('how long a new instance counts as starting'),
  instanceStep: z
    .number()
    .int()
    .min(1)
    .max(500)
    .nullable()
    .default(null)
    .describe('instances that are added at once, at least; null: a quarter of tasks.max'),
  terminationProtection: z
    .boolean()
    .default(true)
    .describe('instances with running tasks are not scaled in; off makes cdk destroy simpler'),
  diskGib: z.number().int().min(30).max(1_000).default(50).describe('root volume of each instance'),
  cpuFallback: z
    .strictObject({
      tasks: scale(0, 10),
      cpu: z.number().default(4_096).describe('units of 1/1024 vCPU'),
      memory: z.number().default(16_384).describe('MiB'),
      slots: z.number().int().min(1).max(64).default(2).describe('pieces of work that one task has at once'),
      scratchGib: z
        .number()
        .int()
        .min(21)
        .max(200)
        .default(50)
        .describe('GiB of disk for each task, for files while they are worked at'),
    })
    .prefault({})
    .describe('tasks without a graphics card, for what the cards cannot do'),
});

const cpuOnly = z.strictObject({
  kind: z.literal('cpu'),
  tasks: scale(0, 5),
  purchase: z
    .enum(['onDemand', 'spot'])
    .default('spot')
    .describe('Fargate on demand, or Fargate Spot, which may take a task away with two minutes of notice'),
  cpu: z.number().default(4_096).describe('units of 1/1024 vCPU'),
  memory: z.number().default(16_384).describe('MiB'),
  slots: z.number().int().min(1).max(64).default(2).describe('pieces of work that one task has at once'),
  scratchGib: z
    .number()
    .int()
    .min(21)
    .max(200)
    .default(50)
    .describe('GiB of disk for each task, for files while they are worked at'),
});

const scaling = z
  .strictObject({
    cooldownSeconds: z
      .number()
      .int()
      .min(0)
      .max(86_400)
      .default(300)
      .describe('how long fewer tasks must have been enough, before there are fewer'),
    ageLimitSeconds: z
      .number()
      .int()
      .min(1)
      .max(86_400)
      .default(300)
      .describe('work that has waited for longer asks for one task more'),
    everySeconds: z.number().int().min(5).max(60).default(10).describe('how often the scaler looks'),
  })
  .prefault({});

const gateway = z
  .strictObject({
    tasks: z.number().int().min(1).max(20).default(1).describe('tasks, always'),
    cpu: z.number().default(512).describe('units of 1/1024 vCPU'),
    memory: z.number().default(1_024).describe('MiB'),
    loadBalancer: z
      .strictObject({
        certificateArn: arn('acm').describe('in the region of the deployment'),
        internetFacing: z.boolean().default(true).describe('false: only from the VPC and what is connected with it'),
        allowFrom: z.array(z.cidrv4()).min(1).default(['0.0.0.0/0']).describe('who may connect'),
        auth: z
          .discriminatedUnion('kind', [
            z.strictObject({
              kind: z.literal('oidc'),
              issuer: z.url().describe('of the identity provider, as its discovery document says'),
              authorizationEndpoint: z.url().describe('from the same document'),
              tokenEndpoint: z.url().describe('from the same document'),
              userInfoEndpoint: z.url().describe('from the same document'),
              clientId: z.string().min(1).describe('what the identity provider calls the gateway'),
              clientSecret: secret,
            }),
            z.strictObject({ kind: z.literal('none') }).describe('only where it does not face the internet'),
          ])
          .describe('who may watch: oidc those that an identity provider knows, none everybody who gets there'),
      })
      .nullable()
      .default(null)
      .describe('null: nobody outside the VPC reaches the gateway'),
  })
  .prefault({});

const observability = z
  .strictObject({
    logDays: z
      .union([1, 3, 5, 7, 14, 30, 60, 90, 180, 365].map((days) => z.literal(days)))
      .default(30)
      .describe('days that logs are kept'),
    alarmEmail: z.email().nullable().default(null).describe('who is told of alarms'),
    containerInsights: z.boolean().default(false).describe('figures of each task, at the price of custom metrics'),
    otlpEndpoint: z.url().nullable().default(null).describe('a collector of traces that tasks reach; null: no traces'),
    dashboard: z.boolean().default(true).describe('$3 a month'),
    budget: z
      .strictObject({
        monthlyUsd: z.number().positive().describe('USD a month'),
        email: z.email().describe('who is told'),
      })
      .nullable()
      .default(null)
      .describe('tells when 80 % and 100 % of it are spent'),
  })
  .prefault({});

export const configSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,20}$/, 'must be 2 to 21 of a-z, 0-9 and -, and begin with a letter')
    .default('fanout')
    .describe('of the deployment: names of stacks, the cluster, services and metrics begin with it'),
  account: z
    .string()
    .regex(/^\d{12}$/, 'must be 12 digits')
    .nullable()
    .default(null)
    .describe('null: that of the credentials at the deployment'),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region, e.g. eu-west-1')
    .nullable()
    .default(null)
    .describe(
      'null: that of the credentials at the deployment; instance types and certificates are then not compared with it',
    ),
  data: z.enum(['keep', 'destroy']).default('keep').describe('what `cdk destroy` does with buckets, database and key'),
  tags: z.record(z.string(), z.string()).default({}).describe('cost tags, besides fanout:deployment and fanout:part'),
  images: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('build') }),
      z.strictObject({
        kind: z.literal('registry'),
        prefix: z
          .string()
          .describe('before the name of a service, e.g. 123456789012.dkr.ecr.eu-west-1.amazonaws.com/fanout-'),
        tag: z.string().min(1).describe('of all images'),
      }),
    ])
    .default({ kind: 'build' })
    .describe(
      'where images come from: build makes them on this machine with Docker, registry names those that are there already',
    ),
  network: network.describe('the VPC, and the way out of it'),
  storage: storage.describe('the buckets of sources and of results'),
  temporal: temporal.describe(
    'the Temporal server: cloud is Temporal Cloud, external one that is there already, selfHosted one that is deployed here with its database',
  ),
  workflow: workflow.describe('workers that decide what comes next, on Fargate'),
  metadata: metadata.describe('workers that read sources and check results, on Fargate and Fargate Spot'),
  transcode: z
    .discriminatedUnion('kind', [gpu, cpuOnly])
    .describe('workers that encode: gpu on instances with graphics cards, cpu on Fargate'),
  scaling: scaling.describe('how the number of tasks follows the work'),
  gateway: gateway.describe('what people watch videos through, on Fargate'),
  observability: observability.describe('logs, alarms and the bill'),
});

/** As it is written: what has a default may be left out. */
export type ConfigInput = z.input<typeof configSchema>;
/** With everything said. */
export type Config = z.output<typeof configSchema>;
