import type { RenditionHash } from './ids.ts';
import { initUri, segmentUri } from './layout.ts';
import { type Rational, toNumber } from './rational.ts';
import type { SegmentReport } from './reports.ts';
import { extinf } from './timeline.ts';

export interface MediaPlaylist {
  readonly hash: RenditionHash;
  readonly timescale: number;
  /** Longest segment of the whole plan in seconds, rounded: fixed before the first segment is there. */
  readonly targetDuration: number;
  readonly segments: readonly SegmentReport[];
  /** Whether these are all: VOD then, else an EVENT playlist that players poll. */
  readonly ended: boolean;
}

/** A media playlist after RFC 8216, version 7 for fMP4 with EXT-X-MAP. */
export function mediaPlaylist(list: MediaPlaylist): string {
  return lines([
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${list.targetDuration}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    `#EXT-X-PLAYLIST-TYPE:${list.ended ? 'VOD' : 'EVENT'}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    // Without it players join an EVENT at its live edge and the viewer misses the beginning.
    ...(list.ended ? [] : ['#EXT-X-START:TIME-OFFSET=0,PRECISE=YES']),
    `#EXT-X-MAP:URI="${initUri(list.hash)}"`,
    ...list.segments.flatMap((segment) => [
      `#EXTINF:${extinf(segment.startTicks, segment.endTicks, list.timescale)},`,
      segmentUri(list.hash, segment.number),
    ]),
    ...(list.ended ? ['#EXT-X-ENDLIST'] : []),
  ]);
}

/** A playlist of keyframes alone, by byte ranges of the same segments, for trick play (RFC 8216, 4.3.3.6). */
export function keyframePlaylist(list: Omit<MediaPlaylist, 'ended'>): string {
  const frames = keyframesIn(list.segments, list.timescale);
  return lines([
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${list.targetDuration}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-I-FRAMES-ONLY',
    `#EXT-X-MAP:URI="${initUri(list.hash)}"`,
    ...frames.flatMap((frame) => [
      `#EXTINF:${extinf(frame.startTicks, frame.endTicks, list.timescale)},`,
      `#EXT-X-BYTERANGE:${frame.bytes}@${frame.offset}`,
      segmentUri(list.hash, frame.number),
    ]),
    '#EXT-X-ENDLIST',
  ]);
}

/** Bits per second of a keyframe playlist. */
export function keyframeBandwidth(segments: readonly SegmentReport[], timescale: number): Bandwidth {
  return measuredBandwidth(keyframesIn(segments, timescale), timescale);
}

/** Keyframes with the time until the next. One less than a second before the end shows nothing that its forerunner does not. */
function keyframesIn(segments: readonly SegmentReport[], timescale: number) {
  const end = segments.at(-1)?.endTicks ?? 0;
  const all = segments.flatMap(({ number, keyframes = [] }) => keyframes.map((frame) => ({ ...frame, number })));
  const kept = all.filter(({ startTicks }, i) => i === 0 || end - startTicks >= timescale);
  return kept.map((frame, i) => ({ ...frame, endTicks: kept[i + 1]?.startTicks ?? end }));
}

export interface VariantStream {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly rate: Rational;
  readonly codecs: string;
  /** Bits per second, without audio. */
  readonly bandwidth: Bandwidth;
  /** `SDR`, `PQ` or `HLG`. */
  readonly videoRange: string;
  /** Of its keyframe playlist, once there is one. */
  readonly keyframes: Bandwidth | null;
}

/** A text track that viewers may switch on. */
export interface TextStream {
  readonly name: string;
  readonly label: string;
  readonly language: string;
}

export interface AudioStream {
  readonly name: string;
  readonly language: string;
  readonly channels: number;
  readonly codecs: string;
  readonly bandwidth: Bandwidth;
}

/** Bits per second: the highest of any segment, and over the whole stream. */
export interface Bandwidth {
  readonly peak: number;
  readonly average: number;
}

const AUDIO_GROUP = 'audio';
const TEXT_GROUP = 'captions';

/** The master playlist: variants from the largest to the smallest, the sound as a group of its own. */
export function masterPlaylist(
  variants: readonly VariantStream[],
  audio: readonly AudioStream[],
  text: readonly TextStream[] = [],
): string {
  const loudest = audio.reduce(
    (most, track) => ({
      peak: Math.max(most.peak, track.bandwidth.peak),
      average: Math.max(most.average, track.bandwidth.average),
    }),
    { peak: 0, average: 0 },
  );
  return lines([
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...audio.map(audioLine),
    ...text.map(textLine),
    ...variants.flatMap((variant) => [streamLine(variant, audio, loudest, text), `${variant.name}.m3u8`]),
    ...variants.flatMap(keyframeLine),
  ]);
}

function audioLine(track: AudioStream, index: number): string {
  const language = track.language === 'und' ? '' : `LANGUAGE="${track.language}",`;
  const isDefault = index === 0 ? 'YES' : 'NO';
  return (
    `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${AUDIO_GROUP}",NAME="${track.name}",${language}` +
    `DEFAULT=${isDefault},AUTOSELECT=YES,CHANNELS="${track.channels}",URI="${track.name}.m3u8"`
  );
}

function textLine({ name, label, language }: TextStream): string {
  const lang = language === 'und' ? '' : `LANGUAGE="${language}",`;
  return `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="${TEXT_GROUP}",NAME="${label}",${lang}DEFAULT=NO,AUTOSELECT=YES,URI="${name}.m3u8"`;
}

function keyframeLine({ name, codecs, width, height, keyframes, videoRange }: VariantStream): string[] {
  if (!keyframes) return [];
  return [
    `#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=${keyframes.peak},AVERAGE-BANDWIDTH=${keyframes.average},CODECS="${codecs}",` +
      `RESOLUTION=${width}x${height},VIDEO-RANGE=${videoRange},URI="${name}-keyframes.m3u8"`,
  ];
}

function streamLine(
  variant: VariantStream,
  audio: readonly AudioStream[],
  loudest: Bandwidth,
  text: readonly TextStream[],
): string {
  const codecs = [variant.codecs, ...new Set(audio.map((track) => track.codecs))].join(',');
  const group = audio.length > 0 ? `,AUDIO="${AUDIO_GROUP}"` : '';
  return (
    `#EXT-X-STREAM-INF:BANDWIDTH=${variant.bandwidth.peak + loudest.peak},` +
    `AVERAGE-BANDWIDTH=${variant.bandwidth.average + loudest.average},CODECS="${codecs}",` +
    `RESOLUTION=${variant.width}x${variant.height},FRAME-RATE=${toNumber(variant.rate).toFixed(3)},` +
    `VIDEO-RANGE=${variant.videoRange},CLOSED-CAPTIONS=NONE${group}${text.length > 0 ? `,SUBTITLES="${TEXT_GROUP}"` : ''}`
  );
}

/** Bits per second of segments, rounded up; a segment of no length counts for nothing. */
export function measuredBandwidth(segments: readonly SegmentReport[], timescale: number): Bandwidth {
  let bytes = 0;
  let ticks = 0;
  let peak = 0;
  for (const segment of segments) {
    const length = segment.endTicks - segment.startTicks;
    bytes += segment.bytes;
    ticks += length;
    if (length > 0) peak = Math.max(peak, Math.ceil((segment.bytes * 8 * timescale) / length));
  }
  return { peak, average: ticks > 0 ? Math.ceil((bytes * 8 * timescale) / ticks) : 0 };
}

function lines(parts: readonly string[]): string {
  return `${parts.join('\n')}\n`;
}
