import { extname } from 'node:path';
import { nearestKey } from '../../services/core/spec/index.ts';
import { ConfigError } from './config-error.ts';
import { withOverrides } from './overrides.ts';
import type { Problem } from './problem.ts';
import { readConfigFile } from './read-file.ts';
import { problemsOf } from './rules.ts';
import { SAMPLES } from './samples.ts';
import { type Config, configSchema } from './schema.ts';
import { schemaProblems } from './schema-problems.ts';

/** The smallest one: it is what works in any account, and costs least by mistake. */
const BY_DEFAULT = 'dev';

export interface Selection {
  /** The name of a sample, or the path of a file. */
  readonly config?: string | undefined;
  /** `set:<path>`, `account`, `region` and `name`, as in CDK's context. */
  readonly overrides: Readonly<Record<string, string>>;
}

/**
 * The configuration that is asked for, with every default filled in.
 * @throws ConfigError naming all that is wrong with it
 */
export async function loadConfig({ config = BY_DEFAULT, overrides }: Selection): Promise<Config> {
  return parseConfig(await written(config), overrides, config);
}

/**
 * The same of a configuration that is at hand.
 * @param source what messages call it
 * @throws ConfigError naming all that is wrong with it
 */
export function parseConfig(input: unknown, overrides: Selection['overrides'] = {}, source = 'given'): Config {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new ConfigError(source, [{ key: 'the file', problem: 'is no group of keys', fix: 'write { … }' }]);
  }
  const problems: Problem[] = [];
  const wanted = withOverrides(input as Record<string, unknown>, overrides, problems);
  const parsed = configSchema.safeParse(wanted);
  problems.push(...(parsed.success ? problemsOf(parsed.data) : schemaProblems(wanted, parsed.error.issues)));
  if (problems.length > 0 || !parsed.success) throw new ConfigError(source, problems);
  return parsed.data;
}

async function written(config: string): Promise<unknown> {
  if (Object.hasOwn(SAMPLES, config)) return SAMPLES[config as keyof typeof SAMPLES];
  if (config.includes('/') || extname(config) !== '') return readConfigFile(config);
  const names = Object.keys(SAMPLES);
  const fix = `did you mean "${nearestKey(config, names)}"? There are ${names.join(', ')}; a file is named by its path, such as ./my.ts`;
  throw new ConfigError(config, [{ key: 'config', problem: 'is no sample', fix }]);
}
