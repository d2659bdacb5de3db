export type { ByteSource } from './byte-source.ts';
export { openFileSource } from './file-source.ts';
export { type ProxiedSource, parseRange, SourceProxy } from './source-proxy.ts';
