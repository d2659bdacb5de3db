/**
 * What templates do not say: how fast AWS, Temporal and the workers are. Where AWS leaves a choice, the slower one.
 * The developer guide is that of Amazon ECS; the user guide that of Application Auto Scaling.
 */
export interface Assumptions {
  /** From order to being able to run a task, in seconds: boot, agent and image. Not measured. */
  readonly instanceStartSeconds: number;
  /** Of the logarithm of that: 0 is always the same, 0.2 is from two thirds to one and a half times as long. */
  readonly instanceStartSpread: number;
  /** The same for one of a warm pool. Not measured. */
  readonly warmStartSeconds: number;
  /** From a place on an instance that runs to taking work, in seconds. */
  readonly taskStartSeconds: number;
  /** Instances that the first step from none adds: "ECS always scales out to two" (developer guide, managed scaling). */
  readonly startStep: number;
  /**
   * How many instances later steps add: `demand` by the tasks that find no place (developer guide, managed scale-out behavior),
   * `minimumStep` the smallest step and no more, which the API reference (ManagedScaling) says of groups with more than one
   * instance type or zone. AWS contradicts itself; the report shows both.
   */
  readonly growth: 'demand' | 'minimumStep';
  /** Whether the warm-up of an instance begins when it can run tasks, which is the slower reading, or with its order. */
  readonly warmupFrom: 'ready' | 'order';
  /** Of a metric, from being published until alarms see it, in seconds. */
  readonly ingestSeconds: number;
  /** Until an Auto Scaling group replaces an instance that it lost, in seconds. */
  readonly replaceSeconds: number;
  /** Temporal counts what waits this often, in seconds (seen with server 1.32, services/temporal/queue-stats.ts). */
  readonly backlogEverySeconds: number;
  /** Workers tell of themselves this often, and count for so long, in seconds (services/temporal/worker-beats.ts). */
  readonly beatEverySeconds: number;
  readonly beatCountsSeconds: number;
  /** After a worker has died, until its work is in the queue again: heartbeat timeout (services/workflow/activity-options.ts). */
  readonly heartbeatTimeoutSeconds: number;
  /** From the notice of Spot to its end: two minutes (EC2 user guide); work that is not done after `drainSeconds` is handed back. */
  readonly noticeSeconds: number;
  readonly drainSeconds: number;
  /** From the first work of a task until ECS has been told to leave it alone, in seconds. Not measured. */
  readonly protectSeconds: number;
  /** How long it stays so without work (services/temporal/task-protection). */
  readonly protectionIdleSeconds: number;
  /**
   * How many seconds of a 1080p video an instance encodes in a second with all slots busy, all five rungs. 4 is assumed of a
   * g4dn.xlarge and not measured: at 1.81 CPU seconds for a second (54.4 s for 30 s, docs/measurements.md, Quality) it is
   * what 7.3 of the processors measured there do.
   */
  readonly instanceSpeed: number;
  /** Every chunk decodes so many seconds of video more than it encodes (docs/measurements.md, "every seam"). */
  readonly seamSeconds: number;
  /** USD an hour of an instance: g4dn.xlarge, us-east-1, on demand (skypilot-catalog v8, aws/vms.csv at 00148f2a). */
  readonly instanceUsdPerHour: number;
}

export const ASSUMPTIONS: Assumptions = {
  instanceStartSeconds: 240,
  instanceStartSpread: 0,
  warmStartSeconds: 60,
  taskStartSeconds: 20,
  startStep: 2,
  growth: 'demand',
  warmupFrom: 'ready',
  ingestSeconds: 5,
  replaceSeconds: 60,
  backlogEverySeconds: 5,
  beatEverySeconds: 10,
  beatCountsSeconds: 30,
  heartbeatTimeoutSeconds: 10,
  noticeSeconds: 120,
  drainSeconds: 60,
  protectSeconds: 1,
  protectionIdleSeconds: 5,
  instanceSpeed: 4,
  seamSeconds: 1,
  instanceUsdPerHour: 0.526,
};
