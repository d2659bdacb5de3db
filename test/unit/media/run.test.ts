import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { asFanoutError } from '../../../services/core/index.ts';
import { runMediaTool, Scratch } from '../../../services/media/index.ts';
import { processesWith } from '../../support/home.ts';

const limits = { wallMs: 20_000, memoryBytes: 4e9, fileBytes: 1e9 };
const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Stands in for ffmpeg: what matters here is what happens to a process, whatever it is. */
const shell = '/bin/sh';

describe('running a media tool', () => {
  it('gives it an empty environment', async () => {
    process.env.FANOUT_TEST_SECRET = 'hunter2';
    const { stdout } = await runMediaTool({ program: '/usr/bin/env', args: [], cwd: '/', limits });
    expect(stdout).not.toContain('hunter2');
    expect(stdout).not.toContain('HOME');
  });

  it('ends the whole process group on abort, with SIGKILL when SIGTERM is ignored', async () => {
    const mark = `73.${process.pid}`;
    const controller = new AbortController();
    const script = `trap '' TERM; sleep ${mark} & sleep ${mark} & wait; wait`;
    const run = runMediaTool({ program: shell, args: ['-c', script], cwd: '/', limits, signal: controller.signal });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await processesWith(`sleep ${mark}`)).length).toBeGreaterThanOrEqual(2);
    controller.abort(new Error('stop'));
    await expect(run).rejects.toThrow('stop');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await processesWith(`sleep ${mark}`)).toEqual([]);
  });

  it.skipIf(!existsSync('/usr/bin/setpriv'))('does not let it outlive its worker', async () => {
    const mark = `74.${process.pid}`;
    const contents = `import { runMediaTool } from './services/media/run.ts';
      runMediaTool({ program: '/bin/sleep', args: ['${mark}'], cwd: '/', limits: ${JSON.stringify(limits)} });`;
    const bundled = await build({
      ...{ stdin: { contents, resolveDir: root, loader: 'ts' }, absWorkingDir: root, write: false, logLevel: 'silent' },
      ...{ bundle: true, packages: 'external', platform: 'node', format: 'esm' },
    });
    const worker = spawn(process.execPath, ['--input-type=module', '-'], {
      cwd: root,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    worker.stdin.end(bundled.outputFiles?.[0]?.text);
    await expect.poll(() => processesWith(`sleep ${mark}`), { timeout: 10_000 }).toHaveLength(1);
    worker.kill('SIGKILL');
    await expect.poll(() => processesWith(`sleep ${mark}`), { timeout: 2_000 }).toEqual([]);
  });

  it('ends one that makes no progress', async () => {
    const args = ['-c', 'echo frame=1; echo progress=continue; exec sleep 60'];
    const run = runMediaTool({
      program: shell,
      args,
      cwd: '/',
      limits: { ...limits, stuckMs: 700 },
      progress: { fd: 1, onProgress: () => {} },
    });
    expect(asFanoutError(await run.catch((error: unknown) => error)).code).toBe('ENCODE_STUCK');
  });

  it('lets one live that still reads its source, and ends it when it does not any more', async () => {
    const started = Date.now();
    // For two seconds there is always something new.
    const run = runMediaTool({
      program: shell,
      args: ['-c', 'exec sleep 60'],
      cwd: '/',
      limits: { ...limits, stuckMs: 700 },
      alive: () => Math.min(2000, Date.now() - started),
    });
    expect(asFanoutError(await run.catch((error: unknown) => error)).code).toBe('ENCODE_STUCK');
    expect(Date.now() - started).toBeGreaterThan(2500);
  });

  it('ends one that runs longer than it may', async () => {
    const run = runMediaTool({
      program: shell,
      args: ['-c', 'exec sleep 60'],
      cwd: '/',
      limits: { ...limits, wallMs: 700 },
    });
    expect(asFanoutError(await run.catch((error: unknown) => error)).code).toBe('ENCODE_STUCK');
  });

  it('ends one at once that takes more memory than it may, and names the limit', async () => {
    // Without a newline in its input, tail keeps all of it.
    const run = runMediaTool({
      program: shell,
      args: ['-c', 'exec tail </dev/zero'],
      cwd: '/',
      limits: { ...limits, memoryBytes: 100 * 1024 ** 2 },
    });
    const error = asFanoutError(await run.catch((e: unknown) => e));
    expect(error.code).toBe('SOURCE_OVER_MEMORY');
    expect(error.message).toMatch(/at most 100 MB are allowed \(FANOUT_FFMPEG_MEMORY_MB\)/);
  });

  it('keeps the last words of one that fails, without the source’s address', async () => {
    const args = ['-c', 'echo "http://127.0.0.1:4444/abcdef0123: no such thing" >&2; exit 7'];
    const error = asFanoutError(
      await runMediaTool({ program: shell, args, cwd: '/', limits }).catch((e: unknown) => e),
    );
    expect(error.code).toBe('ENCODE_FAILED');
    expect(error.message).toContain('exited with 7');
    expect(error.details).toEqual(['SOURCE: no such thing']);
  });

  it('keeps the lines that were asked for, whatever comes after them', async () => {
    const script =
      'echo "I: 1" >&2; i=0; while [ $i -lt 100 ]; do echo "noise $i" >&2; i=$((i+1)); done; echo "I: 2" >&2';
    const { stderr } = await runMediaTool({ program: shell, args: ['-c', script], cwd: '/', limits, keep: /^I:/ });
    expect(stderr).toHaveLength(32);
    expect([stderr[0], stderr[1], stderr.at(-1)]).toEqual(['I: 1', 'I: 2', 'noise 99']);
  });

  it('limits the size of files', async () => {
    const path = join(tmpdir(), `fanout-limit-${process.pid}`);
    const args = ['-c', `exec head -c 5000000 /dev/zero > ${path}`];
    const run = runMediaTool({ program: shell, args, cwd: '/', limits: { ...limits, fileBytes: 1000 } });
    expect(asFanoutError(await run.catch((error: unknown) => error)).code).toBe('ENCODE_OVER_LIMIT');
    await rm(path, { force: true });
  });
});

describe('scratch folders', () => {
  it('are removed when the work fails, and swept when their owner is dead', async () => {
    const root = join(tmpdir(), `fanout-scratch-${process.pid}`);
    const scratch = await Scratch.open(root);
    let seen = '';
    const failing = scratch.use(1, async (dir) => {
      seen = dir;
      await writeFile(join(dir, 'x'), 'x');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await expect(writeFile(join(seen, 'y'), '')).rejects.toThrow('ENOENT');
  });

  it('are refused when the disk is too full', async () => {
    const scratch = await Scratch.open(join(tmpdir(), `fanout-scratch-${process.pid}`));
    const error = await scratch.use(1e18, async () => 1).catch((e: unknown) => e);
    expect(asFanoutError(error).code).toBe('SCRATCH_FULL');
  });

  afterAll(() => rm(join(tmpdir(), `fanout-scratch-${process.pid}`), { recursive: true, force: true }));
});
