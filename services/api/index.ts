import { accountRoutes } from './routes/account.ts';
import { fleetRoutes } from './routes/fleet.ts';
import { jobRoutes } from './routes/jobs.ts';
import { playbackRoutes } from './routes/playback.ts';
import { uploadRoutes } from './routes/uploads.ts';

export { type Route, TAGS } from './route.ts';
export * from './schemas/index.ts';
export { COMMON_ERRORS, statusOf } from './statuses.ts';

/** All that the API does, by name: the contract that the gateway keeps, and the client and the console rely on. */
export const ROUTES = { ...jobRoutes, ...uploadRoutes, ...playbackRoutes, ...fleetRoutes, ...accountRoutes } as const;
export type Routes = typeof ROUTES;
export type RouteName = keyof Routes;
