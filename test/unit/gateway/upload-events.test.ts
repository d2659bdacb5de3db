import { fileURLToPath } from 'node:url';
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { FanoutError, type VideoJob } from '../../../services/core/index.ts';
import { parseJobSpec } from '../../../services/core/spec/index.ts';
import { readMessage } from '../../../services/gateway/upload-events/event.ts';
import { uploadHandler } from '../../../services/gateway/upload-events/handler.ts';
import { uploadSettings } from '../../../services/gateway/upload-events/settings.ts';
import { DELETED, objectCreated, TEST_EVENT } from '../../support/s3-events.ts';

const WANTED = { bucket: 'acme-videos', prefix: 'uploads/' };
const PROFILES = fileURLToPath(new URL('../../../profiles', import.meta.url));
const QUEUE = { FANOUT_UPLOAD_EVENTS_QUEUE: 'https://sqs.eu-west-1.amazonaws.com/111122223333/fanout-uploads' };

describe('a message of the queue', () => {
  it.each([
    'uploads/film.mp4',
    'uploads/a b+c/ü & 100 %25.mp4',
  ])('tells of an upload, with the key as it is: %s', (key) => {
    expect(readMessage(objectCreated({ key }), WANTED)).toEqual({
      upload: { key, etag: 'b1946ac9', bytes: 31_457_280 },
    });
  });

  it.each([
    [{ key: 'uploads/' }, '"uploads/" is a folder'],
    [{ key: 'uploads/2026/' }, '"uploads/2026/" is a folder'],
    [{ size: 0 }, '"uploads/film.mp4" is empty'],
    [{ key: 'k0123/claim.json' }, '"k0123/claim.json" is not under "uploads/"'],
  ])('tells of what is none: %j', (what, skipped) => {
    expect(readMessage(objectCreated(what), WANTED)).toEqual({ skipped });
  });

  it.each([
    ['a test of S3', TEST_EVENT],
    ['of the bucket "acme-encoded"', objectCreated({ bucket: 'acme-encoded' })],
    ['of the bucket "videos"', objectCreated({ bucket: 'videos' })],
    ...[DELETED, '{}', '', 'hello', 'null', '[]', objectCreated().replace('"etag"', '"tag"')].map((body) => [
      'no event "Object Created" of S3',
      body,
    ]),
  ] as [string, string][])('is %s', (foreign, body) => {
    expect(readMessage(body, WANTED)).toEqual({ foreign });
  });
});

/** A stub that stands for Temporal, which knows a job when it comes again. */
function handling({ fail }: { fail?: () => Error | null } = {}) {
  const started = new Map<string, VideoJob>();
  const client = {
    withDeadline: (_deadline: number, call: () => Promise<unknown>) => call(),
    workflow: {
      async start(_type: string, { workflowId, args }: { workflowId: string; args: [VideoJob] }) {
        const failure = fail?.();
        if (failure) throw failure;
        if (started.has(workflowId)) throw new WorkflowExecutionAlreadyStartedError('there', workflowId, 'Video');
        started.set(workflowId, args[0]);
      },
    },
  } as unknown as Client;
  const lines: { level: number; msg: string; code?: string }[] = [];
  const logger = pino({}, { write: (line: string) => lines.push(JSON.parse(line) as (typeof lines)[number]) });
  const spec = parseJobSpec({});
  const handle = uploadHandler({ wanted: WANTED, spec, client: async () => client, logger });
  return {
    handle,
    started,
    lines,
    again: (other: object) =>
      uploadHandler({ wanted: WANTED, spec: parseJobSpec(other), client: async () => client, logger }),
  };
}

const WARN = 40;
const ERROR = 50;

