import { FanoutError, QUEUES, SCALED_NAMES, type ScaledName } from '../../core/index.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Services of ECS that are scaled. */
export interface EcsFleet {
  /** Name or ARN. */
  readonly cluster: string;
  /** Names of services, by the queue that their tasks poll. At least one. */
  readonly services: ReadonlyMap<ScaledName, string>;
}

const NAMESPACE = /^(?!AWS\/)[\w./#:-]{1,255}$/;

/**
 * `FANOUT_CLOUDWATCH_NAMESPACE`: where metrics go, e.g. `Fanout/fanout`; `null` without it: nowhere.
 * @throws FanoutError CONFIG_INVALID where CloudWatch would refuse it
 */
export function cloudWatchNamespace({ FANOUT_CLOUDWATCH_NAMESPACE: namespace }: Env): string | null {
  if (!namespace) return null;
  if (NAMESPACE.test(namespace)) return namespace;
  throw new FanoutError(
    'CONFIG_INVALID',
    `FANOUT_CLOUDWATCH_NAMESPACE is "${namespace}": it takes letters, digits and . - _ / # :, and may not begin with AWS/.`,
  );
}

/**
 * Reads `FANOUT_ECS_CLUSTER` and `FANOUT_ECS_SERVICES`, JSON from queue to service, e.g. `{"transcode-queue":"fanout-transcode"}`;
 * `null` without both.
 *
 * @throws FanoutError CONFIG_INVALID for one without the other, and for what is no such JSON
 */
export async function ecsFleet(env: Env): Promise<EcsFleet | null> {
  const { FANOUT_ECS_CLUSTER: cluster, FANOUT_ECS_SERVICES: text } = env;
  if (!cluster && !text) return null;
  if (!cluster || !text)
    throw new FanoutError('CONFIG_INVALID', 'FANOUT_ECS_CLUSTER and FANOUT_ECS_SERVICES are set both, or neither is.');
  const byQueue = await parseServices(text);
  const services = new Map(
    SCALED_NAMES.flatMap((name): [ScaledName, string][] => {
      const service = byQueue[QUEUES[name]];
      return service === undefined ? [] : [[name, service]];
    }),
  );
  return { cluster, services };
}

async function parseServices(text: string): Promise<Readonly<Record<string, string | undefined>>> {
  // Loaded where it is needed: who scales no service has no use for it.
  const { z } = await import('zod');
  const service = z.string().regex(/^[\w-]{1,255}$/, 'must be the name of a service, not its ARN');
  const queues = Object.fromEntries(Object.values(QUEUES).map((queue) => [queue, service.optional()]));
  const schema = z.strictObject(queues).superRefine((named, context) => {
    const services = Object.values(named);
    if (services.length === 0) context.addIssue('must name a service');
    // Two queues would pull it in two directions.
    if (new Set(services).size < services.length) context.addIssue('names one service for two queues');
  });
  const parsed = schema.safeParse(asJson(text));
  if (parsed.success) return parsed.data;
  const why = parsed.error.issues.map(({ path, message }) => [...path, message].join(': ')).join('; ');
  throw new FanoutError('CONFIG_INVALID', `FANOUT_ECS_SERVICES cannot be used: ${why}.`);
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FanoutError('CONFIG_INVALID', 'FANOUT_ECS_SERVICES is no JSON.', [], { cause: error });
  }
}
