import type { z } from 'zod';
import type { Routes } from '../../api/index.ts';
import type { Principal } from '../../control/index.ts';
import type { FeedSource } from '../live/index.ts';

type Out<T> = T extends z.ZodType ? z.output<T> : undefined;
type In<T> = T extends z.ZodType ? z.input<T> : undefined;
type Part<R, Name extends string> = Name extends keyof R ? Out<R[Name]> : undefined;

/** A request that was understood, and whoever sent it. */
export interface Ask<Name extends keyof Routes> {
  readonly params: Part<Routes[Name], 'params'>;
  readonly query: Part<Routes[Name], 'query'>;
  readonly headers: Part<Routes[Name], 'headers'>;
  readonly body: Part<Routes[Name], 'body'>;
  readonly principal: Principal;
  /** Where the gateway is for whoever asks, such as `https://videos.example`. */
  readonly origin: string;
}

type Answers<Name extends keyof Routes> = Routes[Name]['answers'];

/** What a route answers: an HTTP status that it has, and the body that goes with it. */
export type Answer<Name extends keyof Routes> = {
  [Status in keyof Answers<Name>]: { readonly status: Status; readonly body: In<Answers<Name>[Status]> };
}[keyof Answers<Name>];

export type EventRouteName = {
  [Name in keyof Routes]: Routes[Name] extends { events: unknown } ? Name : never;
}[keyof Routes];
export type CallRouteName = Exclude<keyof Routes, EventRouteName>;

export type Handler<Name extends CallRouteName> = (ask: Ask<Name>) => Promise<Answer<Name>>;
export type CallHandlers = { readonly [Name in CallRouteName]: Handler<Name> };

/** Says what a stream of events comes from. Two that come from the same are read once: `key` tells. */
export interface Following {
  readonly key: string;
  readonly source: FeedSource<unknown>;
}
export type EventHandlers = {
  readonly [Name in EventRouteName]: (ask: Ask<Name>) => Promise<Following>;
};
