import { z } from 'zod';
import {
  CHROMA_STEPS,
  type Chromaticity,
  type ContentLight,
  type Hdr10Metadata,
  LUMINANCE_STEPS,
  type MasteringDisplay,
} from '../core/index.ts';
import { inputArgs } from './input-args.ts';
import { runMediaTool } from './run.ts';

const LIMITS = { wallMs: 300_000, fileBytes: 0 };
/** 10,000 cd/m²: the brightest that PQ can say. */
const MAX_LUMINANCE = 10_000 * LUMINANCE_STEPS;
const MAX_LIGHT = 10_000;

/** One entry of ffprobe's `side_data_list`, as far as HDR10 goes. */
export const sideDataSchema = z.looseObject({
  side_data_type: z.string().default(''),
  red_x: z.string().optional(),
  red_y: z.string().optional(),
  green_x: z.string().optional(),
  green_y: z.string().optional(),
  blue_x: z.string().optional(),
  blue_y: z.string().optional(),
  white_point_x: z.string().optional(),
  white_point_y: z.string().optional(),
  min_luminance: z.string().optional(),
  max_luminance: z.string().optional(),
  max_content: z.number().optional(),
  max_average: z.number().optional(),
});

type SideData = z.infer<typeof sideDataSchema>;

const frameSchema = z.object({
  frames: z.array(z.object({ side_data_list: z.array(sideDataSchema).default([]) })).default([]),
});

/** HDR10's metadata among side data; `null` when there is none that makes sense. */
export function hdr10Of(sideData: readonly SideData[]): Hdr10Metadata | null {
  const display = sideData.map(displayOf).find((found) => found !== null) ?? null;
  const light = sideData.map(lightOf).find((found) => found !== null) ?? null;
  return display || light ? { display, light } : null;
}

export function firstFrameArgs(streamIndex: number, url: string): string[] {
  return [
    ...['-hide_banner', '-v', 'error', '-of', 'json', '-select_streams', String(streamIndex), '-show_frames'],
    ...['-read_intervals', '%+#1', '-show_entries', 'frame=side_data_list', ...inputArgs(url)],
  ];
}

/** Looks for the metadata where encoders put it: in the first picture, not in the container. */
export async function findHdr10(
  streamIndex: number,
  url: string,
  tools: { readonly ffprobe: string; readonly cwd: string; readonly signal?: AbortSignal },
): Promise<Hdr10Metadata | null> {
  const { stdout } = await runMediaTool({
    program: tools.ffprobe,
    purpose: 'read-hdr10',
    args: firstFrameArgs(streamIndex, url),
    cwd: tools.cwd,
    limits: LIMITS,
    ...(tools.signal ? { signal: tools.signal } : {}),
  });
  const parsed = frameSchema.safeParse(JSON.parse(stdout));
  return parsed.success ? hdr10Of(parsed.data.frames.flatMap((frame) => frame.side_data_list)) : null;
}

function displayOf(data: SideData): MasteringDisplay | null {
  const red = chromaticity(data.red_x, data.red_y);
  const green = chromaticity(data.green_x, data.green_y);
  const blue = chromaticity(data.blue_x, data.blue_y);
  const white = chromaticity(data.white_point_x, data.white_point_y);
  const minLuminance = steps(data.min_luminance, LUMINANCE_STEPS, MAX_LUMINANCE);
  const maxLuminance = steps(data.max_luminance, LUMINANCE_STEPS, MAX_LUMINANCE);
  if (!red || !green || !blue || !white || minLuminance === null || !maxLuminance) return null;
  return { red, green, blue, white, minLuminance, maxLuminance };
}

function chromaticity(x: string | undefined, y: string | undefined): Chromaticity | null {
  const [left, up] = [steps(x, CHROMA_STEPS, CHROMA_STEPS), steps(y, CHROMA_STEPS, CHROMA_STEPS)];
  return left === null || up === null ? null : { x: left, y: up };
}

/** A fraction such as `34000/50000` in whole steps; `null` when it is none, or out of range. */
function steps(text: string | undefined, perUnit: number, most: number): number | null {
  const match = /^(\d{1,12})\/(\d{1,12})$/.exec(text ?? '');
  const value = match ? Math.round((Number(match[1]) * perUnit) / Number(match[2])) : Number.NaN;
  return value >= 0 && value <= most ? value : null;
}

function lightOf({ max_content: max, max_average: average }: SideData): ContentLight | null {
  const sane = (value: number | undefined): value is number =>
    value !== undefined && Number.isInteger(value) && value >= 0 && value <= MAX_LIGHT;
  return sane(max) && sane(average) && max > 0 ? { max, average } : null;
}
