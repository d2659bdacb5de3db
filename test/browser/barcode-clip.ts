import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { execa } from 'execa';
import { vttTime } from '../../services/core/index.ts';
import { codeLuma } from './barcode.ts';

export const CLIP = { width: 640, height: 360, rate: 24, seconds: 24, frames: 576 } as const;
/** One in every chunk of four seconds; seconds. */
export const CAPTIONS = [0, 4, 8, 12, 16, 20].map((at) => ({
  start: at + 1,
  end: at + 3,
  text: `from ${at + 1} to ${at + 3}`,
}));
/** A tick of sound at every full second. */
const TICKS = "aevalsrc='if(lt(mod(t,1),0.02),0.7*sin(2*PI*1000*t),0)':sample_rate=48000:duration=24";

/** Makes a clip whose frames carry their own number, with a tick at every second and a text track. @returns its path */
export async function makeBarcodeClip(dir: string): Promise<string> {
  const [path, subtitles] = [join(dir, 'barcode.mp4'), join(dir, 'captions.srt')];
  await writeFile(subtitles, CAPTIONS.map(srtCue).join('\n'));
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${CLIP.width}x${CLIP.height}`, '-r', `${CLIP.rate}`];
  const video = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '16', '-color_range', 'tv'];
  const rest = ['-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-c:s', 'mov_text', '-metadata:s:s:0', 'language=eng'];
  await execa(
    'ffmpeg',
    [
      ...['-y', '-v', 'error', ...raw, '-i', 'pipe:0', '-f', 'lavfi', '-i', TICKS, '-i', subtitles],
      ...['-map', '0:v', '-map', '1:a', '-map', '2:s', ...video, ...rest, path],
    ],
    { input: Readable.from(pictures(), { objectMode: false }) },
  );
  return path;
}

function* pictures(): Generator<Buffer> {
  for (let frame = 0; frame < CLIP.frames; frame++) yield picture(frame);
}

/** One frame in yuv420p without colour: the code, and a ramp that moves in between. */
function picture(frame: number): Buffer {
  const { width, height } = CLIP;
  const buffer = Buffer.alloc((width * height * 3) / 2, 128);
  const rows = new Map<boolean, Buffer>();
  const row = (y: number, key: boolean) => {
    const known = rows.get(key);
    if (known) return known;
    const made = Buffer.from(Array.from({ length: width }, (_, x) => codeLuma(frame, x / width, y / height) ?? 16));
    rows.set(key, made);
    return made;
  };
  const ramp = Buffer.from(Array.from({ length: width }, (_, x) => 16 + ((x + 4 * frame) % 220)));
  for (let y = 0; y < height; y++) {
    const isCode = codeLuma(frame, 0, y / height) !== null;
    (isCode ? row(y, y < height / 2) : ramp).copy(buffer, y * width);
  }
  return buffer;
}

function srtCue({ start, end, text }: (typeof CAPTIONS)[number], index: number): string {
  const time = (seconds: number) => vttTime(seconds).replace('.', ',');
  return `${index + 1}\n${time(start)} --> ${time(end)}\n${text}\n`;
}
