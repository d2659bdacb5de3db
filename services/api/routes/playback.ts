import { route } from '../route.ts';
import { byId, playbackSchema, playbackWishSchema, segmentsQuery, segmentsSchema } from '../schemas/index.ts';

const tag = 'Playback';

export const playbackRoutes = {
  playback: route({
    method: 'POST',
    path: '/v1/jobs/{id}/playback',
    tag,
    summary: 'Get addresses that play a video',
    description: 'They are signed, end by themselves, and take no key. They work while the rest is still being made.',
    scope: 'read',
    params: byId,
    body: playbackWishSchema,
    answers: { 200: playbackSchema },
    errors: ['VIDEO_NOT_FOUND', 'VIDEO_NOT_READY'],
  }),
  segments: route({
    method: 'GET',
    path: '/v1/jobs/{id}/segments',
    tag,
    summary: 'The segments of a rendition, with their sizes',
    scope: 'read',
    params: byId,
    query: segmentsQuery,
    answers: { 200: segmentsSchema },
    errors: ['VIDEO_NOT_FOUND', 'VIDEO_NOT_READY', 'RENDITION_UNKNOWN'],
  }),
} as const;
