import type { Bandwidth } from './hls.ts';
import type { RenditionHash } from './ids.ts';
import { type Rational, toNumber } from './rational.ts';
import type { OutputColour } from './rendition.ts';
import type { SegmentReport } from './reports.ts';

/** What every representation has: its segments on its own clock. */
interface Representation {
  readonly name: string;
  readonly hash: RenditionHash;
  readonly codecs: string;
  /** Bits per second, of this track alone. */
  readonly bandwidth: Bandwidth;
  readonly timescale: number;
  readonly segments: readonly SegmentReport[];
}

export interface DashVideo extends Representation {
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly rate: Rational;
  readonly colour: OutputColour;
}

export interface DashAudio extends Representation {
  readonly language: string;
  readonly channels: number;
}

export interface DashText {
  readonly name: string;
  readonly language: string;
  /** Relative to the manifest. */
  readonly uri: string;
}

/** Bytes that a player should have before it starts, in seconds. */
const BUFFER_SECONDS = 4;

/**
 * A manifest after ISO/IEC 23009-1, profile `isoff-live:2011`, type static, which names the very segments that the HLS
 * playlists name. Times are the exact ticks of each track.
 */
export function dashManifest(
  video: readonly DashVideo[],
  audio: readonly DashAudio[],
  text: readonly DashText[] = [],
): string {
  const seconds = Math.max(0, ...[...video, ...audio].map(duration));
  const sets = [
    ...[...new Set(video.map(({ codec }) => codec))].map((codec) => videoSet(video.filter((v) => v.codec === codec))),
    ...audio.map(audioSet),
    ...text.map(textSet),
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011" type="static"',
    `  mediaPresentationDuration="PT${seconds.toFixed(6)}S" minBufferTime="PT${BUFFER_SECONDS}S">`,
    '  <Period id="0" start="PT0S">',
    ...sets.map((lines, id) => adaptationSet(id, lines)),
    '  </Period>',
    '</MPD>',
    '',
  ].join('\n');
}

interface SetLines {
  readonly attributes: string;
  readonly body: readonly string[];
}

function adaptationSet(id: number, { attributes, body }: SetLines): string {
  return [
    `    <AdaptationSet id="${id}" ${attributes}>`,
    ...body.map((line) => `      ${line}`),
    '    </AdaptationSet>',
  ].join('\n');
}

function videoSet(renditions: readonly DashVideo[]): SetLines {
  return {
    attributes: 'contentType="video" mimeType="video/mp4" segmentAlignment="true" startWithSAP="1"',
    body: [...colourProperties(renditions[0]?.colour ?? 'bt709'), ...renditions.flatMap(videoRepresentation)],
  };
}

function videoRepresentation(r: DashVideo): string[] {
  return [
    `<Representation id="${r.name}" bandwidth="${r.bandwidth.peak}" codecs="${r.codecs}" width="${r.width}" ` +
      `height="${r.height}" frameRate="${r.rate.num}/${r.rate.den}" sar="1:1">`,
    ...template(r).map((line) => `  ${line}`),
    '</Representation>',
  ];
}

/** Code points of ISO/IEC 23091-2: primaries, transfer function and matrix of high dynamic range. */
const CICP: Readonly<Record<Exclude<OutputColour, 'bt709'>, readonly [number, number, number]>> = {
  pq: [9, 16, 9],
  hlg: [9, 18, 9],
};

/** Tells players before they load a segment that it needs a screen with high dynamic range; BT.709 is what goes without saying. */
function colourProperties(colour: OutputColour): string[] {
  if (colour === 'bt709') return [];
  const [primaries, transfer, matrix] = CICP[colour];
  const property = (name: string, value: number) =>
    `<SupplementalProperty schemeIdUri="urn:mpeg:mpegB:cicp:${name}" value="${value}"/>`;
  return [
    property('ColourPrimaries', primaries),
    property('TransferCharacteristics', transfer),
    property('MatrixCoefficients', matrix),
  ];
}

function audioSet(r: DashAudio, index: number): SetLines {
  const language = r.language === 'und' ? '' : ` lang="${r.language}"`;
  return {
    attributes: `contentType="audio" mimeType="audio/mp4" segmentAlignment="true" startWithSAP="1"${language}`,
    body: [
      `<Role schemeIdUri="urn:mpeg:dash:role:2011" value="${index === 0 ? 'main' : 'alternate'}"/>`,
      `<Representation id="${r.name}" bandwidth="${r.bandwidth.peak}" codecs="${r.codecs}" audioSamplingRate="${r.timescale}">`,
      '  <AudioChannelConfiguration schemeIdUri="urn:mpeg:dash:23003:3:audio_channel_configuration:2011" ' +
        `value="${r.channels}"/>`,
      ...template(r).map((line) => `  ${line}`),
      '</Representation>',
    ],
  };
}

function textSet({ name, language, uri }: DashText): SetLines {
  const lang = language === 'und' ? '' : ` lang="${language}"`;
  return {
    attributes: `contentType="text" mimeType="text/vtt"${lang}`,
    body: [
      '<Role schemeIdUri="urn:mpeg:dash:role:2011" value="subtitle"/>',
      `<Representation id="${name}" bandwidth="256">`,
      `  <BaseURL>${uri}</BaseURL>`,
      '</Representation>',
    ],
  };
}

function template({ hash, timescale, segments }: Representation): string[] {
  return [
    `<SegmentTemplate timescale="${timescale}" startNumber="${segments[0]?.number ?? 0}" ` +
      `initialization="../${hash}/init.mp4" media="../${hash}/seg-$Number%05d$.m4s">`,
    '  <SegmentTimeline>',
    ...timeline(segments).map((line) => `    ${line}`),
    '  </SegmentTimeline>',
    '</SegmentTemplate>',
  ];
}

/** `<S t d r>`: runs of segments of one length, each as one line. */
function timeline(segments: readonly SegmentReport[]): string[] {
  const runs: { start: number; length: number; count: number }[] = [];
  for (const { startTicks, endTicks } of segments) {
    const run = runs.at(-1);
    const length = endTicks - startTicks;
    if (run && run.length === length && run.start + run.length * run.count === startTicks) run.count++;
    else runs.push({ start: startTicks, length, count: 1 });
  }
  return runs.map(
    ({ start, length, count }) => `<S t="${start}" d="${length}"${count > 1 ? ` r="${count - 1}"` : ''}/>`,
  );
}

function duration({ segments, timescale }: Representation): number {
  return toNumber({ num: segments.at(-1)?.endTicks ?? 0, den: timescale });
}
