import type { WorkerKind } from '../../core/index.ts';
import type { StackKind } from '../find-stack/index.ts';

/** How a worker is started where none is. */
export function startWorker(stack: StackKind, worker: WorkerKind): string {
  switch (stack) {
    case 'environment':
      return `Start one with these variables: "npm run worker:${worker}", or "npx fanout workers" for one of each.`;
    case 'up':
      return `"fanout up" starts it again while it runs: see logs/${worker}.log and logs/supervisor.log; "npx fanout workers" runs one more of each.`;
    case 'compose':
      return `"docker compose up -d" starts what is not there; "docker compose ps -a" says what has ended, and how.`;
  }
}

/** Where workers say what they are at. */
export function workerLogs(stack: StackKind): string {
  switch (stack) {
    case 'environment':
      return "the workers' logs and their /healthz";
    case 'up':
      return 'the files in logs/';
    case 'compose':
      return '"docker compose ps" and "docker compose logs"';
  }
}
