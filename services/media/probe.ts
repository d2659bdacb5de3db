import { z } from 'zod';
import {
  type AudioFacts,
  FanoutError,
  languageTag,
  over,
  parseRational,
  rational,
  type SourceFacts,
  type VideoFacts,
} from '../core/index.ts';
import { hdr10Of, sideDataSchema } from './hdr10.ts';
import { inputArgs } from './input-args.ts';
import { sourceLimits } from './limits.ts';
import { runMediaTool } from './run.ts';

const ENTRIES = [
  'format=format_name,start_time,duration',
  'stream=index,codec_name,codec_type,codec_tag_string,width,height,pix_fmt,sample_aspect_ratio,r_frame_rate,' +
    'avg_frame_rate,time_base,start_pts,duration_ts,duration,color_range,color_space,color_primaries,color_transfer,' +
    'field_order,has_b_frames,nb_frames,nb_read_packets,channels,sample_rate',
  'stream_disposition=default,attached_pic',
  'stream_tags=language,DURATION',
  'stream_side_data',
].join(':');

/** Longer than a read of a slow server may take; a look at headers takes a moment. */
const PROBE_WALL_MS = 120_000;
/** Bytes per second that a source is read at least when all of it is. */
const SLOWEST_READ = 2_000_000;

/** What ffprobe could not find out. */
const UNKNOWN = 'unknown';

const streamSchema = z.object({
  index: z.number(),
  codec_name: z.string().default('unknown'),
  codec_type: z.string().default('unknown'),
  codec_tag_string: z.string().default(''),
  width: z.number().default(0),
  height: z.number().default(0),
  pix_fmt: z.string().default(UNKNOWN),
  sample_aspect_ratio: z.string().optional(),
  r_frame_rate: z.string().optional(),
  avg_frame_rate: z.string().optional(),
  time_base: z.string().optional(),
  start_pts: z.number().default(0),
  duration_ts: z.number().optional(),
  duration: z.string().optional(),
  color_range: z.string().optional(),
  color_space: z.string().optional(),
  color_primaries: z.string().optional(),
  color_transfer: z.string().optional(),
  field_order: z.string().optional(),
  has_b_frames: z.number().default(0),
  nb_frames: z.string().optional(),
  nb_read_packets: z.string().optional(),
  channels: z.number().default(0),
  sample_rate: z.string().optional(),
  disposition: z.object({ default: z.number().default(0), attached_pic: z.number().default(0) }).prefault({}),
  tags: z.object({ language: z.string().optional(), DURATION: z.string().optional() }).prefault({}),
  side_data_list: z
    .array(
      sideDataSchema.extend({
        rotation: z.number().optional(),
        displaymatrix: z.string().optional(),
        dv_profile: z.number().optional(),
        dv_bl_signal_compatibility_id: z.number().default(0),
      }),
    )
    .default([]),
});

const probeSchema = z.object({
  format: z.object({
    format_name: z.string(),
    start_time: z.string().optional(),
    duration: z.string().optional(),
  }),
  streams: z.array(streamSchema).default([]),
});

/** Subtitles that are text; all others are bitmaps. */
const TEXT_CODECS: readonly string[] = ['subrip', 'mov_text', 'webvtt', 'ass', 'ssa', 'text'];

type Stream = z.infer<typeof streamSchema>;

/** @param count read the whole file and count its packets, for one whose headers do not say */
export function probeArgs(url: string, count = false): string[] {
  const counting = count ? ['-count_packets'] : [];
  return ['-hide_banner', '-v', 'error', '-of', 'json', ...counting, '-show_entries', ENTRIES, ...inputArgs(url)];
}

/**
 * Reads the headers of a source.
 * @throws FanoutError SOURCE_UNREADABLE when ffprobe cannot make sense of it, SOURCE_OVER_LIMITS when the picture is huge or
 * there are too many streams; and as {@link runMediaTool} does when it was ended
 */
export async function probe(
  ffprobe: string,
  url: string,
  options: { readonly bytes: number; readonly cwd: string; readonly signal?: AbortSignal; readonly count?: boolean },
): Promise<SourceFacts> {
  const { stdout, stderr } = await runMediaTool({
    program: ffprobe,
    purpose: 'probe',
    args: probeArgs(url, options.count),
    cwd: options.cwd,
    limits: { wallMs: PROBE_WALL_MS + (options.count ? (options.bytes / SLOWEST_READ) * 1000 : 0), fileBytes: 0 },
    ...(options.signal ? { signal: options.signal } : {}),
  }).catch((error: unknown) => {
    // What was ended from outside, or for a limit, says nothing about the file.
    if (!(error instanceof FanoutError) || error.code !== 'ENCODE_FAILED') throw error;
    rejectOverLimits(error.details);
    throw new FanoutError('SOURCE_UNREADABLE', `The file cannot be read as a video: ${reason(error)}`, error.details, {
      cause: error,
    });
  });
  const facts = parseProbe(JSON.parse(stdout), options.bytes);
  // Only where the picture itself could not be looked at: a cover may be as large as it likes.
  if (facts.video?.pixelFormat === UNKNOWN) rejectOverLimits(stderr);
  return facts;
}

/** What ffmpeg itself refuses as over a limit, it says in words only. */
function rejectOverLimits(stderr: readonly string[]): void {
  const limits = sourceLimits();
  for (const line of stderr) {
    const size = /Picture size (\d+)x(\d+) exceeds/.exec(line);
    if (size) throw over('pixels', `The picture is ${size[1]}×${size[2]}`, `${limits.pixels} pixels`);
    if (line.includes('exceeds max_streams')) {
      throw over('streams', `The file has more than ${limits.streams} streams`, `${limits.streams}`);
    }
  }
}

