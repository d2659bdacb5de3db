import type { GatewayParts } from '../../parts.ts';
import type { CallHandlers, EventHandlers } from '../handler.ts';
import { accountHandlers } from './account.ts';
import { controlHandlers } from './control.ts';
import { eventHandlers } from './events.ts';
import { fleetHandlers } from './fleet.ts';
import { jobHandlers } from './jobs.ts';
import { playbackHandlers } from './playback.ts';
import { submitHandlers } from './submit.ts';
import { uploadHandlers } from './uploads.ts';

/** One for each route of the contract. */
export function callHandlers(parts: GatewayParts): CallHandlers {
  return {
    ...submitHandlers(parts),
    ...jobHandlers(parts),
    ...controlHandlers(parts),
    ...uploadHandlers(parts),
    ...playbackHandlers(parts),
    ...fleetHandlers(parts),
    ...accountHandlers(parts),
  };
}

export function followHandlers(parts: GatewayParts): EventHandlers {
  return eventHandlers(parts);
}
