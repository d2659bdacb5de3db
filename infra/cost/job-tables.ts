import {
  jobCost,
  type LadderWork,
  mediaConvertCost,
  placesIn,
  type WorkRendition,
  workBasis,
} from '../../services/core/cost/index.ts';
import { encoderFor, makeLadder, type RungName, rational, type VideoCodec } from '../../services/core/index.ts';
import { cents, table } from './table.ts';

const SOURCE = { width: 1920, height: 1080 };
const RATE = 30;
const LADDERS: readonly { readonly name: string; readonly rungs: readonly RungName[] }[] = [
  { name: '1080p, 720p, 480p, 360p, 240p', rungs: ['240p', '360p', '480p', '720p', '1080p'] },
  { name: '720p, 480p, 360p, 240p', rungs: ['240p', '360p', '480p', '720p'] },
  { name: '480p, 360p, 240p', rungs: ['240p', '360p', '480p'] },
];
const CODECS = ['h264', 'hevc', 'av1'] as const;
const NAMES: Readonly<Record<VideoCodec, string>> = { h264: 'H.264', hevc: 'HEVC', av1: 'AV1' };

/** An hour of 1080p30 with one sound track, in one codec. */
function hourOf(wished: readonly RungName[], codec: VideoCodec): LadderWork {
  const { rungs } = makeLadder(SOURCE, rational(RATE), wished);
  const fitsGpu = encoderFor(codec, 'bt709', rungs, [codec]) === 'nvenc';
  const lane = rungs.map(
    ({ name, width, height }): WorkRendition => ({
      ...{ name, width, height, codec, fitsGpu },
      ...{ colour: 'bt709', preset: 'veryfast' },
    }),
  );
  const size = { seconds: 3600, frames: 3600 * RATE, rate: RATE, sourcePixels: SOURCE.width * SOURCE.height };
  return { ...size, lanes: [lane], soundTracks: 1, choosesQuality: false };
}

/** Dollars for an hour of source, by ladder and where it is encoded. */
export function jobTables(): string {
  const places = placesIn('us-east-1');
  const rows = LADDERS.flatMap(({ name, rungs }) =>
    CODECS.map((codec) => {
      const work = hourOf(rungs, codec);
      const managed = mediaConvertCost(work);
      const cells = places.map((place) => {
        const { usd, usdLeast, usdMost, speed } = jobCost(work, place);
        const cost = `${cents(usd)} (${cents(usdLeast)} to ${cents(usdMost)})`;
        return speed === 'assumed' ? `*${cost}*` : cost;
      });
      return [NAMES[codec], name, ...cells, managed.usd === null ? '–' : cents(managed.usd)];
    }),
  );
  if (
    rows.length !== LADDERS.length * CODECS.length ||
    LADDERS.some(({ rungs }) => workBasis(hourOf(rungs, 'h264')) !== 'measured')
  )
    throw new Error('the page says that these ladders were measured');
  return table([['codec', 'rungs', ...places.map(({ name }) => name), 'MediaConvert Basic'], ...rows]);
}
