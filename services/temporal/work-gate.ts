/** Something that a worker cannot do without, and that may fail and come back while the worker lives. */
export interface WorkGate {
  readonly isOpen: boolean;
  /** Resolves when there may be work: at once, or when what failed works again. Rejects when the signal is aborted. */
  opened(signal: AbortSignal): Promise<void>;
  /** Resolves when there may not be any more. */
  closed(): Promise<void>;
}

/** What Temporal's workers leave on. */
const LEAVE = ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGUSR2', 'disconnect'] as const;

/**
 * Serves while the gate is open, again and again, until the process is told to leave; once where there is no gate.
 * @param serve returns when it was told to leave, or soon after the promise that it gets has resolved
 */
export async function whileOpen(gate: WorkGate | undefined, serve: (closed: Promise<void>) => Promise<void>) {
  if (!gate) return serve(new Promise(() => {}));
  const leaving = new AbortController();
  const stopListening = onLeave(() => leaving.abort());
  try {
    while (!leaving.signal.aborted) {
      const opened = await gate.opened(leaving.signal).then(
        () => true,
        (error: unknown) => {
          if (leaving.signal.aborted) return false;
          throw error;
        },
      );
      if (opened) await serve(gate.closed());
    }
  } finally {
    stopListening();
  }
}

/** Calls back when the process is told to leave, in whatever way. @returns to stop listening for that */
export function onLeave(leave: () => void): () => void {
  for (const event of LEAVE) process.once(event, leave);
  return () => {
    for (const event of LEAVE) process.off(event, leave);
  };
}

/** A signal that fires when the process is told to leave. */
export function whenLeaving(): AbortSignal {
  const leaving = new AbortController();
  onLeave(() => leaving.abort());
  return leaving.signal;
}
