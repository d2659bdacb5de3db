import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Nothing of whoever runs the tests: no profile, and no machine that has a role. */
const env = { PATH: process.env.PATH, HOME: tmpdir(), AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null' };

function preflight(...args: string[]): Promise<[code: number | undefined, said: string]> {
  return new Promise((resolve) => {
    const words = ['--import', 'tsx', 'infra/preflight/main.ts', ...args];
    const child = execFile(process.execPath, words, { cwd: root, env }, (_error, stdout, stderr) =>
      resolve([child.exitCode ?? undefined, stdout + stderr]),
    );
  });
}

describe('npm run preflight', () => {
  it.each<[args: string[], code: number, says: RegExp]>([
    [
      ['--config', 'small', '--set', 'transcode.tasks.mox=1'],
      2,
      /^Configuration small has a problem:\n.*did you mean "transcode.tasks.max"\?\n$/,
    ],
    [[], 2, /region: is not known\. Fix: pass --region/],
    [['--bogus'], 2, /unknown option '--bogus'/],
    [['--region', 'eu-west-1'], 3, /^There are no credentials that AWS takes .*aws configure.*\n$/],
  ])('with %o exits with %d', async (args, code, says) => {
    expect(await preflight(...args)).toEqual([code, expect.stringMatching(says)]);
  });
});
