import { createHash } from 'node:crypto';
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { BUCKETS } from '../../services/core/index.ts';
import type { Store } from '../../services/store/index.ts';
import { frameHashes } from '../corpus/frames.ts';
import type { Published } from './objects.ts';

/** What a rendition really is, by its bytes. */
export interface Track {
  readonly name: string;
  /** SHA-256 of the init segment and each segment. */
  readonly segments: readonly string[];
  /** Hashes of its pictures as a decoder gives them; `null` for sound. */
  readonly frames: readonly string[] | null;
  /** What the decoder complained of. */
  readonly complaints: string;
}

const TIMEOUT_MS = 120_000;

/** Fetches and decodes every rendition of a finished video, one after the other. Segments that are missing are left out. */
export async function readTracks(store: Store, published: Published, dir: string): Promise<Track[]> {
  const tracks: Track[] = [];
  for (const [name, keys] of published.segments) {
    if (name.endsWith('-keyframes')) continue;
    const path = join(dir, 'joined.mp4');
    await writeFile(path, '');
    const segments: string[] = [];
    for (const key of keys) {
      const bytes = await store.get(BUCKETS.encoded, key);
      if (!bytes) continue;
      segments.push(createHash('sha256').update(bytes).digest('hex'));
      await appendFile(path, bytes);
    }
    tracks.push({ name, segments, ...(await decode(path)) });
    await rm(path);
  }
  return tracks;
}

async function decode(path: string): Promise<Pick<Track, 'frames' | 'complaints'>> {
  const { stdout, stderr } = await execa(
    'ffmpeg',
    ['-nostdin', '-v', 'error', '-i', `file:${path}`, '-map', '0', '-fps_mode', 'passthrough', '-f', 'framemd5', '-'],
    { stdin: 'ignore', reject: false, timeout: TIMEOUT_MS, killSignal: 'SIGKILL', maxBuffer: 1e8 },
  );
  const hasPicture = /^#media_type 0: video/m.test(stdout);
  return { frames: hasPicture ? frameHashes(stdout) : null, complaints: stderr.trim() };
}

/** What sets a finished video apart from the same clip done in peace; empty when nothing does. */
export function differences(tracks: readonly Track[], quiet: readonly Track[], expectedFrames: number): string[] {
  const problems: string[] = [];
  const names = tracks.map(({ name }) => name).sort();
  const wanted = quiet.map(({ name }) => name).sort();
  if (names.join() !== wanted.join()) problems.push(`has the renditions ${names.join(', ')}, not ${wanted.join(', ')}`);
  for (const { name, segments, frames, complaints } of tracks) {
    const same = quiet.find((other) => other.name === name);
    if (complaints) problems.push(`${name} does not decode cleanly: ${complaints.split('\n')[0]}`);
    if (frames && frames.length !== expectedFrames) {
      problems.push(`${name} has ${frames.length} frames of ${expectedFrames}`);
    }
    const wrong = frames?.filter((hash, i) => hash !== same?.frames?.[i]).length ?? 0;
    if (wrong > 0) problems.push(`${name} has ${wrong} frames that are not those of a run in peace`);
    const other = segments.filter((hash, i) => hash !== same?.segments[i]).length;
    if (other > 0) problems.push(`${name} has ${other} segments whose bytes are not those of a run in peace`);
  }
  return problems;
}
