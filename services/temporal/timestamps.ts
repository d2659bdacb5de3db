/** A moment as the server writes it. */
interface Timestamp {
  readonly seconds?: { toString(): string } | number | null;
  readonly nanos?: number | null;
}

/** Milliseconds since 1970. */
export function millisOf({ seconds, nanos }: Timestamp): number {
  return Number(seconds ?? 0) * 1000 + Math.floor((nanos ?? 0) / 1e6);
}
