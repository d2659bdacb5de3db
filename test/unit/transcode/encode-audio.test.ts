import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it } from 'vitest';
import { chunkReportKey, type EncodeAudioInput, renditionHash, videoId } from '../../../services/core/index.ts';
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
