import { AUDIO_RATE, type EncodeAudioInput, encodedSamples } from '../core/index.ts';
import { inputArgs } from './input-args.ts';
import { clockArgs, seekTo } from './seek-args.ts';

export type AudioJob = Pick<EncodeAudioInput, 'track' | 'grid' | 'rendition' | 'openEnd'>;

/**
 * One ffmpeg command that encodes an audio track for the whole timeline, as fragmented MP4 on standard output.
 * @param gain in decibels
 */
export function audioArgs(job: AudioJob, url: string, gain = 0): string[] {
  const filter = [...soundFilter(job), ...(gain === 0 ? [] : [`volume=${gain.toFixed(1)}dB`])].join(',');
  return [
    ...['-nostdin', '-hide_banner', '-v', 'warning', '-progress', 'pipe:3', ...audioInput(job, url)],
    ...['-af', filter, '-c:a', 'aac', '-b:a', String(job.rendition.bitrate)],
    ...['-flags', '+bitexact', '-fflags', '+bitexact'],
    // The priming packet is dropped when segments are cut, so no edit list may hide it as well.
    ...['-movflags', '+cmaf+empty_moov+default_base_moof+skip_trailer', '-use_editlist', '0'],
    ...['-frag_duration', '2000000', '-f', 'mp4', 'pipe:1'],
  ];
}

/**
 * The track of the source, and nothing else of it. What comes before a clip is passed over, unless the clock may jump; the
 * filters cut what the seek leaves of it.
 */
export function audioInput({ track, rendition }: AudioJob, url: string): string[] {
  return [
    ...[...clockArgs(track), ...(track.skipsStart && !track.correctedClock ? seekTo(track, 0) : [])],
    ...[...inputArgs(url), '-map', `0:a:${rendition.audioIndex}`],
    ...['-vn', '-sn', '-dn', '-map_metadata', '-1', '-map_chapters', '-1'],
  ];
}

/** ffmpeg's names for what tracks are mixed to. */
const LAYOUTS: Readonly<Record<number, string>> = { 2: 'stereo', 6: '5.1' };

const layoutOf = ({ channels }: AudioJob['rendition']) => LAYOUTS[channels] ?? `${channels}c`;

function fromZero({ startTicks, timeBase }: AudioJob['track']): string {
  return `asetpts=PTS-round((${startTicks}*${timeBase.num}/${timeBase.den})/TB)`;
}

/**
 * Writes a track whose layout or rate changes on its way as one that does not, without loss, on the grid's clock. ffmpeg
 * starts its filters anew with every change: what goes by the samples that came before would start at zero again, so there
 * is nothing of that kind here. It is mixed in floating point, as {@link soundFilter} has it: ffmpeg mixes whole numbers at
 * another level, so that nothing clips.
 */
export function levelArgs(job: AudioJob, url: string, file: string): string[] {
  const end = (encodedSamples(job.grid, job.openEnd) / AUDIO_RATE).toFixed(6);
  const layout = `aformat=sample_fmts=flt:channel_layouts=${layoutOf(job.rendition)}`;
  return [
    ...['-nostdin', '-y', '-hide_banner', '-v', 'warning', '-progress', 'pipe:1', ...audioInput(job, url)],
    ...['-af', [fromZero(job.track), `atrim=start=0:end=${end}`, `aresample=${AUDIO_RATE}`, layout].join(',')],
    ...['-c:a', 'pcm_f32le', '-fflags', '+bitexact', '-f', 'matroska', `file:${file}`],
  ];
}

/** The same job on what {@link levelArgs} wrote. */
export function levelledJob<J extends AudioJob>(job: J): J {
  const zero = { startTicks: 0, containerStartSeconds: 0, correctedClock: false, skipsStart: false };
  const track = { ...job.track, ...zero };
  return { ...job, track, rendition: { ...job.rendition, audioIndex: 0 } };
}

/**
 * The sound as the encoder gets it: mixed, and placed on the grid's zero. What is early is cut, what is late or missing is
 * silence, and it ends where the video does.
 */
export function soundFilter({ track, grid, rendition, openEnd }: AudioJob): string[] {
  return [
    fromZero(track),
    `aresample=${AUDIO_RATE}:async=1:first_pts=0`,
    `aformat=sample_fmts=fltp:channel_layouts=${layoutOf(rendition)}`,
    'apad',
    `atrim=start_sample=0:end_sample=${encodedSamples(grid, openEnd)}`,
  ];
}
