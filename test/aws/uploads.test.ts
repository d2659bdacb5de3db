import { readFile } from 'node:fs/promises';
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3Client, Store, storeConfigFromEnv } from '../../services/store/index.ts';
import { freePort } from '../../tools/stack/index.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { startEcsAgentStub } from '../support/ecs-agent-stub.ts';
import { objectCreated } from '../support/s3-events.ts';
import { endWorker, TestStack } from '../support/stack.ts';
import { type Ministack, startMinistack } from './ministack.ts';

/*
 * Services as AWS runs them: buckets of other names, uploads that a queue of SQS tells of, tasks that protect themselves. The
 * queue is an emulator's, the agent of ECS a stub with recorded answers, S3 and Temporal are real servers.
 */

const CLIP = corpus('clips/chthomos_bbb_480p_30s.mp4');
const NAMES = { FANOUT_VIDEOS_BUCKET: 'acme-videos', FANOUT_ENCODED_BUCKET: 'acme-encoded' };
/** Of the local S3 server, and so of the queue too. */
const REGION = 'us-east-1';
const KEYS = { accessKeyId: '000000000000', secretAccessKey: 'of-no-account' };
const UPLOAD = 'uploads/a film.mp4';
const LONG = { timeout: 90_000, interval: 500 };

describe.skipIf(!hasCorpus)('on AWS (needs MEDIA_CORPUS)', () => {
  let stack: TestStack;
  let aws: Ministack;
  let agent: Awaited<ReturnType<typeof startEcsAgentStub>>;
  let store: Store;
  let sqs: SQSClient;
  let queueUrl: string;

  beforeAll(async () => {
    [stack, aws, agent] = await Promise.all([TestStack.start(), startMinistack(), startEcsAgentStub()]);
    store = new Store(createS3Client(storeConfigFromEnv({ ...stack.servers.env, ...NAMES })));
    await Promise.all([store.ensureBucket('videos'), store.ensureBucket('encoded')]);
    sqs = new SQSClient({ endpoint: aws.endpoint, region: REGION, credentials: KEYS });
    queueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'fanout-uploads' }))).QueueUrl ?? '';
  });
  afterAll(async () => {
    sqs?.destroy();
    await Promise.all([stack?.stop(), aws?.stop(), agent?.stop()]);
  });

  const fanout = (...args: string[]) => stack.home.fanout(args, { ...stack.servers.env, ...NAMES });
  const jobs = async () =>
    JSON.parse((await fanout('list', '--json')).stdout).jobs as { videoId: string; name: string; state: string }[];
  const tell = (body: string) => sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
  const waiting = async () => {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] }),
    );
    return names.map((name) => Number(Attributes?.[name]));
  };

  it('an upload becomes a video, once, while its workers’ tasks are left alone', async () => {
    await store.put('videos', UPLOAD, await readFile(CLIP), { contentType: 'video/mp4', cacheControl: 'no-store' });
    const { etag = '' } = (await store.head('videos', UPLOAD)) ?? {};
    const event = objectCreated({ key: UPLOAD, etag: etag.replaceAll('"', '') });
    // There before the gateway is, twice, besides what is no upload.
    for (const body of [event, event, 'hello', objectCreated({ key: 'uploads/', size: 0 })]) await tell(body);
    await Promise.all([
      stack.worker('workflow', NAMES),
      stack.worker('metadata', NAMES),
      stack.worker('transcode', { ...NAMES, ECS_AGENT_URI: agent.uri }),
    ]);
    const gateway = await stack.worker('gateway', {
      ...NAMES,
      AWS_ENDPOINT_URL_SQS: aws.endpoint,
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
      FANOUT_GATEWAY_PORT: String(await freePort()),
      FANOUT_UPLOAD_EVENTS_QUEUE: queueUrl,
    });
    await expect.poll(waiting, LONG).toEqual([0, 0]);
    const found = await jobs();
    expect(found).toMatchObject([{ name: 'a film.mp4' }]);
    const id = found[0]?.videoId ?? '';
    await expect.poll(agent.wanted, LONG).toEqual([true]);
    await expect.poll(async () => (await jobs())[0]?.state, LONG).toBe('completed');
    await expect.poll(agent.wanted, LONG).toEqual([true, false]);

    // Where it is, and as what it is known.
    expect(await store.head('encoded', `${id}/hls/master.m3u8`)).not.toBeNull();
    expect(await stack.store.head('acme-encoded', `${id}/hls/master.m3u8`)).not.toBeNull();
    expect(await stack.store.head('encoded', `${id}/hls/master.m3u8`)).toBeNull();
    const { status, stdout } = await fanout('status', id, '--json');
    expect(status()).toMatchObject({ state: 'completed', output: `s3://encoded/${id}` });
    expect(stdout).not.toContain('acme');

    // Told of again after the job, it is none.
    await tell(event);
    await expect.poll(waiting, LONG).toEqual([0, 0]);
    expect(await jobs()).toHaveLength(1);

    // Neither the job's end nor its removal is that of the upload, also where a folder reads like a video.
    expect((await fanout('delete', id)).exitCode).toBe(0);
    expect(await fanout('delete', 'uploads')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('no video'),
    });
    expect(await store.head('videos', UPLOAD)).not.toBeNull();
    expect(await endWorker(gateway)).toBeLessThan(10);
  }, 240_000);

  it('a command reads an upload where it lies, by its logical name', async () => {
    const submitted = await fanout('submit', `s3://videos/${UPLOAD}`, '--set', 'ladder=240p', '--wait', '--json');
    expect(submitted.status()).toMatchObject({ state: 'completed' });
    expect(await store.head('videos', UPLOAD)).not.toBeNull();
  }, 240_000);
});
