import { createReadStream } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BUCKETS,
  type ChunkReport,
  chunkReportKey,
  type EncodeChunkInput,
  type EncodeChunkResult,
  type ExtractedMetadata,
  initKey,
  planVideo,
  renditionPrefix,
  segmentKey,
  videoId,
} from '../../services/core/index.ts';
import { parseJobSpec } from '../../services/core/spec/index.ts';
import { mediaToolsFromEnv, Scratch, SourceProxy } from '../../services/media/index.ts';
import { createMetadataActivities, ReportReader } from '../../services/metadata/index.ts';
import { WORKER_IDENTITY } from '../../services/temporal/index.ts';
import { createTranscodeActivities, Encoders } from '../../services/transcode/index.ts';
import { WebClient, WebhookSender, webConfigFromEnv, webhookNetworksFromEnv } from '../../services/web/index.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { decodeComplaints, decodedFrames } from '../support/home.ts';
import { TestStack } from '../support/stack.ts';

/* Two workers on one chunk, whose encoders do not give the same bytes. A real S3 server, real ffmpeg. */

const id = videoId('same-chunk');
let stack: TestStack;
let dir: string;
let proxy: SourceProxy;

beforeAll(async () => {
  [stack, dir, proxy] = await Promise.all([
    TestStack.start(),
    mkdtemp(join(tmpdir(), 'fanout-same-')),
    SourceProxy.start(),
  ]);
});
afterAll(async () => {
  await proxy.stop();
  await stack.stop();
  await rm(dir, { recursive: true, force: true });
});

/** A worker whose ffmpeg changes one argument on its way. */
async function worker(name: string, from: string, to: string) {
  const tools = await mediaToolsFromEnv(process.env);
  const ffmpeg = join(dir, name);
  const replace = `for a; do shift; [ "$a" = '${from}' ] && a='${to}'; set -- "$@" "$a"; done`;
  await writeFile(ffmpeg, `#!/bin/sh\n${replace}\nexec ${tools.ffmpeg} "$@"\n`);
  await chmod(ffmpeg, 0o755);
  const { store } = stack;
  const probe = () => Promise.reject(new Error('not asked for'));
  const encoders = await Encoders.find({ mode: 'software', probe, say: () => {}, trouble: () => {} });
  const deps = {
    store,
    web: new WebClient(webConfigFromEnv(process.env)),
    proxy,
    tools: { ...tools, ffmpeg },
    encoders,
    scratch: await Scratch.open(join(dir, `scratch-${name}`)),
    stuckMs: 60_000,
  };
  return {
    ...createTranscodeActivities(deps),
    ...createMetadataActivities({
      ...deps,
      reports: new ReportReader(store),
      webhooks: new WebhookSender(webhookNetworksFromEnv({})),
      webhookSecrets: undefined,
    }),
  };
}

async function chunkInput(
  activities: Awaited<ReturnType<typeof worker>>,
  folder: typeof id,
): Promise<EncodeChunkInput> {
  const key = `${id}/source`;
  await stack.store.upload(BUCKETS.source, key, createReadStream(corpus('clips/chthomos_bbb_480p_30s.mp4')));
  const place = { bucket: BUCKETS.source, key };
  const found: ExtractedMetadata = await new MockActivityEnvironment().run(() => activities.extractMetadata(place));
  const plan = planVideo({
    ...found,
    original: found.source,
    videoId: folder,
    spec: parseJobSpec({ ladder: '240p', segmentSeconds: 2, chunkSegments: 4, encoder: { preset: 'ultrafast' } }),
    measured: null,
    watermark: null,
  });
  const [lane] = plan.lanes;
  const chunk = plan.chunks[1];
  if (!lane || !chunk) throw new Error('the clip is too short for this test');
  return { ...plan, lane: lane.name, renditions: lane.renditions, chunk, openEnd: false, twins: {} };
}

