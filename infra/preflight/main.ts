import { Command } from 'commander';
import { ConfigError } from '../config/config-error.ts';
import { loadConfig } from '../config/load.ts';
import { clientsIn, usualRegion } from './clients.ts';
import { examine } from './examine.ts';
import { Unreachable } from './faults.ts';
import { exitCodeOf, reportLines } from './report.ts';

/*
 * `npm run preflight`: whether an account has what a deployment takes. Exits with 0, 1 where something is missing, 2 for a
 * configuration that is wrong, and 3 where AWS cannot be asked.
 */

interface Flags {
  readonly config?: string;
  readonly set?: Readonly<Record<string, string>>;
  readonly account?: string;
  readonly region?: string;
  readonly name?: string;
}

// Node 20 is supported here for as long as this version of the SDK is pinned; its reminder is not the user's concern.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const program = new Command('preflight')
  .description('Looks whether an account has what a deployment takes. Changes nothing.')
  .option('--config <name or path>', 'dev, small, large, or a file of your own')
  .option('--set <key=value>', 'sets a key of it; can be given again', collect)
  .option('--account <id>', 'the account that it shall be')
  .option('--region <region>', 'the region to deploy to; else that of the environment')
  .option('--name <name>', 'of the deployment')
  // Its own would be 1, which is that something is missing in the account.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(preflight);

try {
  await program.parseAsync();
} catch (thrown) {
  if (!(thrown instanceof ConfigError || thrown instanceof Unreachable)) throw thrown;
  process.stderr.write(`${thrown.message}\n`);
  process.exitCode = thrown instanceof ConfigError ? 2 : 3;
}

async function preflight({ config: named, set, ...short }: Flags): Promise<void> {
  const overrides = { ...set, ...short };
  const first = await loadConfig({ config: named, overrides });
  const region = first.region ?? (await usualRegion());
  if (region === undefined) {
    const fix = 'pass --region, set it in the configuration, or set AWS_REGION';
    throw new ConfigError(named ?? first.name, [{ key: 'region', problem: 'is not known', fix }]);
  }
  // Again, for the rules that depend on the region.
  const config = await loadConfig({ config: named, overrides: { ...overrides, region } });
  const findings = await examine(config, region, clientsIn(region));
  process.stdout.write(`${reportLines(findings, `${config.name} in ${region}`).join('\n')}\n`);
  process.exitCode = exitCodeOf(findings);
}

function collect(pair: string, before: Record<string, string> = {}): Record<string, string> {
  const at = pair.indexOf('=');
  if (at < 1)
    throw new ConfigError('given', [
      { key: pair, problem: 'is not of the form key=value', fix: 'write --set key=value' },
    ]);
  return { ...before, [`set:${pair.slice(0, at)}`]: pair.slice(at + 1) };
}
