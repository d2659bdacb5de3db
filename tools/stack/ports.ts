import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { FanoutError } from '../../services/core/index.ts';

/** The ports that people know; `free` ones never meet anybody else's. */
export interface Ports {
  readonly temporal: number;
  readonly ui: number;
  readonly s3: number;
}

export const STANDARD_PORTS: Ports = { temporal: 7233, ui: 8080, s3: 9000 };

const ATTEMPTS = 2;
const FREE_PORTS = { from: 20_000, to: 30_000 };

/**
 * A port of 127.0.0.1 that nobody listens on right now. It lies below those that systems give to outgoing connections:
 * one of these may be in use by the time a server gets to bind it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FREE_PORTS.from, FREE_PORTS.to);
    if (await isFree(port)) return port;
  }
}

/** Whether a server could listen there, and clients would meet it and nobody else. */
export async function isFree(port: number): Promise<boolean> {
  return (await canListen(port)) && !(await somebodyAccepts(port));
}

function canListen(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** macOS lets one listen on 127.0.0.1 next to a stranger that listens on every address. */
function somebodyAccepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  }).finally(() => socket.destroy()) as Promise<boolean>;
}

/** Several free ports, all different, and none of those that are meant for something else. */
export async function freePorts(count: number, except: readonly number[]): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = await freePort();
    if (!except.includes(port)) ports.add(port);
  }
  return [...ports];
}

export type PickPort = (label: string, of: (ports: Ports) => number) => Promise<number>;

/** Somebody may take a port between the look at it and the start: then once more, with others. */
export async function retryingPorts<T>(
  options: { readonly ports: Ports | 'free'; readonly onStep: (line: string) => void },
  start: (pick: PickPort) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const pick: PickPort = async (label, of) => {
      if (options.ports === 'free') return freePort();
      const wanted = of(options.ports);
      if (attempt === 1 && (await isFree(wanted))) return wanted;
      const port = await freePort();
      options.onStep(`${label}: port ${wanted} is taken by something else; using ${port}`);
      return port;
    };
    try {
      return await start(pick);
    } catch (error) {
      const portTaken =
        error instanceof FanoutError && error.details.some((line) => /address already in use/i.test(line));
      if (attempt === ATTEMPTS || !portTaken) throw error;
    }
  }
}
