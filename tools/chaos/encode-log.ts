import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { exists } from '../stack/cache.ts';

/** One start of an ffmpeg that encodes a chunk. */
export interface EncodeRun {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** Of the worker that started it. */
  readonly workerPid: number;
  /** Renditions that it makes, by their hash. */
  readonly hashes: readonly string[];
  /** First frame of the chunk. */
  readonly frame: number;
}

export interface WatchedTools {
  /** What workers are told to use. */
  readonly env: { readonly FANOUT_FFMPEG: string; readonly FANOUT_FFPROBE: string };
  runs(): Promise<EncodeRun[]>;
}

/**
 * Puts a program in ffmpeg's place that writes down how it was called and becomes ffmpeg. Its command line names the folder,
 * as ffprobe's does, so that those of this run can be told from others.
 */
export async function watchTools(dir: string): Promise<WatchedTools> {
  const bin = join(dir, 'bin');
  const log = join(dir, 'encodes.log');
  await mkdir(bin, { recursive: true });
  await writeFile(log, '');
  const link = async (name: string, as: string) => {
    await symlink(await onPath(name), join(bin, as));
    return join(bin, as);
  };
  const real = await link('ffmpeg', 'ffmpeg-real');
  const ffprobe = await link('ffprobe', 'ffprobe');
  const ffmpeg = join(bin, 'ffmpeg');
  const date = await onPath('date');
  // One short write at the end of a file: lines of two processes do not mix. ffmpeg's environment is empty, so PATH is too.
  // Those that may write no file are ended when they try: only chunk encodes are written down.
  const line = `printf '%s %s %s\\n' "$(${date} +%s%3N)" "$PPID" "$*" >>'${log}'`;
  await writeFile(ffmpeg, `#!/bin/sh\ncase "$*" in *trim=start_pts=*.mp4) ${line};; esac\nexec '${real}' "$@"\n`);
  await chmod(ffmpeg, 0o755);
  return {
    env: { FANOUT_FFMPEG: ffmpeg, FANOUT_FFPROBE: ffprobe },
    runs: async () => parseEncodes(await readFile(log, 'utf8')),
  };
}

/** The lines of chunk encodes: each makes files that are named after a rendition's hash, from a frame on. */
export function parseEncodes(text: string): EncodeRun[] {
  return text.split('\n').flatMap((line) => {
    // Where `date` knows no milliseconds, it leaves the letters.
    const [, seconds, thousandths = '000', parent] = /^(\d{10})(\d{3})?\S* (\d+) /.exec(line) ?? [];
    const hashes = [...line.matchAll(/file:([0-9a-f]{16})\.mp4/g)].map(([, hash = '']) => hash);
    const frame = /trim=start_pts=(\d+)/.exec(line)?.[1];
    if (hashes.length === 0 || frame === undefined) return [];
    return [
      { atMs: Number(seconds) * 1000 + Number(thousandths), workerPid: Number(parent), hashes, frame: Number(frame) },
    ];
  });
}

async function onPath(name: string): Promise<string> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    if (await exists(path)) return path;
  }
  throw new Error(`${name} is not on PATH`);
}
