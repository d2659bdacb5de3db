import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  bucketNamesFromEnv,
  createS3Client,
  prepareBuckets,
  Store,
  storeConfigFromEnv,
} from '../../../services/store/index.ts';

const NAMES = { FANOUT_VIDEOS_BUCKET: 'acme-videos', FANOUT_ENCODED_BUCKET: 'acme-encoded' };
let server: Server | undefined;
afterEach(() => {
  vi.unstubAllEnvs();
  server?.closeAllConnections();
  server?.close();
});

/** A stub that stands for S3: writes down what it is asked, says yes to all of it, and has no object and no rule. */
async function recordingStub(status = 200) {
  const asked: string[] = [];
  server = createServer((request, response) => {
    const copied = request.headers['x-amz-copy-source'];
    asked.push(`${request.method} ${request.url}${copied === undefined ? '' : ` from ${copied}`}`);
    const body = request.method === 'HEAD' ? undefined : '<Result><UploadId>1</UploadId><ETag>"e"</ETag></Result>';
    request.resume().on('end', () => response.writeHead(status, { etag: '"e"' }).end(body));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { asked, env: { MINIO_ENDPOINT: endpoint, MINIO_ACCESS_KEY: 'a', MINIO_SECRET_KEY: 'b' } };
}

const OPTIONS = { contentType: 'text/plain', cacheControl: 'no-store' };

describe('buckets of other names', () => {
  it('are asked for wherever Fanout asks for its own', async () => {
    const { asked, env } = await recordingStub();
    const store = new Store(createS3Client(storeConfigFromEnv({ ...env, ...NAMES })));
    await store.put('videos', 'a', 'x', OPTIONS);
    await store.putNew('encoded', 'b', 'x', OPTIONS);
    await store.copy('encoded', 'b', 'c d');
    await store.upload('videos', 'd', Readable.from([Buffer.alloc(9_000_000)]));
    await store.get('encoded', 'b');
    await store.head('videos', 'a');
    await store.list('encoded', 'p/').next();
    await store.remove('videos', 'a');
    await store.hasBucket('encoded');
    // Parts go up side by side.
    const lines = asked.map((line) =>
      line.replaceAll(/[?&](?:x-id|prefix|list-type|uploadId|uploads)(?:=[^& ]*)?/g, ''),
    );
    expect(lines.sort()).toEqual([
      'DELETE /acme-videos/a',
      'GET /acme-encoded/',
      'GET /acme-encoded/b',
      'HEAD /acme-encoded/',
      'HEAD /acme-videos/a',
      'POST /acme-videos/d',
      'POST /acme-videos/d',
      'PUT /acme-encoded/b',
      'PUT /acme-encoded/c%20d from acme-encoded/b',
      'PUT /acme-videos/a',
      'PUT /acme-videos/d?partNumber=1',
      'PUT /acme-videos/d?partNumber=2',
    ]);
  });

  it('are left alone where they are not of the two', async () => {
    const { asked, env } = await recordingStub();
    const store = new Store(createS3Client(storeConfigFromEnv({ ...env, ...NAMES })));
    await store.head('somebody-elses', 'film.mp4');
    await store.head('acme-videos', 'film.mp4');
    expect(asked).toEqual(['HEAD /somebody-elses/film.mp4', 'HEAD /acme-videos/film.mp4']);
  });

  it('are made, and get their rules', async () => {
    const { asked, env } = await recordingStub();
    await prepareBuckets(createS3Client(storeConfigFromEnv({ ...env, ...NAMES })), { origins: ['*'] });
    expect(asked.filter((line) => line.includes('/acme-videos')).length).toBe(5);
    expect(asked.filter((line) => line.includes('/acme-encoded')).length).toBe(5);
    expect(asked.length).toBe(10);
  });

  it('are named where one is missing', async () => {
    const { env } = await recordingStub(404);
    const store = new Store(createS3Client(storeConfigFromEnv({ ...env, ...NAMES })));
    await expect(store.requireBucket('encoded')).rejects.toMatchObject({
      message: 'S3 has no bucket "acme-encoded".',
      hint: expect.stringContaining('docker compose up setup'),
    });
  });

  it.each([
    [{ FANOUT_VIDEOS_BUCKET: 'Acme_Videos' }, 'FANOUT_VIDEOS_BUCKET is "Acme_Videos", which is no name of a bucket.'],
    [{ FANOUT_ENCODED_BUCKET: 'a/b' }, 'FANOUT_ENCODED_BUCKET is "a/b", which is no name of a bucket.'],
    [{ FANOUT_ENCODED_BUCKET: 'videos' }, 'both "videos": two buckets are needed.'],
  ])('are refused: %j', (env, message) => {
    expect(() => bucketNamesFromEnv(env)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(message) }),
    );
  });
});

it('without keys, the credentials are those of the task', async () => {
  const role = {
    AccessKeyId: 'ASIAROLE',
    SecretAccessKey: 'of-the-role',
    Token: 't',
    Expiration: '2099-01-01T00:00:00Z',
  };
  server = createServer((_request, response) => response.end(JSON.stringify(role)));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere');
  vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/x`);
  const s3 = createS3Client(storeConfigFromEnv({ AWS_REGION: 'eu-west-1' }));
  expect(await s3.config.credentials()).toMatchObject({ accessKeyId: 'ASIAROLE', sessionToken: 't' });
  expect(await s3.config.region()).toBe('eu-west-1');
});
