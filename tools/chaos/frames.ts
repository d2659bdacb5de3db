import { createHash } from 'node:crypto';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { BUCKETS } from '../../services/core/index.ts';
import type { Store } from '../../services/store/index.ts';
import { frameHashes } from '../corpus/frames.ts';
import type { Published } from './objects.ts';

/** What a rendition really is, by its bytes. */
export interface Track {
  readonly name: string;
  /** Its segments in one file. */
  readonly path: string;
  /** SHA-256 of the init segment and each segment. */
  readonly segments: readonly string[];
  /** Hashes of its pictures as a decoder gives them; `null` for sound. */
  readonly frames: readonly string[] | null;
  /** What the decoder complained of. */
  readonly complaints: string;
}

const TIMEOUT_MS = 120_000;
/**
 * Two encodes of one picture are this near at least, in dB of PSNR. x264 with a rate cap and more than one thread does not
 * give the same bytes twice; measured: 47 dB and more between such, 25 dB and less between a picture of our clips and the next.
 */
const SAME_PICTURE_DB = 35;

/** Fetches and decodes every rendition of a finished video, one after the other. Segments that are missing are left out. */
export async function readTracks(store: Store, published: Published, dir: string): Promise<Track[]> {
  await mkdir(dir, { recursive: true });
  const tracks: Track[] = [];
  for (const [name, keys] of published.segments) {
    if (name.endsWith('-keyframes')) continue;
    const path = join(dir, `${name}.mp4`);
    await writeFile(path, '');
    const segments: string[] = [];
    for (const key of keys) {
      const bytes = await store.get(BUCKETS.encoded, key);
      if (!bytes) continue;
      segments.push(createHash('sha256').update(bytes).digest('hex'));
      await appendFile(path, bytes);
    }
    tracks.push({ name, path, segments, ...(await decode(path)) });
  }
  return tracks;
}

async function decode(path: string): Promise<Pick<Track, 'frames' | 'complaints'>> {
  const input = ['-i', `file:${path}`, '-map', '0', '-fps_mode', 'passthrough'];
  const { stdout, stderr } = await ffmpeg([...input, '-f', 'framemd5', '-']);
  const hasPicture = /^#media_type 0: video/m.test(stdout);
  return { frames: hasPicture ? frameHashes(stdout) : null, complaints: stderr.trim() };
}

/** What sets a finished video apart from the same clip done in peace; empty when nothing does. */
export async function differences(
  tracks: readonly Track[],
  quiet: readonly Track[],
  expectedFrames: number,
): Promise<string[]> {
  const names = tracks.map(({ name }) => name).sort();
  const wanted = quiet.map(({ name }) => name).sort();
  const problems = names.join() === wanted.join() ? [] : [`has ${names.join(', ')}, not ${wanted.join(', ')}`];
  for (const track of tracks) {
    const same = quiet.find((other) => other.name === track.name);
    if (track.complaints) problems.push(`${track.name} does not decode cleanly: ${track.complaints.split('\n')[0]}`);
    if (!same) continue;
    const found = track.frames ? await pictureProblem(track, same, expectedFrames) : soundProblem(track, same);
    if (found) problems.push(`${track.name} has ${found}`);
  }
  return problems;
}

async function pictureProblem(track: Track, quiet: Track, expectedFrames: number): Promise<string | null> {
  const count = track.frames?.length ?? 0;
  if (count !== expectedFrames) return `${count} frames of ${expectedFrames}`;
  if (track.frames?.every((hash, i) => hash === quiet.frames?.[i])) return null;
  const wrong = (await likeness(track.path, quiet.path)).filter((db) => db < SAME_PICTURE_DB).length;
  return wrong > 0 ? `${wrong} frames that are not those of a run in peace` : null;
}

/** An AAC encoder gives the same bytes for the same sound. */
function soundProblem({ segments }: Track, quiet: Track): string | null {
  const wrong =
    Math.max(segments.length, quiet.segments.length) - segments.filter((hash, i) => hash === quiet.segments[i]).length;
  return wrong > 0 ? `${wrong} segments of sound that are not those of a run in peace` : null;
}

/** PSNR of each picture of a file to that of another at the same place, in dB. */
async function likeness(path: string, other: string): Promise<number[]> {
  const graph = '[0:v][1:v]psnr=stats_file=-:shortest=1';
  const { stdout } = await ffmpeg(['-i', `file:${path}`, '-i', `file:${other}`, '-lavfi', graph, '-f', 'null', '-']);
  return [...stdout.matchAll(/psnr_avg:(\S+)/g)].map(([, db]) =>
    db === 'inf' ? Number.POSITIVE_INFINITY : Number(db),
  );
}

function ffmpeg(args: readonly string[]) {
  const options = { stdin: 'ignore', reject: false, killSignal: 'SIGKILL' } as const;
  return execa('ffmpeg', ['-nostdin', '-v', 'error', ...args], { ...options, timeout: TIMEOUT_MS, maxBuffer: 1e8 });
}
