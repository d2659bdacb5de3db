export { PlaybackLinks } from './links.ts';
export { playbackRoutes } from './routes.ts';
export { WATCH_SCRIPT, WATCH_STYLE } from './watch-page.ts';
