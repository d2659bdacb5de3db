import type { Selection } from './load.ts';

/** Keys of CDK's context that are ours; CDK's own begin with `@` or `aws:`. */
const OVERRIDES = /^(?:set:.+|account|region|name)$/;

/**
 * What was asked for with `cdk … -c config=small -c region=eu-west-1 -c set:transcode.tasks.max=3`.
 *
 * @param context all of CDK's
 */
export function selectionFrom(context: Readonly<Record<string, unknown>>): Selection {
  const own = Object.entries(context).filter(([key]) => OVERRIDES.test(key));
  return {
    config: typeof context.config === 'string' ? context.config : undefined,
    overrides: Object.fromEntries(own.map(([key, value]) => [key, String(value)])),
  };
}
