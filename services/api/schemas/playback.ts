import { z } from 'zod';
import { momentSchema } from './shared.ts';

const LONGEST_SECONDS = 7 * 86_400;

export const playbackWishSchema = z
  .strictObject({
    seconds: z.number().int().min(60).max(LONGEST_SECONDS).default(86_400).describe('How long the addresses are good'),
  })
  .meta({ id: 'PlaybackWish' });

const address = z.string().describe('An absolute address');

export const playbackSchema = z
  .object({
    base: address.describe('The folder of the video; all paths of the job are relative to it'),
    hls: address,
    dash: address.nullable(),
    poster: address.nullable(),
    storyboard: address.nullable(),
    watch: address.describe('A page that plays it'),
    expiresAt: momentSchema.nullable().describe('null: by the rules of the CDN that serves it'),
  })
  .meta({ id: 'Playback' });

export type Playback = z.output<typeof playbackSchema>;

export const segmentsQuery = z.object({ rendition: z.string().min(1).max(40).describe('By name, such as 720p') });

export const segmentsSchema = z
  .object({
    rendition: z.string(),
    segments: z
      .array(
        z.object({
          startSeconds: z.number().min(0),
          seconds: z.number().min(0),
          bytes: z.number().int().min(0),
        }),
      )
      .readonly(),
  })
  .meta({ id: 'Segments' });
