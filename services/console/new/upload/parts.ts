/** What is known of an upload: as the API tells of it. */
export interface UploadPlan {
  readonly bytes: number;
  /** Of every part but the last. */
  readonly partBytes: number;
  readonly parts: number;
  /** Numbers of parts that have arrived, from 1. */
  readonly sent: readonly number[];
}

export interface Part {
  /** From 1. */
  readonly number: number;
  /** In the file, in bytes: `[start, end)`. */
  readonly start: number;
  readonly end: number;
}

/** Parts that have to be sent still, in order. */
export function partsToSend({ bytes, partBytes, parts, sent }: UploadPlan): Part[] {
  const there = new Set(sent);
  const all = Array.from({ length: parts }, (_, i) => ({
    number: i + 1,
    start: i * partBytes,
    end: Math.min(bytes, (i + 1) * partBytes),
  }));
  return all.filter(({ number }) => !there.has(number));
}

/** Bytes that have arrived. */
export function bytesSent(plan: UploadPlan): number {
  return plan.bytes - partsToSend(plan).reduce((sum, { start, end }) => sum + end - start, 0);
}
