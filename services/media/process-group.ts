import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** A memory bomb ignores SIGTERM; a healthy ffmpeg needs a moment to close its files. */
const KILL_GRACE_MS = 2_000;

/** A process that leads a group of its own, which is ended as a whole. */
export class ProcessGroup {
  readonly #pid: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param nice scheduling priority, 0 (normal) to 19 */
  constructor(pid: number | undefined, nice: number) {
    this.#pid = pid;
    if (pid === undefined || nice === 0) return;
    ignoringGone(() => setPriority(pid, nice));
    // Where Linux groups processes by session, a nice value counts within the session only; this is the session's own.
    ignoringGone(() => writeFileSync(`/proc/${pid}/autogroup`, String(nice)));
  }

  /** SIGTERM to all of the group now, SIGKILL after the grace. */
  end(): void {
    if (this.#timer) return;
    this.#send('SIGTERM');
    this.#timer = setTimeout(() => this.#send('SIGKILL'), KILL_GRACE_MS);
  }

  /** The leader is gone: nothing of its group may outlive it. */
  settle(): void {
    clearTimeout(this.#timer);
    this.#send('SIGKILL');
  }

  #send(signal: NodeJS.Signals): void {
    const pid = this.#pid;
    if (pid !== undefined) ignoringGone(() => process.kill(-pid, signal));
  }
}

const GONE: readonly string[] = ['ESRCH', 'ENOENT', 'EACCES', 'EPERM', 'EAGAIN', 'ERR_SYSTEM_ERROR'];

/** A process may end between two looks at it; what was to be done to it is then done or needless. */
export function ignoringGone(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!GONE.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
