import type { GatewayParts } from '../../parts.ts';
import type { CallHandlers } from '../handler.ts';

type Mine = Pick<CallHandlers, 'getFleet' | 'fleetHistory'>;

export function fleetHandlers({ fleet }: GatewayParts): Mine {
  return {
    getFleet: async () => ({ status: 200, body: await fleet.now() }),
    fleetHistory: async () => ({ status: 200, body: { points: fleet.points } }),
  };
}
