import { hostname } from 'node:os';

/** What the worker of this process, the only one in it, is called in Temporal and in what its activities report. */
export const WORKER_IDENTITY = `${process.pid}@${hostname()}`;