/** ffprobe's own words, without the address it read from. */
function reason(error: FanoutError): string {
  const line = error.details.findLast((text) => text.includes('SOURCE')) ?? error.details.at(-1) ?? error.message;
  return line.replace(/^SOURCE:\s*/, '').replace(/^\[[^\]]*\]\s*/, '');
}

/** ffprobe's JSON as facts. @throws FanoutError SOURCE_UNREADABLE when it is not what ffprobe prints for a media file */
export function parseProbe(json: unknown, bytes: number): SourceFacts {
  const parsed = probeSchema.safeParse(json);
  if (!parsed.success) throw new FanoutError('SOURCE_UNREADABLE', 'The file holds no stream that can be read.');
  const { format, streams } = parsed.data;
  const pictures = streams.filter((s) => s.codec_type === 'video' && s.disposition.attached_pic === 0);
  const sounds = streams.filter((s) => s.codec_type === 'audio');
  const picture = pictures.find((s) => s.disposition.default === 1) ?? pictures[0];
  const texts = streams.filter((s) => s.codec_type === 'subtitle' && TEXT_CODECS.includes(s.codec_name));
  const used = new Set([picture, ...sounds, ...texts]);
  return {
    container: format.format_name,
    bytes,
    startSeconds: number(format.start_time) ?? 0,
    durationSeconds: number(format.duration),
    video: picture ? videoFacts(picture) : null,
    audio: sounds.map(audioFacts),
    text: texts.map((s) => ({ streamIndex: s.index, codec: s.codec_name, language: languageOf(s) })),
    otherStreams: streams.filter((s) => !used.has(s)).map((s) => `${s.codec_type} ${s.codec_name}`),
  };
}

function videoFacts(stream: Stream): VideoFacts {
  const rotation = rotationOf(stream);
  const pixelAspect = parseRational(stream.sample_aspect_ratio) ?? rational(1);
  const square = Math.max(1, Math.round((stream.width * pixelAspect.num) / pixelAspect.den));
  const sideways = rotation === 90 || rotation === 270;
  const nominalRate = parseRational(stream.r_frame_rate);
  const averageRate = parseRational(stream.avg_frame_rate);
  const agree =
    nominalRate !== null &&
    averageRate !== null &&
    Math.abs((nominalRate.num * averageRate.den) / (nominalRate.den * averageRate.num) - 1) < 0.005;
  return {
    streamIndex: stream.index,
    codec: stream.codec_name,
    codecTag: stream.codec_tag_string,
    pixelFormat: stream.pix_fmt,
    codedWidth: stream.width,
    codedHeight: stream.height,
    width: sideways ? stream.height : square,
    height: sideways ? square : stream.height,
    rotation,
    ...(isUpright(stream) ? {} : { turned: true as const }),
    pixelAspect,
    nominalRate,
    averageRate,
    constantRate: agree,
    startTicks: stream.start_pts,
    timeBase: parseRational(stream.time_base) ?? rational(1, 1000),
    durationSeconds: number(stream.duration) ?? tagSeconds(stream.tags.DURATION),
    durationTicks: stream.duration_ts ?? null,
    colour: {
      range: known(stream.color_range),
      matrix: known(stream.color_space),
      primaries: known(stream.color_primaries),
      transfer: known(stream.color_transfer),
    },
    hdr10: hdr10Of(stream.side_data_list),
    dolbyVision: dolbyVisionOf(stream),
    fieldOrder: known(stream.field_order),
    reorders: stream.has_b_frames > 0,
    indexedFrames: number(stream.nb_frames ?? stream.nb_read_packets),
  };
}

function audioFacts(stream: Stream, audioIndex: number): AudioFacts {
  return {
    streamIndex: stream.index,
    audioIndex,
    codec: stream.codec_name,
    channels: stream.channels,
    sampleRate: Number(stream.sample_rate ?? 0),
    language: languageOf(stream),
    isDefault: stream.disposition.default === 1,
  };
}

/** It goes into playlists: anything but a language code is somebody's text. */
function languageOf({ tags }: Stream): string {
  return languageTag(tags.language ?? '') ?? 'und';
}

function dolbyVisionOf({ side_data_list }: Stream): VideoFacts['dolbyVision'] {
  const found = side_data_list.find(({ dv_profile }) => dv_profile !== undefined);
  if (found?.dv_profile === undefined) return null;
  return { profile: found.dv_profile, isCompatible: found.dv_bl_signal_compatibility_id > 0 };
}

/** ffprobe gives counter-clockwise degrees, of which ours are the opposite. */
function rotationOf(stream: Stream): VideoFacts['rotation'] {
  const degrees = stream.side_data_list.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  const clockwise = (((Math.round(-degrees / 90) * 90) % 360) + 360) % 360;
  return clockwise === 90 || clockwise === 180 || clockwise === 270 ? clockwise : 0;
}

/** ffprobe prints the matrix as three lines of three numbers, each line behind its number. Upright: it does no more than scale. */
function isUpright({ side_data_list }: Stream): boolean {
  return side_data_list.every(({ displaymatrix, rotation = 0 }) => {
    const [a = 1, b = 0, , c = 0, d = 1] = [...(displaymatrix ?? '').matchAll(/(?<=\s)-?\d+(?=\s)/g)].map(Number);
    return rotation === 0 && a > 0 && b === 0 && c === 0 && d > 0;
  });
}

function known(text: string | undefined): string | null {
  return text === undefined || text === 'unknown' || text === 'unspecified' ? null : text;
}

function number(text: string | undefined): number | null {
  const value = Number(text ?? Number.NaN);
  return Number.isFinite(value) ? value : null;
}

/** Matroska's `00:00:30.042000000`. */
function tagSeconds(text: string | undefined): number | null {
  const match = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text ?? '');
  return match ? Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]) : null;
}
