import type { ColourFacts, SourceTrack, VideoRendition } from '../core/index.ts';
import type { ChunkJob } from './chunk-args.ts';
import { COLOURS, pixelFormat } from './encoder-args.ts';
import { gridFilter } from './grid-filter.ts';
import { HDR_TRANSFERS, toneMap } from './tone-map.ts';
import { watermarkFilter } from './watermark-filter.ts';

/** From the decoded picture to that of the largest rendition, in its colours and with its mark; without a label at the end. */
export function firstPicture(
  { track, grid, chunk, openEnd }: ChunkJob,
  rendition: VideoRendition,
  marked: boolean,
): string {
  const onGrid = [...gridFilter(track, grid.rate, chunk.frames.start === 0), chunkFrames(chunk, openEnd)].join(',');
  const scale = convertColours(`scale=${rendition.width}:${rendition.height}`, track, rendition);
  const picture = `[0:${track.streamIndex}]${onGrid},${scale},${asRendition(rendition)}`;
  // Smaller rungs are made of the marked picture.
  return marked ? `${picture}[clean];${watermarkFilter(rendition, grid.rate, '1:0', 'clean')}` : picture;
}

/** Lets the frames of the chunk through, and no others. */
export function chunkFrames({ frames }: ChunkJob['chunk'], openEnd: boolean): string {
  return `trim=start_pts=${frames.start}${openEnd ? '' : `:end_pts=${frames.end}`}`;
}

/** What a scaled picture needs to be a rendition's: square pixels, its format and what its colours are called. */
export function asRendition(rendition: VideoRendition): string {
  return `setsar=1,format=${pixelFormat(rendition)},${colourTags(rendition)}`;
}

export function colourTags({ colour }: VideoRendition): string {
  const [primaries, transfer, matrix] = COLOURS[colour];
  return `setparams=range=tv:color_primaries=${primaries}:color_trc=${transfer}:colorspace=${matrix}`;
}

/** Whether the source has the output's colours already. */
export function isPlain({ colour, codedHeight }: SourceTrack, rendition: VideoRendition): boolean {
  if (HDR_TRANSFERS.includes(colour.transfer ?? '') || colour.range === 'pc') return false;
  return rendition.colour === 'bt709' && sourceMatrix(colour, codedHeight) === 'bt709';
}

/** Scales, and converts to limited range and BT.709; high dynamic range is kept, or tone-mapped at the size of the output. */
function convertColours(scale: string, { colour, codedHeight }: SourceTrack, rendition: VideoRendition): string {
  const range = colour.range === 'pc' ? 'pc' : 'tv';
  const transfer = colour.transfer ?? '';
  if (rendition.colour !== 'bt709') return `${scale}:in_range=${range}:out_range=tv`;
  if (!HDR_TRANSFERS.includes(transfer)) {
    const matrix = sourceMatrix(colour, codedHeight);
    return `${scale}:in_color_matrix=${matrix}:in_range=${range}:out_color_matrix=bt709:out_range=tv`;
  }
  return [
    `${scale}:in_range=${range}:out_range=${range}`,
    ...toneMap(transfer, range === 'pc' ? 'full' : 'limited'),
  ].join(',');
}

/** As swscale names it. What does not say is BT.709 when it is HD, else BT.601, as every broadcaster has it. */
function sourceMatrix(colour: ColourFacts, lines: number): string {
  switch (colour.matrix) {
    case 'bt709':
      return 'bt709';
    case 'smpte170m':
    case 'bt470bg':
      return 'smpte170m';
    case 'fcc':
      return 'fcc';
    case 'smpte240m':
      return 'smpte240m';
    case 'bt2020nc':
    case 'bt2020c':
      return 'bt2020';
    default:
      return lines >= 720 ? 'bt709' : 'smpte170m';
  }
}
