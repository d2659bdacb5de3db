export { type Networks, parseNetworks } from './addresses.ts';
export { checkUrl } from './check-url.ts';
export { type FoundOnWeb, findOnWeb } from './find-on-web.ts';
export { checkLiteral } from './guarded-lookup.ts';
export { WebClient } from './web-client.ts';
export { type WebConfig, webConfigFromEnv } from './web-config.ts';
export { copyFromWeb, readFromWeb } from './web-copy.ts';
export { webSource } from './web-source.ts';