/** The chunk as the bucket has it, and whether the report speaks of that. */
async function stored({ chunk, renditions: [rendition] }: EncodeChunkInput, init: Buffer) {
  const hash = rendition?.hash;
  if (!hash) throw new Error('a lane without a rendition');
  const report = JSON.parse(
    String(await stack.store.get(BUCKETS.encoded, chunkReportKey(id, hash, chunk.index))),
  ) as ChunkReport;
  const parts = [init];
  for (const { number, bytes, keyframes } of report.segments) {
    const segment = (await stack.store.get(BUCKETS.encoded, segmentKey(id, hash, number))) ?? Buffer.alloc(0);
    expect(segment.length).toBe(bytes);
    for (const { offset } of keyframes ?? []) expect(segment.subarray(offset + 4, offset + 8).toString()).toBe('moof');
    parts.push(segment);
  }
  const file = join(dir, 'stored.mp4');
  await writeFile(file, Buffer.concat(parts));
  return { report, frames: await decodedFrames(file), complaints: await decodeComplaints(file) };
}

describe.skipIf(!hasCorpus)('two workers on the same chunk (needs MEDIA_CORPUS)', () => {
  it('end with one report and right bytes, though each encodes other bytes', async () => {
    const [a, b] = await Promise.all([worker('a', '23', '23'), worker('b', '23', '35')]);
    const input = await chunkInput(a, id);
    const [{ hash } = { hash: null }] = input.renditions;
    if (hash === null) throw new Error('a lane without a rendition');
    const run = (who: typeof a, what: EncodeChunkInput): Promise<EncodeChunkResult> =>
      new MockActivityEnvironment().run(who.encodeChunk, what);
    // Chunk 0 gives the init segment, which all chunks share.
    await run(a, {
      ...input,
      chunk: { ...input.chunk, index: 0, firstSegment: 0, frames: { start: 0, end: input.chunk.frames.start } },
    });
    const init = (await stack.store.get(BUCKETS.encoded, initKey(id, hash))) ?? Buffer.alloc(0);
    const both = await Promise.all([run(a, input), run(b, input)]);
    const planned = input.chunk.frames.end - input.chunk.frames.start;
    for (const { endFrame, seconds, worker } of both) {
      expect({ endFrame, worker }).toEqual({ endFrame: input.chunk.frames.end, worker: WORKER_IDENTITY });
      expect(seconds).toBeGreaterThan(0);
    }
    const race = await stored(input, init);
    expect(race).toMatchObject({ frames: planned, complaints: '' });
    expect(await run(b, input)).toMatchObject({ reused: true, cpuSeconds: 0 });

    // A worker that died in between left some of its segments, and no report.
    const { segments } = race.report;
    await stack.store.remove(BUCKETS.encoded, chunkReportKey(id, hash, input.chunk.index));
    for (const { number } of segments.slice(2)) await stack.store.remove(BUCKETS.encoded, segmentKey(id, hash, number));
    expect(await run(b, input)).toMatchObject({ reused: false, endFrame: input.chunk.frames.end });
    const mixed = await stored(input, init);
    expect(mixed).toMatchObject({ frames: planned, complaints: '' });
    expect(mixed.report.segments.slice(0, 2)).toEqual(segments.slice(0, 2));

    // What lies there may be no part of this plan at all: then it is replaced.
    await stack.store.remove(BUCKETS.encoded, chunkReportKey(id, hash, input.chunk.index));
    const [first] = segments;
    await stack.store.put(BUCKETS.encoded, segmentKey(id, hash, first?.number ?? 0), 'no segment', {
      contentType: 'video/mp4',
      cacheControl: 'no-store',
    });
    await run(a, input);
    expect(await stored(input, init)).toMatchObject({ frames: planned, complaints: '' });
    const keys: string[] = [];
    for await (const { key } of stack.store.list(BUCKETS.encoded, `${renditionPrefix(id, hash)}/chunks/`))
      keys.push(key);
    expect(keys).toHaveLength(2);
  });
});
