import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import {
  type CaptionFileInput,
  type JobStatus,
  type TextTrack,
  textTrack,
  type VideoJob,
} from '../../services/core/index.ts';
import { withJob } from '../support/workflow-server.ts';
import { type Activities, failureOf, handleOf, stubs } from '../support/workflow-stubs.ts';

/* What the workflow makes of the text tracks of a source and of caption files: a real Temporal server, stubbed activities. */

const FILES = ['s3://videos/wf/captions/1/film.en.srt', 'https://media.example/film.de.vtt'];

/** Activities of a source with two text tracks, with a record of the caption files that were asked for. */
function captioned(overrides: Partial<Activities> = {}) {
  const asked: CaptionFileInput[] = [];
  const base = stubs();
  const made = stubs({
    extractMetadata: async (place) => {
      const found = await base.activities.extractMetadata(place);
      const text = [2, 3].map((streamIndex) => ({ streamIndex, codec: 'mov_text', language: 'fr' }));
      return { ...found, facts: { ...found.facts, text } };
    },
    extractCaptions: async ({ text }) => text.map((_track, index) => textTrack(index, 'fr')),
    publishCaptionFile: async (input) => {
      asked.push(input);
      return textTrack(input.index, 'en');
    },
    ...overrides,
  });
  return { ...made, asked };
}

const names = (tracks: readonly TextTrack[] = []) => tracks.map(({ name, language }) => `${name} ${language}`);

describe('VideoWorkflow, with captions', () => {
  it('publishes files after the tracks of the source, in their order, moved by the clip', async () => {
    const { activities, asked, published } = captioned();
    const test = async (client: Client, job: VideoJob) => {
      const status = (await handleOf(client, job).result()) as JobStatus;
      expect(status.degraded).toEqual([]);
      expect(asked.map(({ file }) => file).sort()).toEqual([...FILES].sort());
      for (const input of asked) expect(input).toMatchObject({ index: 2 + FILES.indexOf(input.file), aheadSeconds: 5 });
      const last = published.at(-1);
      expect(names(last?.text)).toEqual(['captions-1 fr', 'captions-2 fr', 'captions-3 en', 'captions-4 en']);
      expect(status.files.filter((file) => file.endsWith('.vtt') && file.startsWith('hls/')).sort()).toEqual(
        [1, 2, 3, 4].map((n) => `hls/captions-${n}.vtt`),
      );
    };
    await withJob('wf-captions', activities, test, { captionFiles: FILES, clip: { start: 5 } });
  });

  it('completes without a file that cannot be read, and says which', async () => {
    const { activities, published } = captioned({
      publishCaptionFile: async ({ index }) => {
        if (index === 1) return textTrack(index, 'de');
        throw ApplicationFailure.create({
          type: 'CAPTIONS_INVALID',
          message: 'film.en.srt, line 3',
          nonRetryable: true,
        });
      },
    });
    const test = async (client: Client, job: VideoJob) => {
      expect(await handleOf(client, job).result()).toMatchObject({
        state: 'completed',
        degraded: [{ what: 'captions', why: 'film.en.srt, line 3' }],
      });
      expect(names(published.at(-1)?.text)).toEqual(['captions-2 de']);
    };
    await withJob('wf-captions-bad', activities, test, { captionFiles: FILES, captions: false });
  });

  it.each([
    ['seek', 5.5],
    ['one-pass', 6.25],
  ] as const)('counts from frame 0 of the plan: %s', async (way, aheadSeconds) => {
    const ahead: number[] = [];
    const { activities } = captioned({
      extractCaptions: async (input) => {
        ahead.push(input.aheadSeconds);
        return [];
      },
      // Frame 0 is what could be decoded: 1.25 s after the container's start, which the headers put at 0.5 s.
      measureSource: async () => ({ startTicks: 1.25 * 12_800, frames: 1400, momentary: false }),
    });
    const { extractMetadata } = activities;
    const changed: Activities = {
      ...activities,
      extractMetadata: async (place) => {
        const found = await extractMetadata(place);
        const video = { ...found.facts.video, startTicks: 2.5 * 12_800 };
        return { ...found, access: { way, why: 'a test' }, facts: { ...found.facts, video, startSeconds: 2 } };
      },
    };
    const test = async (client: Client, job: VideoJob) => {
      await handleOf(client, job).result();
      expect(ahead).toEqual([aheadSeconds]);
    };
    await withJob(`wf-captions-${way}`, changed, test, { clip: { start: 5 } });
  });

  it('removes uploaded files of a job that is refused', async () => {
    const { activities, discarded } = captioned({
      extractMetadata: async () => {
        throw ApplicationFailure.create({ type: 'SOURCE_NO_VIDEO', message: 'sound only', nonRetryable: true });
      },
    });
    const test = async (client: Client, job: VideoJob) => {
      expect((await failureOf(client, job)).code).toBe('SOURCE_NO_VIDEO');
      const attachments = [{ bucket: 'videos', key: `${job.videoId}/captions/` }];
      expect(discarded).toEqual([{ videoId: job.videoId, source: job.source, attachments }]);
    };
    await withJob('wf-captions-gone', activities, test, {
      captionFiles: ['s3://videos/wf-captions-gone/captions/1/film.en.srt', 's3://elsewhere/film.de.vtt'],
    });
  });
});
