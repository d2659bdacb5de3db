import type { Config } from '../config/schema.ts';
import { type ScaledQueue, scaledQueues } from './scaled-queues.ts';

/** What decides how many workers are wanted: for the scaler, which says it, and for the gateway, which shows it. */
export function scalingEnvironment(config: Config): Record<string, string> {
  const { scaling } = config;
  return {
    FANOUT_SCALE_COOLDOWN_SECONDS: String(scaling.cooldownSeconds),
    FANOUT_SCALE_AGE_SECONDS: String(scaling.ageLimitSeconds),
    ...Object.assign({}, ...scaledQueues(config).map(limits)),
  };
}

function limits({ variable, min, max, slots }: ScaledQueue): Record<string, string> {
  const prefix = `FANOUT_SCALE_${variable}`;
  return { [`${prefix}_MIN`]: String(min), [`${prefix}_MAX`]: String(max), [`${prefix}_SLOTS`]: String(slots) };
}
