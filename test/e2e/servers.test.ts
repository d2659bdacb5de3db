import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKETS } from '../../services/core/index.ts';
import { createS3Client, Store, storeConfigFromEnv } from '../../services/store/index.ts';
import { freePort, type LocalServers, type Ports, startServers } from '../../tools/stack/index.ts';
import { processesWith } from '../support/home.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fanout-servers-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const start = (name: string, ports: Ports | 'free' = 'free', lines: string[] = []) =>
  startServers({
    dataDir: join(dir, name),
    ports,
    ui: false,
    logDir: join(dir, name, 'logs'),
    onStep: (line) => lines.push(line),
  });

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
});
