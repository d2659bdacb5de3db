import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BUCKETS } from '../../services/core/index.ts';
import { createS3Client, Store, storeConfigFromEnv } from '../../services/store/index.ts';
import { freePort, type LocalServers, type Ports, startServers } from '../../tools/stack/index.ts';
import { processesWith } from '../support/home.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fanout-servers-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const optionsOf = (name: string, ports: Ports | 'free' = 'free', lines: string[] = []) => ({
  dataDir: join(dir, name),
  ports,
  ui: false,
  logDir: join(dir, name, 'logs'),
  onStep: (line: string) => lines.push(line),
});

const start = (...args: Parameters<typeof optionsOf>) => startServers(optionsOf(...args));

const storeOf = (servers: LocalServers) => new Store(createS3Client(storeConfigFromEnv(servers.env)));

async function withClient<T>(servers: LocalServers, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: servers.temporal.address });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

describe('local servers', () => {
  it('keep workflows and objects from one start to the next', async () => {
    const first = await start('kept');
    await storeOf(first).ensureBucket(BUCKETS.encoded);
    const options = { contentType: 'text/plain', cacheControl: 'no-store' };
    await storeOf(first).put(BUCKETS.encoded, 'a/b.txt', 'kept', options);
    await withClient(first, (client) => client.workflow.start('Nobody', { workflowId: 'kept', taskQueue: 'nobody' }));
    await first.stop();
    const second = await start('kept');
    expect((await storeOf(second).get(BUCKETS.encoded, 'a/b.txt'))?.toString()).toBe('kept');
    const found = await withClient(second, (client) => client.workflow.getHandle('kept').describe());
    expect(found.status.name).toBe('RUNNING');
    await second.stop();
    expect(await processesWith(join(dir, 'kept'))).toEqual([]);
  });

  it('do not meet when two run side by side', async () => {
    const [one, two] = await Promise.all([start('one'), start('two')]);
    expect(one.temporal.address).not.toBe(two.temporal.address);
    await storeOf(one).ensureBucket('only-one');
    expect(await storeOf(two).hasBucket('only-one')).toBe(false);
    await Promise.all([one.stop(), two.stop()]);
  });

  it('are found again by a second start on the same data, which leaves them running when it stops', async () => {
    const one = await start('shared');
    const lines: string[] = [];
    const two = await start('shared', 'free', lines);
    expect(two.env).toEqual(one.env);
    expect(lines.join('\n')).toContain('ours is running already');
    await two.stop();
    expect(await storeOf(one).hasBucket('none')).toBe(false);
    await one.stop();
  });

  it('take another port, and say so, when a stranger has theirs', async () => {
    const ports = { temporal: await freePort(), ui: await freePort(), s3: await freePort() };
    const stranger = createServer((socket) => socket.destroy()).listen(ports.s3, '127.0.0.1');
    const lines: string[] = [];
    const servers = await start('stranger', ports, lines);
    expect(servers.temporal.address).toBe(`127.0.0.1:${ports.temporal}`);
    expect(servers.s3.endpoint).not.toContain(`:${ports.s3}`);
    expect(lines.join('\n')).toContain(`port ${ports.s3} is taken`);
    await servers.stop();
    stranger.close();
  });

  it('read objects in ranges, of the version that was meant', async () => {
    const servers = await start('ranges');
    const store = storeOf(servers);
    await store.ensureBucket(BUCKETS.source);
    const options = { contentType: 'text/plain', cacheControl: 'no-store' };
    await store.put(BUCKETS.source, 'x', '0123456789', options);
    const info = await store.head(BUCKETS.source, 'x');
    expect((await store.read(BUCKETS.source, 'x', info?.etag ?? '', 3, 6)).toString()).toBe('345');
    await store.put(BUCKETS.source, 'x', 'abcdefghij', options);
    await expect(store.read(BUCKETS.source, 'x', info?.etag ?? '', 3, 6)).rejects.toMatchObject({
      code: 'SOURCE_CHANGED',
    });
    expect(await store.get(BUCKETS.source, 'y')).toBeNull();
    await servers.stop();
  });

  it('stay until the last of several users stops', async () => {
    const [one, two] = await Promise.all([start('users'), start('users')]);
    expect(two.env).toEqual(one.env);
    await one.stop();
    expect(await storeOf(two).hasBucket('none')).toBe(false);
    await Promise.all([two.stop(), two.stop()]);
    expect(await processesWith(join(dir, 'users'))).toEqual([]);
  });

  it('are ended by the next user when the first was killed', async () => {
    const first = await start('orphans');
    await killUsers('orphans');
    const second = await start('orphans');
    expect(second.env).toEqual(first.env);
    await second.stop();
    expect(await processesWith(join(dir, 'orphans'))).toEqual([]);
  });

  it('replace one that hangs, and never run beside it on the same data', async () => {
    const first = await start('hung');
    await withClient(first, (client) => client.workflow.start('Nobody', { workflowId: 'kept', taskQueue: 'nobody' }));
    const state = await killUsers('hung');
    process.kill(state.temporal.pid, 'SIGSTOP');
    const second = await start('hung');
    expect(second.temporal.address).not.toBe(first.temporal.address);
    expect(() => process.kill(state.temporal.pid, 0)).toThrow('ESRCH');
    const found = await withClient(second, (client) => client.workflow.getHandle('kept').describe());
    expect(found.status.name).toBe('RUNNING');
    await second.stop();
    expect(await processesWith(join(dir, 'hung'))).toEqual([]);
  });

  it('get different ports when two start at once at the same standard ones', async () => {
    const ports = { temporal: await freePort(), ui: await freePort(), s3: await freePort() };
    const [one, two] = await Promise.all([start('std-1', ports), start('std-2', ports)]);
    expect(one.temporal.address).not.toBe(two.temporal.address);
    expect(one.s3.endpoint).not.toBe(two.s3.endpoint);
    await Promise.all([one.stop(), two.stop()]);
  });

  it('leave nothing behind when the start is called off', async () => {
    const aborter = new AbortController();
    const starting = startServers({ ...optionsOf('off'), signal: aborter.signal });
    setTimeout(() => aborter.abort(new Error('Ctrl-C')), 200);
    await expect(starting).rejects.toThrow('Ctrl-C');
    expect(await processesWith(join(dir, 'off'))).toEqual([]);
  });

  it('must answer where the environment names them', async () => {
    vi.stubEnv('TEMPORAL_ADDRESS', `127.0.0.1:${await freePort()}`);
    await expect(start('named')).rejects.toMatchObject({ code: 'STACK_UNREACHABLE' });
    vi.unstubAllEnvs();
    expect(await processesWith(join(dir, 'named'))).toEqual([]);
  });
});

/** Makes it look as if the processes that started the servers had been killed. */
async function killUsers(name: string): Promise<{ temporal: { pid: number } }> {
  const path = join(dir, name, 'servers.json');
  const state = JSON.parse(await readFile(path, 'utf8'));
  const { pid } = spawnSync('true');
  await writeFile(path, JSON.stringify({ ...state, users: state.users.map((user: object) => ({ ...user, pid })) }));
  return state;
}
