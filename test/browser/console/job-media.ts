import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { masterPlaylist, planStoryboard, rational, storyboardTrack } from '../../../services/core/index.ts';
import { CLIP, makeBarcodeClip } from '../barcode-clip.ts';

/** The first is the largest. Bits per second are what its playlist claims. */
export const RENDITIONS = [
  { name: '360p', width: 640, height: 360, bits: 900_000 },
  { name: '180p', width: 320, height: 180, bits: 250_000 },
] as const;
export const SEGMENT_SECONDS = 2;
const SEGMENT_FRAMES = SEGMENT_SECONDS * CLIP.rate;
const TYPES: Readonly<Record<string, string>> = {
  m3u8: 'application/vnd.apple.mpegurl',
  vtt: 'text/vtt',
  jpg: 'image/jpeg',
  mp4: 'video/mp4',
  m4s: 'video/mp4',
};

/** A small video as a job would make it, whose frames carry their number; nothing is encoded but it. */
export class JobMedia {
  readonly #dir: string;
  /** Segments that playlists name: more of them come while a job runs. */
  segments = Number.POSITIVE_INFINITY;

  private constructor(dir: string) {
    this.#dir = dir;
  }

  static async make(): Promise<JobMedia> {
    const dir = await mkdtemp(join(tmpdir(), 'fanout-job-page-'));
    const clip = await makeBarcodeClip(dir);
    await Promise.all([...RENDITIONS.map((rendition) => encode(dir, clip, rendition)), drawStoryboard(dir, clip)]);
    const variants = RENDITIONS.map(({ bits, ...rendition }) => ({
      ...rendition,
      ...{ rate: rational(CLIP.rate), codecs: 'avc1.42c01e', videoRange: 'SDR', keyframes: null },
      bandwidth: { peak: bits, average: bits },
    }));
    const text = [{ name: 'captions-en', label: 'English', language: 'en' }];
    await writeFile(join(dir, 'master.m3u8'), masterPlaylist(variants, [], text));
    await writeFile(join(dir, 'captions-en.vtt'), `WEBVTT\n\n00:00.000 --> 00:${CLIP.seconds}.000\nHello there\n`);
    const lines = ['#EXTM3U', '#EXT-X-VERSION:7', `#EXT-X-TARGETDURATION:${CLIP.seconds}`, '#EXT-X-PLAYLIST-TYPE:VOD'];
    const list = [...lines, `#EXTINF:${CLIP.seconds},`, 'captions-en.vtt', '#EXT-X-ENDLIST', ''].join('\n');
    await writeFile(join(dir, 'captions-en.m3u8'), list);
    return new JobMedia(dir);
  }

  /** A file of it, as it is served at this moment; `null` when there is none. */
  async file(name: string): Promise<{ readonly type: string; readonly bytes: Buffer } | null> {
    const type = TYPES[name.replace(/.*\./, '')];
    if (!/^[\w.-]+$/.test(name) || type === undefined) return null;
    const bytes = await readFile(join(this.#dir, name)).catch(() => null);
    if (!bytes) return null;
    const isMedia = RENDITIONS.some((rendition) => name === `${rendition.name}.m3u8`);
    return { type, bytes: isMedia ? Buffer.from(this.#grown(bytes.toString())) : bytes };
  }

  remove(): Promise<void> {
    return rm(this.#dir, { recursive: true, force: true });
  }

  /** A playlist as long as it is by now. */
  #grown(playlist: string): string {
    const segments = playlist.split(/(?=#EXTINF)/);
    if (segments.length - 1 <= this.segments) return playlist;
    return segments
      .slice(0, this.segments + 1)
      .join('')
      .replace('PLAYLIST-TYPE:VOD', 'PLAYLIST-TYPE:EVENT');
  }
}

async function encode(dir: string, clip: string, { name, width, height }: (typeof RENDITIONS)[number]): Promise<void> {
  const keyframes = ['-g', `${SEGMENT_FRAMES}`, '-keyint_min', `${SEGMENT_FRAMES}`, '-sc_threshold', '0'];
  const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-crf', '20', ...keyframes];
  const files = ['-hls_fmp4_init_filename', `${name}-init.mp4`, '-hls_segment_filename', join(dir, `${name}-%03d.m4s`)];
  const hls = [
    '-f',
    'hls',
    '-hls_time',
    `${SEGMENT_SECONDS}`,
    '-hls_segment_type',
    'fmp4',
    '-hls_playlist_type',
    'vod',
  ];
  const scale = ['-vf', `scale=${width}:${height}`, '-an', '-sn'];
  await execa('ffmpeg', [
    '-y',
    '-v',
    'error',
    '-i',
    clip,
    ...scale,
    ...codec,
    ...hls,
    ...files,
    join(dir, `${name}.m3u8`),
  ]);
}

async function drawStoryboard(dir: string, clip: string): Promise<void> {
  const grid = {
    rate: rational(CLIP.rate),
    frames: CLIP.frames,
    gopFrames: SEGMENT_FRAMES,
    segmentFrames: SEGMENT_FRAMES,
  };
  const board = planStoryboard(grid, CLIP);
  const tile = `fps=1/${SEGMENT_SECONDS},scale=${board.width}:${board.height},tile=${board.columns}x${board.rows}`;
  await execa('ffmpeg', ['-y', '-v', 'error', '-i', clip, '-vf', tile, '-frames:v', '1', join(dir, 'sprite-001.jpg')]);
  await writeFile(join(dir, 'storyboard.vtt'), storyboardTrack(board, grid));
}
