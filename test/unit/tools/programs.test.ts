import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeOnce } from '../../../tools/stack/cache.ts';
import { describeWay, download, findInstalled } from '../../../tools/stack/find-program.ts';
import { isAtLeast, type Program, versionIn } from '../../../tools/stack/programs.ts';
import { dynamicConfigFile, serverConfig } from '../../../tools/stack/temporal-config.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fanout-cache-'));
  vi.stubEnv('FANOUT_CACHE_DIR', dir);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  await rm(dir, { recursive: true, force: true });
});

describe('versions', () => {
  it.each([
    ['1.10.0', '1.9.0', true],
    ['1.9.0', '1.9.0', true],
    ['1.8.9', '1.9.0', false],
    ['2.0', '1.26.8', true],
    ['1.26.7', '1.26.8', false],
  ])('%s is at least %s: %s', (found, wanted, answer) => {
    expect(isAtLeast(found, wanted)).toBe(answer);
  });

  it('are found in what programs print', () => {
    expect(versionIn('temporal version 1.9.1 (Server 1.32.0, UI 2.53.3)')).toBe('1.9.1');
    expect(versionIn('go version go1.26.8 linux/amd64')).toBe('1.26.8');
    expect(versionIn('none')).toBeNull();
  });
});

describe('the cache', () => {
  it('makes a program once, however many ask at the same time', async () => {
    let made = 0;
    const make = async (work: string) => {
      made++;
      await new Promise((resolve) => setTimeout(resolve, 50));
      await writeFile(join(work, 'p'), 'program');
      return join(work, 'p');
    };
    const paths = await Promise.all([makeOnce('p-1', make), makeOnce('p-1', make), makeOnce('p-1', make)]);
    expect(made).toBe(1);
    expect(new Set(paths).size).toBe(1);
    expect(await readFile(paths[0] ?? '', 'utf8')).toBe('program');
  });

  it('keeps nothing of one that was only half made', async () => {
    const failing = makeOnce('p-2', async (work) => {
      await writeFile(join(work, 'p'), 'half');
      throw new Error('the network went away');
    });
    await expect(failing).rejects.toThrow('went away');
    expect(await readdir(join(dir, 'bin'))).toEqual([]);
    expect(await readdir(dir)).toEqual(['bin']);
  });
});

describe('releases', () => {
  const program: Program = {
    cached: 'thing-1.0',
    label: 'Thing 1.0',
    releases: {
      [`${process.platform}-${process.arch}`]: {
        url: 'https://example.invalid/x.tar.gz',
        sha256: '00',
        member: 'thing',
      },
    },
  };

  it('are refused when the hash is another, and nothing is kept', async () => {
    vi.stubGlobal('fetch', async () => new Response('not what was pinned'));
    const lines: string[] = [];
    expect(await download(program, { onStep: (line) => lines.push(line) })).toBeNull();
    expect(lines.join()).toContain('sha256');
    expect(await findInstalled(program)).toBeNull();
  });

  it('are looked up for doctor without fetching or building anything', async () => {
    const fetched = vi.fn();
    vi.stubGlobal('fetch', fetched);
    expect(await describeWay([program])).toBe('Thing 1.0 from its release (at the first start)');
    expect(await describeWay([{ ...program, releases: {} }])).toBeNull();
    expect(fetched).not.toHaveBeenCalled();
    expect(await readdir(dir)).toEqual([]);
  });

  it('are given up at once when the user does', async () => {
    vi.stubGlobal('fetch', (_url: string, { signal }: { signal: AbortSignal }) => {
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const aborter = new AbortController();
    const downloading = download(program, { onStep: () => {}, signal: aborter.signal });
    setTimeout(() => aborter.abort(new Error('Ctrl-C')), 100);
    await expect(downloading).rejects.toThrow('Ctrl-C');
    expect(await readdir(dir)).toEqual(['bin']);
  });

  it('are given up within five seconds when nobody answers', async () => {
    vi.stubGlobal('fetch', (_url: string, { signal }: { signal: AbortSignal }) => {
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const lines: string[] = [];
    const started = Date.now();
    expect(await download(program, { onStep: (line) => lines.push(line) })).toBeNull();
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(lines.join()).toContain('no answer');
  }, 8_000);

  it('are not tried where no hash is pinned for the system', async () => {
    const fetched = vi.fn();
    vi.stubGlobal('fetch', fetched);
    expect(await download({ ...program, releases: {} }, { onStep: () => {} })).toBeNull();
    expect(fetched).not.toHaveBeenCalled();
  });
});

it('Temporal is configured for loopback alone', () => {
  const ports = {
    frontend: 1,
    history: 2,
    matching: 3,
    worker: 4,
    http: 5,
    frontendMembership: 6,
    historyMembership: 7,
    matchingMembership: 8,
    workerMembership: 9,
  };
  const config = JSON.parse(serverConfig('/data', ports));
  for (const service of Object.values<{ rpc: { bindOnLocalHost: boolean } }>(config.services))
    expect(service.rpc.bindOnLocalHost).toBe(true);
  expect(config.publicClient.hostPort).toBe('127.0.0.1:1');
  expect(JSON.parse(dynamicConfigFile())['matching.enableFairness']).toEqual([{ value: true }]);
});
