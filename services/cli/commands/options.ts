import { Option } from 'commander';
import { specKeys } from '../../core/spec/index.ts';

export const jsonOption = new Option('--json', 'print one JSON object on standard output and nothing else there');

export const profileOption = new Option(
  '--profile <name>',
  'what to make, by the name of a profile (see "fanout profiles") or the path of a .json file',
);

/** One pair at a time: an option that took several would take the file after them as well. */
export const setOption = new Option('--set <key=value>', 'what to make, see below; once for each key')
  .argParser((pair: string, before: readonly string[]) => [...before, pair])
  .default([], 'nothing');

/** The keys of `--set`, from the schema itself. */
export const setHelp = `\nKeys of --set:\n${specKeys()
  .map(({ key, accepts }) => `  ${key.padEnd(18)} ${accepts}`)
  .join('\n')}`;
