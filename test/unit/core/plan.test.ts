import { describe, expect, it } from 'vitest';
import {
  acceptSource,
  asFanoutError,
  type MeasuredSource,
  planVideo,
  rational,
  type SourceAccess,
  type SourceFacts,
  videoId,
  videoRenditions,
  type Watermark,
} from '../../../services/core/index.ts';
import { parseJobSpec } from '../../../services/core/spec/index.ts';
import { sourceFacts, videoFacts } from '../../support/source-facts.ts';

const video = videoFacts({
  codedWidth: 1920,
  codedHeight: 1080,
  width: 1920,
  height: 1080,
  nominalRate: rational(24),
  averageRate: rational(24),
  timeBase: rational(1, 12288),
  durationSeconds: 30.041667,
  durationTicks: 369_152,
  colour: { range: 'tv', matrix: 'bt709', primaries: 'bt709', transfer: 'bt709' },
  fieldOrder: 'progressive',
  indexedFrames: 721,
});
const facts: SourceFacts = sourceFacts({ bytes: 10_000, durationSeconds: 30.06, video });
const source = { bucket: 'videos', key: 'x/source', etag: '"e1"', bytes: 1000 };

function plan(
  changes: {
    facts?: SourceFacts;
    spec?: unknown;
    etag?: string;
    version?: string;
    access?: SourceAccess;
    measured?: MeasuredSource;
    watermark?: Watermark;
    crfs?: Readonly<Record<string, number>>;
  } = {},
) {
  const original = { ...source, etag: changes.etag ?? source.etag };
  return planVideo({
    videoId: videoId('x'),
    original,
    source: original,
    facts: acceptSource(changes.facts ?? facts),
    spec: parseJobSpec(changes.spec ?? {}),
    encoderVersion: changes.version ?? '7.1.5',
    access: changes.access ?? { way: 'seek', why: '' },
    interlaced: false,
    measured: changes.measured ?? null,
    watermark: changes.watermark ?? null,
    crfs: changes.crfs ?? {},
  });
}

