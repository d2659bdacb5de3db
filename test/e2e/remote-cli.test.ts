import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi } from '../support/api.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { TestStack } from '../support/stack.ts';

/* The command line where only a gateway is reached: no address of Temporal or S3 is in its environment. */

describe.skipIf(!hasCorpus)('commands by way of the API (needs MEDIA_CORPUS)', () => {
  let stack: TestStack;
  let api: TestApi;
  let key: string;
  let id = '';
  beforeAll(async () => {
    stack = await TestStack.startWhole();
    api = await TestApi.start(stack);
    const made = await stack.fanout('keys', 'create', 'a laptop', '--tenant', 'shop', '--scope', 'admin', '--json');
    ({ key } = JSON.parse(made.stdout));
  });
  afterAll(() => stack.stop());

  const fanout = (...args: string[]) => stack.home.fanout(args, { FANOUT_URL: api.url, FANOUT_API_KEY: key });

  it('upload, submit and follow a video to its end', async () => {
    const settings = ['--set', 'ladder=240p', '--set', 'metadata.order=17'];
    const done = await fanout('submit', corpus('clips/mdn_flower.mp4'), ...settings, '--wait', '--json');
    expect(done.exitCode, done.stderr).toBe(0);
    const status = done.status();
    expect(status).toMatchObject({ state: 'completed', tenant: 'shop', metadata: { order: '17' } });
    id = status.videoId;
    expect((await fanout('status', id, '--json')).status()).toEqual(status);
  });

  it('list, change and delete it', async () => {
    const listed = JSON.parse((await fanout('list', '--json')).stdout) as { jobs: { videoId: string; name: string }[] };
    expect(listed.jobs).toEqual([expect.objectContaining({ videoId: id, name: 'mdn_flower.mp4' })]);
    const added = await fanout('add', id, '--rendition', '360p', '--wait', '--json');
    expect(added.status().renditions.map(({ name }) => name)).toEqual(['360p', '240p']);
    const deliveries = await fanout('webhooks', 'list', id, '--json');
    expect(JSON.parse(deliveries.stdout)).toEqual({ deliveries: [] });
    expect(JSON.parse((await fanout('delete', id, '--json')).stdout)).toMatchObject({ videoId: id, deleted: true });
    const gone = await fanout('status', id, '--json');
    expect([gone.exitCode, gone.status().error?.code]).toEqual([2, 'VIDEO_NOT_FOUND']);
  });

  it('say what is wrong as they do elsewhere', async () => {
    const unknown = await fanout('status', 'no-such-video', '--json');
    expect([unknown.exitCode, unknown.status().error?.code]).toEqual([2, 'VIDEO_NOT_FOUND']);
    const paused = await fanout('pause', 'no-such-video', '--json');
    expect(paused.status().error?.code).toBe('VIDEO_NOT_FOUND');
    const wrong = await stack.home.fanout(['list', '--json'], { FANOUT_URL: api.url, FANOUT_API_KEY: `${key}x` });
    expect([wrong.exitCode, wrong.status().error?.code]).toEqual([2, 'KEY_INVALID']);
    const away = await stack.home.fanout(['list', '--json'], { FANOUT_URL: 'http://127.0.0.1:9', FANOUT_API_KEY: key });
    expect([away.exitCode, away.status().error?.code]).toEqual([3, 'STACK_UNREACHABLE']);
    const nonsense = await stack.home.fanout(['list', '--json'], { FANOUT_URL: 'videos.example' });
    expect(nonsense.status().error?.code).toBe('CONFIG_INVALID');
  });

  it('keys: are listed, rotated and revoked', async () => {
    const keys = async () =>
      JSON.parse((await stack.fanout('keys', 'list', '--json')).stdout).keys as {
        id: string;
        expiresAt: string | null;
      }[];
    const [first] = await keys();
    const rotated = JSON.parse(
      (await stack.fanout('keys', 'rotate', first?.id ?? '', '--overlap', '30m', '--json')).stdout,
    );
    expect((await keys()).map(({ id: one, expiresAt }) => [one, expiresAt !== null])).toEqual([
      [first?.id, true],
      [rotated.id, false],
    ]);
    // Both are good meanwhile.
    for (const one of [key, rotated.key]) {
      const listed = await stack.home.fanout(['list', '--json'], { FANOUT_URL: api.url, FANOUT_API_KEY: one });
      expect(listed.exitCode).toBe(0);
    }
    expect((await stack.fanout('keys', 'revoke', rotated.id)).exitCode).toBe(0);
    expect(await keys()).toHaveLength(1);
    expect((await stack.fanout('keys', 'revoke', 'zzzzzzzzzzzz', '--json')).status().error?.code).toBe('KEY_NOT_FOUND');
  });
});
