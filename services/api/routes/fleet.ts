import { z } from 'zod';
import { route } from '../route.ts';
import { fleetHistorySchema, fleetSchema } from '../schemas/index.ts';

const tag = 'Fleet';

export const fleetRoutes = {
  getFleet: route({
    method: 'GET',
    path: '/v1/fleet',
    tag,
    summary: 'What waits, and who works',
    scope: 'read',
    operator: true,
    answers: { 200: fleetSchema },
    errors: [],
  }),
  fleetHistory: route({
    method: 'GET',
    path: '/v1/fleet/history',
    tag,
    summary: 'The last hour of the queues, as this gateway has seen it',
    scope: 'read',
    operator: true,
    answers: { 200: fleetHistorySchema },
    errors: [],
  }),
  fleetEvents: route({
    method: 'GET',
    path: '/v1/fleet/events',
    tag,
    summary: 'Follow the queues and workers',
    scope: 'read',
    operator: true,
    answers: { 200: z.string() },
    events: { fleet: fleetSchema },
    errors: [],
  }),
} as const;