describe('planning', () => {
  it('counts frames from the track, not from the container', () => {
    expect(plan().grid).toEqual({ rate: rational(24), frames: 721, gopFrames: 48, segmentFrames: 144 });
  });

  it('makes a clip a source that starts later', () => {
    const clip = plan({ spec: { clip: { start: 7.5, end: 15.5 } } });
    expect(clip.grid.frames).toBe(192);
    expect(clip.track).toMatchObject({ startTicks: 7.5 * 12_288, skipsStart: true });
    expect(clip.openEnd).toBe(false);
    expect(plan({ spec: { clip: { start: 10 } } }).grid.frames).toBe(481);
    expect(plan().openEnd).toBe(true);
  });

  it('gives clips of the same length names of their own', () => {
    const hashes = [0, 5, 10].map(
      (start) => plan({ spec: { clip: { start, end: start + 5 } } }).lanes[0]?.renditions[0]?.hash,
    );
    expect(new Set(hashes).size).toBe(3);
  });

  it('gives a rendition another name for anything that changes its watermark, and leaves the sound alone', () => {
    const image = { sha256: 'a', bytes: 10, width: 200, height: 100 };
    const mark: Watermark = { image, position: 'center', opacity: 0.5, width: 0.1, margin: 0 };
    const marks: (Watermark | undefined)[] = [
      undefined,
      mark,
      { ...mark, image: { ...image, sha256: 'b' } },
      { ...mark, position: 'top-left' },
      { ...mark, opacity: 0.6 },
      { ...mark, width: 0.2 },
      { ...mark, margin: 0.1 },
    ];
    const plans = marks.map((watermark) => plan(watermark ? { watermark } : {}));
    expect(new Set(plans.map(({ lanes }) => lanes[0]?.renditions[0]?.hash)).size).toBe(marks.length);
    expect(new Set(plans.map(({ audio }) => audio[0]?.hash)).size).toBe(1);
  });

  it.each([
    { start: 40 },
    { start: 40, end: 50 },
    { start: 5, end: 5.001 },
  ])('refuses a clip of nothing: %o', (clip) => {
    expect(() => plan({ spec: { clip } })).toThrow(expect.objectContaining({ code: 'CLIP_EMPTY' }));
  });

  it('puts a varying rate on the nearest standard rate', () => {
    const vfr = { ...video, nominalRate: rational(90_000), averageRate: rational(297, 10), constantRate: false };
    expect(plan({ facts: { ...facts, video: vfr } }).grid.rate).toEqual(rational(30000, 1001));
  });

  it('gives 4K a lane of its own', () => {
    const uhd = { ...video, width: 3840, height: 2160, codedWidth: 3840, codedHeight: 2160 };
    expect(plan({ facts: { ...facts, video: uhd } }).lanes.map((l) => l.renditions.map((r) => r.name))).toEqual([
      ['2160p'],
      ['1440p', '1080p', '720p', '480p', '360p', '240p'],
    ]);
  });

  it('is the same for the same input', () => {
    expect(plan()).toEqual(plan());
  });

  it('names renditions by all that decides their bytes', () => {
    const hashes = (p: ReturnType<typeof plan>) => videoRenditions(p).map((r) => r.hash);
    const base = hashes(plan({ spec: { ladder: ['720p'] } }));
    expect(base).toHaveLength(1);
    for (const other of [
      plan({ spec: { ladder: ['720p'], encoder: { crf: 24 } } }),
      plan({ spec: { ladder: ['720p'], segmentSeconds: 4 } }),
      plan({ spec: { ladder: ['720p'], chunkSegments: 1 } }),
      plan({ spec: { ladder: ['720p'] }, etag: '"e2"' }),
      plan({ spec: { ladder: ['720p'] }, version: '5.1.9' }),
    ]) {
      expect(hashes(other)).not.toEqual(base);
    }
    expect(hashes(plan())).toContain(base[0]);
  });

  it('gives a rendition the rate factor that was chosen for it, and a name of its own with it', () => {
    const spec = { ladder: ['720p', '480p'], codecs: ['h264', 'hevc'] };
    const [before, after] = [plan({ spec }), plan({ spec, crfs: { '720p': 20.5, '480p-hevc': 31 } })].map(
      videoRenditions,
    );
    expect(after?.map(({ name, crf }) => [name, crf])).toEqual([
      ['720p', 20.5],
      ['480p', 23],
      ['720p-hevc', 27],
      ['480p-hevc', 31],
    ]);
    expect(after?.map(({ hash }, i) => hash === before?.[i]?.hash)).toEqual([false, true, true, false]);
  });

  it('stays far below the payload limit for a day of video', () => {
    const day = { ...video, durationTicks: 86_400 * 12_288, durationSeconds: 86_400 };
    const planned = plan({ facts: { ...facts, durationSeconds: 86_400, video: day }, spec: { segmentSeconds: 2 } });
    expect(JSON.stringify(planned.chunks).length).toBeLessThan(100_000);
  });
});

describe('acceptance', () => {
  const refused = (change: Partial<SourceFacts>) => {
    try {
      acceptSource({ ...facts, ...change });
    } catch (error) {
      return asFanoutError(error).code;
    }
    return 'accepted';
  };

  it.each<[string, Partial<SourceFacts>, string]>([
    ['sound only', { video: null }, 'SOURCE_NO_VIDEO'],
    ['an encrypted track', { video: { ...video, codecTag: 'encv' } }, 'SOURCE_ENCRYPTED'],
    ['an unknown codec', { video: { ...video, codec: 'unknown' } }, 'SOURCE_CODEC_UNSUPPORTED'],
    ['no decodable frame', { video: { ...video, pixelFormat: 'unknown' } }, 'SOURCE_UNREADABLE'],
    ['a 67-megapixel picture', { video: { ...video, codedWidth: 8192, codedHeight: 8192 } }, 'SOURCE_OVER_LIMITS'],
    ['a picture of one pixel', { video: { ...video, codedWidth: 1, codedHeight: 1 } }, 'SOURCE_TOO_SMALL'],
    ['a thousand frames a second', { video: { ...video, indexedFrames: 30_041 } }, 'SOURCE_OVER_LIMITS'],
    ['a clock tick for a rate', { video: { ...video, averageRate: rational(1000) } }, 'accepted'],
    ['45 days', { bytes: 1e9, video: { ...video, indexedFrames: null, durationSeconds: 4e6 } }, 'SOURCE_OVER_LIMITS'],
    ['no duration', { durationSeconds: null, video: { ...video, durationSeconds: null } }, 'accepted'],
    ['a transport stream', { container: 'mpegts' }, 'accepted'],
    ['an ordinary file', {}, 'accepted'],
  ])('%s', (_what, change, code) => {
    expect(refused(change)).toBe(code);
  });
});
