import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesWith, TestHome } from '../support/home.ts';

/* What the command line makes of its words, before anything is started. */

/** No stack is there, so what gets past the checks is told from what does not. */
const NOWHERE = { TEMPORAL_ADDRESS: '127.0.0.1:1', MINIO_ENDPOINT: '127.0.0.1:1' };

let home: TestHome;
beforeAll(async () => {
  home = await TestHome.create();
  const picture = ['-f', 'lavfi', '-i', 'color=size=320x180:rate=25:duration=1', '-c:v', 'libx264'];
  await execa('ffmpeg', ['-v', 'error', ...picture, join(home.dir, 'film.mp4')], { stdin: 'ignore' });
  await copyFile(join(home.dir, 'film.mp4'), join(home.dir, '-y.mp4'));
});
afterAll(() => home.remove());

const submit = async (...args: string[]) => {
  const run = await home.fanout(['submit', ...args, '--json'], NOWHERE);
  return { ...run, error: run.status().error };
};

describe('the words of a command', () => {
  it('may have options before the file, and --set more than once', async () => {
    const pairs = ['--set', 'ladder=240p', '--set', 'encoder.crf=20'];
    for (const args of [pairs, ['--set', 'encoder.crf=20', '--profile', 'preview']]) {
      const { exitCode, error } = await submit(...args, join(home.dir, 'film.mp4'));
      expect([exitCode, error?.code]).toEqual([3, 'STACK_UNREACHABLE']);
    }
    expect((await submit(join(home.dir, 'film.mp4'), ...pairs)).error?.code).toBe('STACK_UNREACHABLE');
    const last = await submit('--set', 'encoder.crf=20', '--set', 'encoder.crf=99', 'film.mp4');
    expect(last.error).toMatchObject({ code: 'SPEC_INVALID', message: expect.stringContaining('"99"') });
  });

  it('may name a file that starts with a dash, after two of them', async () => {
    const cwd = process.cwd();
    process.chdir(home.dir);
    try {
      const refused = await submit('-y.mp4');
      expect([refused.exitCode, refused.error?.code]).toEqual([2, 'USAGE']);
      expect(refused.error?.hint).toContain('fanout run -- -y.mp4');
      const run = await home.fanout(['submit', '--json', '--', '-y.mp4'], NOWHERE);
      expect(run.status().error?.code).toBe('STACK_UNREACHABLE');
    } finally {
      process.chdir(cwd);
    }
  });

  it.each([
    [['run'], 'missing required argument'],
    [['run', 'a.mp4', '--fast'], "unknown option '--fast'"],
    [['run', 'a.mp4', 'b.mp4'], 'too many arguments'],
    [['transmogrify'], 'unknown command'],
    [['run', 'a.mp4', '--set'], 'argument missing'],
  ])('%j --json is refused in JSON as well', async (args, words) => {
    const run = await home.fanout([...args.slice(0, 1), '--json', ...args.slice(1)]);
    expect(run.exitCode).toBe(2);
    expect(JSON.parse(run.stdout)).toEqual({
      state: 'failed',
      error: { code: 'USAGE', message: expect.stringContaining(words), hint: expect.any(String), retryable: false },
    });
    expect(run.stderr).toMatch(/^error USAGE: .*\n {2}→ .*$/);
  });

  it('are no error when they ask for help or the version', async () => {
    for (const args of [['--help'], ['run', '--help', '--json'], ['--version'], ['help', 'run']]) {
      const run = await home.fanout(args);
      expect([run.exitCode, run.stderr], args.join(' ')).toEqual([0, '']);
      expect(run.stdout).not.toContain('"state"');
    }
    const none = await home.fanout([]);
    expect([none.exitCode, none.stdout]).toEqual([2, '']);
    expect(none.stderr).toContain('Usage: fanout');
  });

  it('may be piped to something that leaves', async () => {
    const pipe = '"$0" bin/fanout.mjs profiles --schema | true';
    expect((await execa('sh', ['-c', pipe, process.execPath], { stdin: 'ignore' })).stderr).toBe('');
  });

  it('do not reach the terminal raw', async () => {
    const run = await home.fanout(['run', 'no\x1b[2J\nsuch.mp4']);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('no\\x1b[2J\\nsuch.mp4');
    expect(run.stderr).not.toContain('\x1b');
  });

  it.each([
    'https://127.0.0.1/x',
    'https://[::1]/',
    'https://10.0.0.1/',
  ])('%s is refused without a stack', async (url) => {
    const run = await home.fanout(['run', url, '--json']);
    expect([run.exitCode, run.status().error?.code]).toEqual([2, 'SOURCE_URL_REFUSED']);
    expect(await processesWith(home.dir)).toEqual([]);
  });
});
