import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { cacheDir, exists } from '../../tools/stack/cache.ts';
import { withLock } from '../../tools/stack/lock.ts';

/**
 * The `bin` folder of a virtual environment with one package of PyPI in it, kept in the cache; made when it is not there, once
 * for all who want it.
 */
export async function pythonTool(name: string, version: string): Promise<string> {
  const venv = join(cacheDir(), `${name}-${version}`);
  const bin = join(venv, 'bin');
  const whole = join(venv, 'whole');
  await mkdir(cacheDir(), { recursive: true });
  return withLock(`${venv}.lock`, async () => {
    if (await exists(whole)) return bin;
    await rm(venv, { recursive: true, force: true });
    await execa('python3', ['-m', 'venv', venv], { stdin: 'ignore' });
    const install = ['-m', 'pip', 'install', '--quiet', `${name}==${version}`];
    await execa(join(bin, 'python'), install, { stdin: 'ignore' });
    await writeFile(whole, '');
    return bin;
  });
}
