import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError } from './config-error.ts';

/**
 * What a user's own file says: a module with a default export, or JSON.
 * @throws ConfigError where it cannot be read
 */
export async function readConfigFile(path: string): Promise<unknown> {
  const file = resolve(path);
  try {
    if (file.endsWith('.json')) return JSON.parse(await readFile(file, 'utf8'));
    const module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
    if (module.default !== undefined) return module.default;
  } catch (thrown) {
    throw unreadable(
      path,
      `cannot be read (${firstLine(thrown)})`,
      'see whether it is there, and is valid TypeScript or JSON',
    );
  }
  throw unreadable(path, 'has no default export', 'write "export default { … } satisfies ConfigInput"');
}

function unreadable(path: string, problem: string, fix: string): ConfigError {
  return new ConfigError(path, [{ key: 'the file', problem, fix }]);
}

function firstLine(thrown: unknown): string {
  // Node's own message goes on with who wanted to import it, which is this file.
  return (thrown instanceof Error ? thrown.message : String(thrown)).split(/\n| imported from /)[0] ?? '';
}
