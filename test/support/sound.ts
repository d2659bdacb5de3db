import { execa } from 'execa';

const RATE = 8000;

/** Sound as one channel of 8 kHz. @param from seconds; everything before is decoded, and dropped by count */
export async function decodedSound(path: string, from = 0, to = 3600): Promise<Int16Array> {
  const { stdout } = await execa(
    'ffmpeg',
    [
      ...['-v', 'error', '-i', path, '-vn'],
      ...[
        '-af',
        `atrim=start=${from}:end=${to},aformat=channel_layouts=stereo,pan=mono|c0=0.5*c0+0.5*c1,aresample=${RATE}`,
      ],
      ...['-f', 's16le', 'pipe:1'],
    ],
    { stdin: 'ignore', encoding: 'buffer' },
  );
  return new Int16Array(stdout.slice().buffer, 0, Math.floor(stdout.length / 2));
}

/**
 * Where in one sound another is most alike.
 * @param most samples of 8 kHz to look at, both ways
 * @returns `lag` in the same, positive when the second is late; `likeness` 1 when they differ by a gain only
 */
export function likeness(one: Int16Array, two: Int16Array, most = 40): { lag: number; likeness: number } {
  const length = Math.min(one.length, two.length);
  let best = { lag: 0, likeness: -1 };
  for (let lag = -most; lag <= most; lag++) {
    let [both, first, second] = [0, 0, 0];
    for (let i = most; i < length - most; i++) {
      const [a, b] = [one[i] ?? 0, two[i + lag] ?? 0];
      both += a * b;
      first += a * a;
      second += b * b;
    }
    const found = both / Math.sqrt(first * second || 1);
    if (found > best.likeness) best = { lag, likeness: found };
  }
  return best;
}

/** Of a sound, on average. */
export function power(sound: Int16Array): number {
  return sound.reduce((sum, sample) => sum + sample * sample, 0) / sound.length;
}
