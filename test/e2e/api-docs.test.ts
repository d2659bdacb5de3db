import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi } from '../support/api.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { TestStack } from '../support/stack.ts';

/* What docs/api.md tells a developer to type, typed. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe.skipIf(!hasCorpus)('docs/api.md (needs MEDIA_CORPUS)', () => {
  let stack: TestStack;
  let api: TestApi;
  beforeAll(async () => {
    stack = await TestStack.startWhole();
    api = await TestApi.start(stack);
  });
  afterAll(() => stack.stop());

  it('leads from a key to a video', async () => {
    const page = await readFile(join(ROOT, 'docs/api.md'), 'utf8');
    const chapter = page.slice(page.indexOf('## From a key'), page.indexOf('## Keys'));
    const steps = [...chapter.matchAll(/```sh\n(.*?)```/gs)].map(([, step]) => step ?? '');
    expect(steps).toHaveLength(7);
    const dir = join(stack.home.dir, 'developer');
    await mkdir(dir);
    await copyFile(corpus('clips/bbb_1080p24_30s.mp4'), join(dir, 'film.mp4'));
    await chmod(join(dir, 'film.mp4'), 0o644);
    // As npx finds it in the developer's own clone.
    const npx = join(dir, 'npx');
    await writeFile(npx, `#!/bin/sh\nshift\nexec node ${join(ROOT, 'bin/fanout.mjs')} "$@"\n`, { mode: 0o755 });
    const script = ['set -euo pipefail', ...steps.map((step) => step.replaceAll('npx fanout', './npx fanout'))].join(
      '\n',
    );
    const env = { ...stack.servers.env, FANOUT_URL: api.url };
    const result = await execa('bash', ['-c', script], { cwd: dir, env, reject: false, stdin: 'ignore' });
    expect(result.exitCode, result.stderr).toBe(0);
    expect(result.stdout).toContain('"state":"complete"');
    expect(result.stdout).toContain('"tenant":"shop"');
    expect(result.stdout).toMatch(/\d+ event: job\n/);
    expect(result.stdout).toMatch(/1 event: end\n/);
    expect(result.stdout).toContain('#EXTM3U');
    if (process.env.SHOW_TRANSCRIPT) process.stdout.write(`${result.stdout}\n`);
  });
});
