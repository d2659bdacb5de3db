import { z } from 'zod';
import { TENANT_NAME } from '../ids.ts';
import { RUNG_NAMES, type RungName } from '../ladder.ts';
import { LOUDNESS_TARGETS } from '../loudness.ts';
import { PRIORITIES } from '../priority.ts';
import { CRF_BEST, CRF_WORST, PRESETS, VIDEO_CODECS } from '../rendition.ts';
import { WATERMARK_POSITIONS } from '../watermark.ts';

/** A switch; the command line has only text. */
const flag = (byDefault: boolean) =>
  z.preprocess(
    (value) => (value === 'true' ? true : value === 'false' ? false : value),
    z.boolean().default(byDefault),
  );

/** What can be made of the segments. `mp4`: a file per rung; `audio`: a file per sound track. */
const OUTPUTS = ['hls', 'dash', 'mp4', 'audio'] as const;

const list = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',') : value),
    z
      .array(item)
      .min(1)
      .refine((items) => new Set(items).size === items.length, 'something is named twice'),
  );

const MAX_METADATA = 16;

/** A number; the command line has only text, and no text is no number. */
const number = <T extends z.ZodType>(range: T) =>
  z.preprocess((value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value), range);

/** What a user may ask for. The one source of the types, of `--set` and of its help. */
export const jobSpecSchema = z.strictObject({
  ladder: z
    .union([z.literal('auto'), list(z.enum(RUNG_NAMES as readonly [RungName, ...RungName[]]))])
    .default('auto')
    .describe(`auto, or rungs by their short side: ${RUNG_NAMES.join(',')}`),
  codecs: list(z.enum(VIDEO_CODECS))
    .default(['h264'])
    .describe(`${VIDEO_CODECS.join(',')}: every rung in each`),
  hdr: z
    .enum(['tonemap', 'preserve'])
    .default('tonemap')
    .describe('tonemap, or preserve: HDR10 and HLG stay in hevc and av1'),
  outputs: list(z.enum(OUTPUTS))
    .default(['hls', 'dash'])
    .describe(`${OUTPUTS.join(',')}: all from the same segments; hls is always made`),
  segmentSeconds: number(z.number().min(2).max(12)).default(6).describe('2 to 12; becomes a whole number of 2 s GOPs'),
  chunkSegments: number(z.number().int().min(1).max(1000).optional()).describe(
    'segments per chunk, 1 to 1000; default: sizes that grow and shrink',
  ),
  quality: z
    .union([z.literal('crf'), number(z.number().min(0.8).max(0.999))])
    .default('crf')
    .describe('crf, or the SSIM that each rung should reach, 0.80 to 0.999: samples choose its crf'),
  measure: flag(true).describe('true or false: compare a few frames of every rung with the source'),
  poster: flag(true).describe('true or false: one picture, poster.jpg'),
  storyboard: flag(true).describe('true or false: small pictures for scrubbing, with a WebVTT track'),
  captions: flag(true).describe('true or false: text tracks of the source as WebVTT'),
  captionFiles: z
    .preprocess(
      (value) => (typeof value === 'string' ? value.split(',') : value),
      z.array(z.string().min(1).max(2048)).max(32),
    )
    .default([])
    .describe('SubRip or WebVTT files such as film.en.srt,film.de.vtt, 32 at most: files, s3:// or https://'),
  audio: z
    .strictObject({
      channels: z.enum(['stereo', 'source']).default('stereo').describe('stereo, or source: 5.1 and more stay 5.1'),
      loudness: z
        .union([z.literal('off'), number(z.number().min(LOUDNESS_TARGETS.min).max(LOUDNESS_TARGETS.max))])
        .default('off')
        .describe(`off, or ${LOUDNESS_TARGETS.min} to ${LOUDNESS_TARGETS.max} LUFS (EBU R128), e.g. -16`),
    })
    .prefault({}),
  watermark: z
    .strictObject({
      image: z.string().min(1).max(2048).optional().describe('a PNG, JPEG or WebP: a file, s3:// or https://'),
      position: z.enum(WATERMARK_POSITIONS).default('bottom-right').describe(WATERMARK_POSITIONS.join(', ')),
      opacity: number(z.number().min(0).max(1)).default(0.8).describe('0 (not there) to 1'),
      width: number(z.number().min(0.01).max(1)).default(0.12).describe("share of the picture's width, 0.01 to 1"),
      margin: number(z.number().min(0).max(0.4)).default(0.02).describe("share of the picture's width, 0 to 0.4"),
    })
    .prefault({}),
  clip: z
    .strictObject({
      start: number(z.number().min(0).max(86_400)).default(0).describe('seconds from the start of the source'),
      end: number(z.number().positive().max(86_400).optional()).describe('seconds from the start of the source'),
    })
    .prefault({}),
  encoder: z
    .strictObject({
      preset: z.enum(PRESETS).default('veryfast').describe(PRESETS.join(', ')),
      crf: number(z.number().int().min(CRF_BEST).max(CRF_WORST)).default(23).describe('10 (best) to 40'),
    })
    .prefault({}),
  priority: number(z.number().int().min(PRIORITIES.first).max(PRIORITIES.last))
    .default(PRIORITIES.normal)
    .describe('1 (first) to 5 (last): which waiting work goes first'),
  tenant: z
    .string()
    .regex(TENANT_NAME)
    .default('default')
    .describe('for whom, 1 to 64 of A-Z a-z 0-9 . _ -: tenants take turns, and reuse only their own chunks'),
  idempotencyKey: z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .optional()
    .describe('1 to 255 visible ASCII characters: the same key is the same job'),
  webhook: z
    .string()
    .min(1)
    .max(2048)
    .optional()
    .describe('an https:// address that is told of what becomes of the job'),
  metadata: z
    .record(z.string().regex(/^[A-Za-z0-9_-]{1,64}$/), z.string().max(500))
    .refine((entries) => Object.keys(entries).length <= MAX_METADATA, `at most ${MAX_METADATA} entries`)
    .default({})
    .describe(`your own notes, up to ${MAX_METADATA}, e.g. metadata.order=17: shown in the status and in webhooks`),
});

export type JobSpec = z.infer<typeof jobSpecSchema>;

type Shape = Readonly<Record<string, z.ZodType>>;

function shapeOf(schema: z.ZodType): Shape | null {
  const inner = schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault ? schema.unwrap() : schema;
  return inner instanceof z.ZodObject ? (inner.shape as Shape) : null;
}

/** Every path that `--set` takes, with what it accepts, e.g. `encoder.crf` → `10 (best) to 40`. */
export function specKeys(shape: Shape = jobSpecSchema.shape, prefix = ''): { key: string; accepts: string }[] {
  return Object.entries(shape).flatMap(([key, schema]) => {
    const nested = shapeOf(schema);
    return nested ? specKeys(nested, `${prefix}${key}.`) : [{ key: prefix + key, accepts: schema.description ?? '' }];
  });
}
