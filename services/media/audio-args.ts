import { AUDIO_RATE, type EncodeAudioInput, samplesAt } from '../core/index.ts';
import { clockArgs } from './chunk-args.ts';
import { inputArgs } from './input-args.ts';

export type AudioJob = Pick<EncodeAudioInput, 'track' | 'grid' | 'rendition'>;

/**
 * One ffmpeg command that encodes an audio track for the whole timeline, as fragmented MP4 on standard output. The sound
 * is placed on the grid's zero: what is early is cut, what is late or missing is silence, and it ends where the video does.
 */
export function audioArgs({ track, grid, rendition }: AudioJob, url: string): string[] {
  const start = `${track.startTicks}*${track.timeBase.num}/${track.timeBase.den}`;
  const filter = [
    `asetpts=PTS-round((${start})/TB)`,
    `aresample=${AUDIO_RATE}:async=1:first_pts=0`,
    'apad',
    `atrim=start_sample=0:end_sample=${samplesAt(grid, grid.frames)}`,
  ].join(',');
  return [
    ...['-nostdin', '-hide_banner', '-v', 'warning', '-progress', 'pipe:3', ...clockArgs(track)],
    ...inputArgs(url),
    ...['-map', `0:a:${rendition.audioIndex}`, '-vn', '-sn', '-dn', '-map_metadata', '-1', '-map_chapters', '-1'],
    ...['-af', filter, '-ac', String(rendition.channels), '-c:a', 'aac', '-b:a', String(rendition.bitrate)],
    ...['-flags', '+bitexact', '-fflags', '+bitexact'],
    // The priming packet is dropped when segments are cut, so no edit list may hide it as well.
    ...['-movflags', '+cmaf+empty_moov+default_base_moof+skip_trailer', '-use_editlist', '0'],
    ...['-frag_duration', '2000000', '-f', 'mp4', 'pipe:1'],
  ];
}
