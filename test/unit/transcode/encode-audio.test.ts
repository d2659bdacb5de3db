import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it } from 'vitest';
import {
  chunkReportKey,
  type EncodeAudioInput,
  renditionHash,
  segmentKey,
  videoId,
} from '../../../services/core/index.ts';
import type { AudioCutter } from '../../../services/media/index.ts';
import { AudioWriter } from '../../../services/transcode/audio-writer.ts';
import { createTranscodeActivities, type TranscodeDeps } from '../../../services/transcode/index.ts';

it('a track that is found complete still tells how loud it was', async () => {
  const loudness = { measured: -20, truePeak: -3, gain: 2, limited: true };
  const id = videoId('film');
  const hash = renditionHash('0123456789abcdef');
  const stored = new Map([[chunkReportKey(id, hash, 1), JSON.stringify({ loudness })]]);
  const store = { get: async (_bucket: string, key: string) => Buffer.from(stored.get(key) ?? '') };
  // Nothing else is needed: nothing is encoded.
  const { encodeAudio } = createTranscodeActivities({ store } as unknown as TranscodeDeps);
  const input = { videoId: id, rendition: { hash }, chunks: [{ index: 0 }, { index: 1 }] };
  const result = await new MockActivityEnvironment().run(encodeAudio, input as unknown as EncodeAudioInput);
  expect(result).toMatchObject({ reused: true, loudness });
});

it('what a complete chunk of sound consists of is not put again', async () => {
  const id = videoId('film');
  const hash = renditionHash('0123456789abcdef');
  const put: string[] = [];
  const store = {
    get: async (_bucket: string, key: string) => (key === chunkReportKey(id, hash, 0) ? Buffer.from('{}') : null),
    putNew: async (_bucket: string, key: string) => put.push(key) > 0,
  };
  const chunks = [0, 1].map((index) => ({ index, firstSegment: 2 * index, segments: 2 }));
  const input = { videoId: id, rendition: { hash }, chunks } as unknown as EncodeAudioInput;
  const cutter = { init: Buffer.from('init') } as unknown as AudioCutter;
  const writer = new AudioWriter({ store } as unknown as TranscodeDeps, input, cutter, null);
  const segment = (number: number) => ({ number, startTicks: 0, endTicks: 1, bytes: 1, data: Buffer.from('x') });
  await writer.put([segment(0), segment(1)]);
  await writer.put([segment(2)]);
  expect(put).toEqual([segmentKey(id, hash, 2)]);
});
