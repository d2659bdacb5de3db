import { readFileSync } from 'node:fs';
import { ignoringGone } from './process-group.ts';

const TICKS_PER_SECOND = 100;

/** CPU time of one process from procfs: read while it lives, since nobody reports it afterwards. */
export class CpuClock {
  /** User and system time; `null` where the system does not tell. */
  seconds: number | null = null;
  readonly #path: string;

  constructor(pid: number | undefined) {
    this.#path = `/proc/${pid}/stat`;
  }

  read(): void {
    ignoringGone(() => {
      const fields = readFileSync(this.#path, 'latin1').split(') ')[1]?.split(' ') ?? [];
      this.seconds = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    });
  }
}