describe('an upload', () => {
  it('becomes a job of the source where it lies, under its logical name, which is not the job’s to remove', async () => {
    const { handle, started, lines } = handling();
    expect(await handle(objectCreated())).toBe(true);
    const [[name, job] = []] = [...started];
    expect(name).toMatch(/^video-workflow-k[0-9a-f]{32}$/);
    expect(job).toMatchObject({
      source: { bucket: 'videos', key: 'uploads/film.mp4', name: 'film.mp4' },
      ownsSource: false,
      spec: { outputs: ['hls', 'dash'] },
    });
    expect(lines.map(({ msg }) => msg)).toEqual([`Upload "uploads/film.mp4": job ${job?.videoId}`]);
  });

  it('is one job, however often it is told of, and another when its bytes are others', async () => {
    const { handle, started } = handling();
    const messages = [
      objectCreated(),
      objectCreated(),
      objectCreated({ etag: 'other' }),
      objectCreated({ key: 'uploads/b' }),
    ];
    expect(await Promise.all(messages.map(handle))).toEqual([true, true, true, true]);
    expect(await handle(objectCreated())).toBe(true);
    expect(started.size).toBe(3);
  });

  it('is removed with a line where it is none', async () => {
    const { handle, started, lines } = handling();
    for (const body of [TEST_EVENT, 'hello', objectCreated({ size: 0 })]) expect(await handle(body)).toBe(true);
    expect(started.size).toBe(0);
    expect(lines.map(({ level }) => level)).toEqual([WARN, WARN, 30]);
  });

  it.each([
    ['an outage', () => new FanoutError('STACK_UNREACHABLE', 'Temporal does not answer.'), 'STACK_UNREACHABLE'],
    ['a tenant without room', () => new FanoutError('TENANT_OVER_QUOTA', 'It has 1.'), 'TENANT_OVER_QUOTA'],
    ['something that nobody has thought of', () => new Error('14 UNAVAILABLE'), 'INTERNAL'],
  ])('stays in the queue for %s', async (_what, fail, code) => {
    const { handle, lines } = handling({ fail });
    expect(await handle(objectCreated())).toBe(false);
    expect(lines).toMatchObject([{ level: WARN, code, msg: expect.stringContaining('It is tried again.') }]);
  });

  it('is given up where trying again does not help', async () => {
    const { handle, started, lines } = handling({ fail: () => new FanoutError('SPEC_INVALID', 'No such rung.') });
    expect(await handle(objectCreated())).toBe(true);
    expect(started.size).toBe(0);
    expect(lines).toMatchObject([{ level: ERROR, code: 'SPEC_INVALID' }]);
  });

  it('that could not be submitted is so later, also as another profile then says, and only once', async () => {
    let away = true;
    const fail = () => (away ? new Error('14 UNAVAILABLE') : null);
    const { handle, again, started } = handling({ fail });
    expect(await handle(objectCreated())).toBe(false);
    away = false;
    expect(await again({ ladder: '240p' })(objectCreated())).toBe(true);
    expect(await handle(objectCreated())).toBe(true);
    expect([...started.values()]).toMatchObject([{ spec: parseJobSpec({ ladder: '240p' }) }]);
  });
});

describe('settings of uploads', () => {
  it('are none without a queue', async () => {
    expect(await uploadSettings({ FANOUT_UPLOAD_PREFIX: 'x' }, PROFILES)).toBeNull();
  });

  it('are the folder uploads/ and the profile web, unless something else is said', async () => {
    expect(await uploadSettings(QUEUE, PROFILES)).toMatchObject({
      prefix: 'uploads/',
      spec: { outputs: ['hls', 'dash'] },
    });
    const other = { ...QUEUE, FANOUT_UPLOAD_PREFIX: 'in/films/', FANOUT_UPLOAD_PROFILE: 'download' };
    expect(await uploadSettings(other, PROFILES)).toMatchObject({
      prefix: 'in/films/',
      spec: { outputs: expect.arrayContaining(['mp4']) },
    });
  });

  it.each([
    [{ FANOUT_UPLOAD_EVENTS_QUEUE: 'fanout-uploads' }, 'CONFIG_INVALID'],
    [{ FANOUT_UPLOAD_PREFIX: 'uploads' }, 'CONFIG_INVALID'],
    [{ FANOUT_UPLOAD_PREFIX: '/' }, 'CONFIG_INVALID'],
    [{ FANOUT_UPLOAD_PROFILE: 'nosuch' }, 'PROFILE_NOT_FOUND'],
  ])('are refused: %j', async (env, code) => {
    await expect(uploadSettings({ ...QUEUE, ...env }, PROFILES)).rejects.toMatchObject({ code });
  });
});
