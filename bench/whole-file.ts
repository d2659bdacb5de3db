import type { VideoPlan, VideoRendition } from '../services/core/index.ts';
import { encoderArgs, runMediaTool } from '../services/media/index.ts';

const LIMITS = { wallMs: 3600_000, memoryBytes: 8 * 1024 ** 3, fileBytes: 16e9 };

/** What one run took. */
export interface Taken {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

/**
 * What somebody who knows ffmpeg well would type: one decode, one cascade of scales, all rungs and the sound side by side,
 * with the very encoder settings of a job, written as HLS.
 */
export function wholeFileArgs(source: string, plan: VideoPlan, renditions: readonly VideoRendition[]): string[] {
  const stages = renditions.map(({ width, height }, i) => {
    const from = i === 0 ? `[0:${plan.track.streamIndex}]` : `[next${i}]`;
    const split = i < renditions.length - 1 ? `,split=2[out${i}][next${i + 1}]` : `[out${i}]`;
    return `${from}scale=${width}:${height},setsar=1,format=yuv420p${split}`;
  });
  const segmentSeconds = (plan.grid.segmentFrames * plan.grid.rate.den) / plan.grid.rate.num;
  const hls = (name: string) => [
    ...['-f', 'hls', '-hls_time', String(segmentSeconds), '-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4'],
    ...['-hls_fmp4_init_filename', `${name}.mp4`, `${name}.m3u8`],
  ];
  return [
    ...['-nostdin', '-y', '-v', 'error', '-progress', 'pipe:1', '-i', `file:${source}`],
    ...['-filter_complex', stages.join(';')],
    ...renditions.flatMap((r, i) => ['-map', `[out${i}]`, ...encoderArgs(r, plan.grid), ...hls(r.name)]),
    ...plan.audio.flatMap((track) => [
      ...['-map', `0:a:${track.audioIndex}`, '-ac', String(track.channels), '-c:a', 'aac'],
      ...['-b:a', String(track.bitrate), ...hls(track.name)],
    ]),
  ];
}

/** Runs that command in a folder. */
export async function runWholeFile(
  ffmpeg: string,
  source: string,
  plan: VideoPlan,
  renditions: readonly VideoRendition[],
  cwd: string,
): Promise<Taken> {
  const started = Date.now();
  const { cpuSeconds } = await runMediaTool({
    program: ffmpeg,
    args: wholeFileArgs(source, plan, renditions),
    cwd,
    limits: LIMITS,
    progress: { fd: 1, onProgress: () => undefined },
  });
  if (cpuSeconds === null) throw new Error('this system does not tell the CPU time of a process');
  return { cpuSeconds, wallSeconds: (Date.now() - started) / 1000 };
}
