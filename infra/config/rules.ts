import type { Problem } from './problem.ts';
import { budgetRules } from './rules/budget.ts';
import { fargateRules } from './rules/fargate.ts';
import { gatewayRules } from './rules/gateway.ts';
import { gpuRules } from './rules/gpu.ts';
import { nameRules } from './rules/names.ts';
import { networkRules } from './rules/network.ts';
import { reachRules } from './rules/reach.ts';
import { scaleRules } from './rules/scales.ts';
import { storageRules } from './rules/storage.ts';
import { temporalRules } from './rules/temporal.ts';
import type { Config } from './schema.ts';

const RULES: readonly ((config: Config) => readonly Problem[])[] = [
  nameRules,
  networkRules,
  reachRules,
  storageRules,
  temporalRules,
  scaleRules,
  fargateRules,
  gpuRules,
  gatewayRules,
  budgetRules,
];

/**
 * All that is wrong with a configuration whose values are each in order: what does not go together, and what AWS does not
 * have. Rules that depend on the region or the account are left out where these are null. Asks nobody.
 */
export function problemsOf(config: Config): readonly Problem[] {
  return RULES.flatMap((rule) => rule(config));
}
