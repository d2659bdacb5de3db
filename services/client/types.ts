import type { z } from 'zod';
import type { Routes } from '../api/index.ts';

export type { RouteName } from '../api/index.ts';

type In<T> = T extends z.ZodType ? z.input<T> : never;
type Out<T> = T extends z.ZodType ? z.output<T> : undefined;
/** Asked for where the route has it, and may be left out where all of it may. */
type Part<R, Name extends string> = Name extends keyof R
  ? Record<never, never> extends In<R[Name]>
    ? { readonly [K in Name]?: In<R[Name]> }
    : { readonly [K in Name]: In<R[Name]> }
  : unknown;

/** What a request of a route takes. */
export type RequestOf<Name extends keyof Routes> = Part<Routes[Name], 'params'> &
  Part<Routes[Name], 'query'> &
  Part<Routes[Name], 'headers'> &
  Part<Routes[Name], 'body'>;

/** What a route answers: of all that it may, as the HTTP status is. */
export type AnswerOf<Name extends keyof Routes> = Out<Routes[Name]['answers'][keyof Routes[Name]['answers']]>;

/** Routes that answer with events. */
export type EventRouteName = {
  [Name in keyof Routes]: Routes[Name] extends { events: unknown } ? Name : never;
}[keyof Routes];

type Events<Name extends EventRouteName> = Routes[Name] extends { events: infer E } ? E : never;

/** One event: its name, and what it says. */
export type EventOf<Name extends EventRouteName> = {
  [Event in keyof Events<Name> & string]: {
    readonly event: Event;
    readonly data: Out<Events<Name>[Event]>;
    /** To go on after it. */
    readonly id: string | null;
  };
}[keyof Events<Name> & string];
