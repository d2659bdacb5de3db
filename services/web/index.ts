export { checkUrl } from './check-url.ts';
export { WebClient } from './web-client.ts';
export { type WebConfig, webConfigFromEnv } from './web-config.ts';
export { webStream } from './web-copy.ts';
export { type FoundOnWeb, findOnWeb, webSource } from './web-source.ts';
