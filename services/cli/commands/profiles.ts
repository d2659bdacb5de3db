import type { Command } from 'commander';
import { listProfiles } from '../../control/index.ts';
import { profileJsonSchema } from '../../core/spec/index.ts';
import { home } from '../home.ts';
import { out } from '../output.ts';
import { jsonOption } from './options.ts';

export function addProfiles(program: Command): void {
  program
    .command('profiles')
    .description('the profiles that --profile knows, and what each sets')
    .option('--schema', 'print the JSON schema of a profile instead')
    .addOption(jsonOption)
    .action(async ({ json, schema }: { readonly json?: boolean; readonly schema?: boolean }) => {
      if (schema) {
        out.result(JSON.stringify(profileJsonSchema(), null, 2).split('\n'));
        return;
      }
      const profiles = await listProfiles(home.profilesDir);
      if (json) out.json({ profiles });
      else {
        for (const { name, description, spec } of profiles) {
          out.result([`${name.padEnd(12)}${description}`, `${' '.repeat(12)}${pairs(spec).join('  ')}`]);
        }
      }
    });
}

/** As `--set` would take them. */
function pairs(spec: object, prefix = ''): string[] {
  return Object.entries(spec).flatMap(([key, value]) => {
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isGroup ? pairs(value, `${prefix}${key}.`) : [`${prefix}${key}=${value}`];
  });
}
