import { copyFile, mkdir, open, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { exists } from '../stack/cache.ts';
import { BAD_CLIP, LONG_CLIP } from './job-mix.ts';

/** A source, and what is asked for of it. */
export interface Clip {
  readonly name: string;
  readonly path: string;
  /** As `--set` takes them. */
  readonly settings: readonly string[];
}

/** Many seams, and chunks that take long enough to be in flight when something happens. */
const SEAMS = ['segmentSeconds=2', 'chunkSegments=1', 'measure=false'];
const SLOW = [...SEAMS, 'encoder.preset=slow'];
const PLAIN = ['poster=false', 'storyboard=false', 'captions=false'];

/** Pictures that are all different, with a tone: what they become can be told frame by frame. */
const OWN = [
  { name: 'film', size: '640x360', rate: '24', seconds: 9, sound: true, more: ['ladder=360p,240p'] },
  { name: 'broadcast', size: '640x360', rate: '30000/1001', seconds: 7, sound: true, more: ['ladder=360p', ...PLAIN] },
  { name: 'silent', size: '854x480', rate: '25', seconds: 7, sound: false, more: ['ladder=480p,240p', ...PLAIN] },
] as const;
const LONG = { name: LONG_CLIP, size: '1280x720', rate: '30', seconds: 40, sound: true, more: PLAIN } as const;
/** A clip of this length or so is done in this time, by two workers on two cores. */
const JOB_MS = 5_000;
const MOST_STRETCH = 4;
/** Small ones of the corpus, where `MEDIA_CORPUS` says that there is one. */
const CORPUS = ['clips/mdn_flower.mp4'];

export interface Clips {
  readonly own: readonly Clip[];
  readonly corpus: readonly Clip[];
  readonly long: Clip;
  readonly bad: Clip;
}

/**
 * Makes the clips of a run.
 * @param ffmpeg the program
 * @param perJobMs time that there is for each job: with more of it clips are longer, so that there is always work to hit
 */
export async function makeClips(dir: string, ffmpeg: string, perJobMs: number): Promise<Clips> {
  await mkdir(dir, { recursive: true });
  const stretch = Math.min(MOST_STRETCH, Math.max(1, perJobMs / JOB_MS));
  const own: Clip[] = [];
  for (const recipe of OWN) {
    own.push(await makeClip(dir, ffmpeg, { ...recipe, seconds: Math.round(recipe.seconds * stretch) }));
  }
  const bad = { name: BAD_CLIP, path: join(dir, 'bad.mp4'), settings: SEAMS };
  await writeFile(bad.path, 'This is no video.\n'.repeat(500));
  return { own, corpus: await corpusClips(), long: await makeClip(dir, ffmpeg, LONG), bad };
}

interface Recipe {
  readonly name: string;
  readonly size: string;
  readonly rate: string;
  readonly seconds: number;
  readonly sound: boolean;
  readonly more: readonly string[];
}

async function makeClip(dir: string, ffmpeg: string, recipe: Recipe): Promise<Clip> {
  const { name, size, rate, seconds, sound, more } = recipe;
  const path = join(dir, `${name}.mp4`);
  const tone = ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${seconds}`];
  await execa(
    ffmpeg,
    [
      ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}:duration=${seconds}`],
      ...(sound ? tone : []),
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '48', '-c:a', 'aac', `file:${path}`],
    ],
    { stdin: 'ignore' },
  );
  return { name, path, settings: [...SLOW, ...more] };
}

async function corpusClips(): Promise<Clip[]> {
  const root = process.env.MEDIA_CORPUS;
  if (!root) return [];
  const found: Clip[] = [];
  for (const name of CORPUS) {
    const path = join(root, name);
    if (await exists(path)) found.push({ name: basename(name), path, settings: [...SEAMS, 'ladder=240p', ...PLAIN] });
  }
  return found;
}

/**
 * Copies a clip so that it has other bytes, and thereby another ETag, and shows the same: an MP4 may end with a box that
 * says nothing. A file that is none gets the same at its end.
 */
export async function markedCopy(clip: Clip, mark: string, path: string): Promise<{ path: string; bytes: number }> {
  await copyFile(clip.path, path);
  const file = await open(path, 'a');
  try {
    const text = Buffer.from(mark);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(head.length + text.length);
    head.write('free', 4);
    await file.write(Buffer.concat([head, text]));
  } finally {
    await file.close();
  }
  return { path, bytes: (await stat(path)).size };
}
