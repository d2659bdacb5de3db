export { EventStream } from './event-stream.ts';
export { Feed, type FeedEvent, type FeedReader, type FeedSource, type View } from './feed.ts';
export { Hub } from './hub.ts';
export { gridFor, jobSource } from './job-source.ts';
export { Looks } from './looks.ts';
export { polledSource } from './polled-source.ts';
export { StreamLimits } from './stream-limits.ts';
