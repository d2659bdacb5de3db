import type { Ports } from './ports.ts';

export interface StartOptions {
  /** All data, configuration and the state file of the servers; made when it is not there. */
  readonly dataDir: string;
  readonly ports: Ports | 'free';
  readonly ui: boolean;
  readonly logDir: string;
  /** One line per step, for people. */
  readonly onStep: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** How long something took, for people. */
export function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
