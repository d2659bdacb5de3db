import { z } from 'zod';
import { count, scale, secret } from './values.ts';

/** Workers that decide what comes next. */
export const workflow = z
  .strictObject({
    tasks: scale(1, 2),
    cpu: z.number().default(1_024).describe('units of 1/1024 vCPU'),
    memory: z.number().default(2_048).describe('MiB'),
  })
  .prefault({});

/** Of a task on Fargate, which has 21 to 200. */
const scratchGib = z
  .number()
  .int()
  .min(21)
  .max(200)
  .default(50)
  .describe('GiB of disk for each task, for files while they are worked at');

/** Workers that read sources and check results. */
export const metadata = z
  .strictObject({
    tasks: scale(1, 10),
    onDemandBase: count(50).default(0).describe('so many tasks on Fargate on demand, before Spot takes the others'),
    slots: z.number().int().min(1).max(64).default(4).describe('pieces of work that one task has at once'),
    cpu: z.number().default(1_024).describe('units of 1/1024 vCPU'),
    memory: z.number().default(4_096).describe('MiB; 900 MB for each slot, and the worker'),
    scratchGib,
    webhookSecret: secret.nullable().default(null).describe('what events are signed with; null: webhooks are refused'),
  })
  .prefault({});

/** The size of a task that encodes by processor, on Fargate. */
const onProcessors = {
  cpu: z.number().default(4_096).describe('units of 1/1024 vCPU'),
  memory: z.number().default(16_384).describe('MiB'),
  slots: z.number().int().min(1).max(64).default(2).describe('pieces of work that one task has at once'),
  scratchGib,
};

/** Workers that encode on instances with graphics cards. */
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
  gpus: z
    .number()
    .int()
    .min(1)
    .max(8)
    .default(1)
    .describe('of each instance type, all for one task, which works with the first'),
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
      ...onProcessors,
    })
    .prefault({})
    .describe('tasks without a graphics card, for what the cards cannot do'),
});

/** Workers that encode on Fargate. */
const cpuOnly = z.strictObject({
  kind: z.literal('cpu'),
  tasks: scale(0, 5),
  purchase: z
    .enum(['onDemand', 'spot'])
    .default('spot')
    .describe('Fargate on demand, or Fargate Spot, which may take a task away with two minutes of notice'),
  ...onProcessors,
});

/** Workers that encode. */
export const transcode = z.discriminatedUnion('kind', [gpu, cpuOnly]);

/** How the number of workers follows the work. */
export const scaling = z
  .strictObject({
    cooldownSeconds: z
      .number()
      .int()
      // Figures are up to 20 s late (decision 12): less would take away what is at work.
      .min(60)
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
    everySeconds: z.number().int().min(5).max(30).default(10).describe('how often the scaler looks'),
  })
  .prefault({});
