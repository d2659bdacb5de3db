export { type CallOptions, type ClientOptions, type EventOptions, FanoutClient } from './client.ts';
export { ApiError } from './error.ts';
export type { AnswerOf, EventOf, EventRouteName, RequestOf, RouteName } from './types.ts';
