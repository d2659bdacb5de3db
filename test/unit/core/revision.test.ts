import { describe, expect, it } from 'vitest';
import {
  acceptSource,
  bareStatus,
  checkRevision,
  FanoutError,
  type JobStatus,
  type MadeVideo,
  narrowPlan,
  planVideo,
  type RenditionResult,
  type Revision,
  revisedMade,
  revisedSettings,
  revisedSpec,
  revisedStatus,
  videoId,
  videoRenditions,
} from '../../../services/core/index.ts';
import { parseJobSpec } from '../../../services/core/spec/index.ts';
import { sourceFacts, videoFacts } from '../../support/source-facts.ts';

const id = videoId('film');
const source = { bucket: 'videos', key: 'film/source', etag: '"e"', bytes: 10_000_000 };

function plan(
  spec: object,
  changes: { etag?: string; seconds?: number; version?: string; takes?: Record<string, number> } = {},
) {
  const { etag = source.etag, seconds = 30, version = '7.1.5', takes = {} } = changes;
  const video = videoFacts({ width: 1280, height: 720, durationSeconds: seconds, durationTicks: seconds * 12_800 });
  return planVideo({
    videoId: id,
    original: { ...source, etag },
    source: { ...source, etag },
    facts: acceptSource(sourceFacts({ bytes: 10_000_000, durationSeconds: seconds, video })),
    spec: parseJobSpec(spec),
    encoderVersion: version,
    access: { way: 'seek', why: '' },
    interlaced: false,
    measured: null,
    watermark: null,
    takes,
  });
}

function made(spec: object): MadeVideo {
  const { videoId: of, grid, chunks, audio, ...rest } = plan(spec);
  return { videoId: of, grid, chunks, audio, video: videoRenditions(rest), text: [] };
}

const names = (video: readonly { readonly name: string }[]) => video.map(({ name }) => name);

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof FanoutError) return error.code;
    throw error;
  }
  return 'none';
}

describe('a change of a finished video', () => {
  const video = made({ ladder: '720p,480p' });

  it.each([
    ['add', '360p', 'none'],
    ['add', '480p-hevc', 'none'],
    ['add', '480p', 'RENDITION_EXISTS'],
    ['add', '900p', 'RENDITION_UNKNOWN'],
    ['add', '720p-vp9', 'RENDITION_UNKNOWN'],
    ['add', '\x1b[2J', 'RENDITION_UNKNOWN'],
    ['redo', '480p', 'none'],
    ['redo', '360p', 'RENDITION_UNKNOWN'],
  ] as const)('%s %s: %s', (what, name, code) => {
    expect(codeOf(() => checkRevision({ what, renditions: [name], made: video }))).toBe(code);
  });

  it('encodes what is added, and nothing else', () => {
    const wanted = { what: 'add' as const, renditions: ['360p', '480p-hevc'], made: video };
    const spec = revisedSpec(parseJobSpec({ ladder: '720p,480p' }), wanted);
    expect(spec).toMatchObject({ ladder: ['360p', '480p', '720p'], codecs: ['h264', 'hevc'] });
    const { ladder, codecs } = spec;
    const narrow = narrowPlan(plan({ ladder, codecs }), wanted);
    expect(names(videoRenditions(narrow))).toEqual(['360p', '480p-hevc']);
    expect(narrow.audio).toEqual([]);
    const after = revisedMade(narrow, video);
    expect(names(after.video)).toEqual(['720p', '480p', '360p', '480p-hevc']);
    // Those that were there are the same objects still.
    expect(after.video.slice(0, 2)).toEqual(video.video);
  });

  it('leaves what is there alone even when the workers have another ffmpeg by now', () => {
    const wanted = { what: 'add' as const, renditions: ['360p'], made: video };
    const narrow = narrowPlan(plan({ ladder: '720p,480p,360p' }, { version: '8.0' }), wanted);
    expect(revisedMade(narrow, video).video.slice(0, 2)).toEqual(video.video);
  });

  it('gives what is encoded anew a folder of its own, every time, at the rate factor that it had', () => {
    const wanted = { what: 'redo' as const, renditions: ['480p'], made: video };
    const { takes, crfs } = revisedSettings(wanted);
    expect({ takes, crfs }).toEqual({ takes: { '480p': 1 }, crfs: { '480p': 23 } });
    const once = revisedMade(narrowPlan(plan({ ladder: '720p,480p' }, { takes }), wanted), video);
    const twice = revisedSettings({ ...wanted, made: once });
    expect(twice.takes).toEqual({ '480p': 2 });
    const again = revisedMade(narrowPlan(plan({ ladder: '720p,480p' }, { takes: twice.takes }), wanted), once);
    const hashes = [video, once, again].map(({ video: all }) => all.find(({ name }) => name === '480p')?.hash);
    expect(new Set(hashes).size).toBe(3);
  });

  it('is refused where the source does not give it, and where the source is not what it was', () => {
    const wanted = { what: 'add' as const, renditions: ['1080p'], made: video };
    const { ladder } = revisedSpec(parseJobSpec({}), wanted);
    const fresh = plan({ ladder });
    expect(codeOf(() => narrowPlan(fresh, wanted))).toBe('RENDITION_IMPOSSIBLE');
    expect(codeOf(() => narrowPlan(plan({}, { seconds: 20 }), { ...wanted, renditions: ['360p'] }))).toBe(
      'SOURCE_CHANGED',
    );
  });
});

describe('the status of a changed video', () => {
  const rendition = (name: string, crf: number) => ({ name, crf }) as RenditionResult;
  const before: JobStatus = {
    ...bareStatus(id, 'completed'),
    files: ['poster.jpg'],
    renditions: [rendition('720p', 23), rendition('480p', 23)],
    skipped: [{ rung: '360p', reason: 'not wanted' }],
    timings: { firstPlayableMs: 1, totalMs: 2 },
  };
  const revision: Revision = { what: 'add', renditions: ['360p'], before, made: made({ ladder: '720p,480p' }) };
  const now = (state: JobStatus['state']): JobStatus => ({
    ...bareStatus(id, state),
    files: ['mp4/360p.mp4'],
    renditions: [rendition('720p', 1), rendition('480p', 1), rendition('360p', 30)],
  });

  it('has what was added, and what was there as it was described', () => {
    expect(revisedStatus(revision, now('completed'))).toMatchObject({
      state: 'completed',
      files: ['mp4/360p.mp4', 'poster.jpg'],
      renditions: [rendition('720p', 23), rendition('480p', 23), rendition('360p', 30)],
      skipped: [],
      timings: before.timings,
      revision: { what: 'add', renditions: ['360p'], state: 'completed' },
    });
  });

  it.each(['failed', 'cancelled'] as const)('is what it was when the change has %s', (state) => {
    const error = new FanoutError('CANCELLED', 'no').toReport();
    const { revision: outcome, ...rest } = revisedStatus(revision, { ...now(state), error });
    expect(rest).toEqual(before);
    expect(outcome).toEqual({ what: 'add', renditions: ['360p'], state, error });
  });

  it('shows the change under way, and the video as it still is', () => {
    expect(revisedStatus(revision, now('paused'))).toMatchObject({
      state: 'paused',
      renditions: before.renditions,
      revision: { state: 'paused' },
    });
  });
});
