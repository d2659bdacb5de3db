import type { Logger } from 'pino';
import { Publisher } from './publisher.ts';
import { EcsServices } from './services.ts';
import { cloudWatchNamespace, ecsFleet } from './settings.ts';

/** What of AWS the environment names. */
export interface Aws {
  readonly publisher: Publisher | null;
  readonly services: EcsServices | null;
  close(): void;
}

/** @throws FanoutError CONFIG_INVALID for variables that make no sense; AWS itself is not asked yet */
export async function connectAws(
  env: Readonly<Record<string, string | undefined>>,
  everySeconds: number,
  logger: Pick<Logger, 'info' | 'warn'>,
): Promise<Aws> {
  const namespace = cloudWatchNamespace(env);
  const fleet = await ecsFleet(env);
  // Node 20 is supported here for as long as this version of the SDK is pinned; its reminder is not the user's concern.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const publisher = namespace === null ? null : await Publisher.open(namespace, everySeconds);
  const services = fleet === null ? null : await EcsServices.open(fleet, logger);
  const close = () => {
    publisher?.close();
    services?.close();
  };
  return { publisher, services, close };
}
