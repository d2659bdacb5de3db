import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isAlive } from './process.ts';

/** What is remembered of the servers of a data folder: how to know them again when they answer, and who uses them. */
const stateSchema = z.object({
  s3Secret: z.string(),
  /** Without a cluster id it never got ready. */
  temporal: z.object({ address: z.string(), clusterId: z.string().nullable(), pid: z.number() }).nullable(),
  /** Without a process of its own it is inside Temporal's. */
  ui: z.object({ url: z.string(), pid: z.number().nullable() }).nullable(),
  s3: z.object({ endpoint: z.string(), pid: z.number() }).nullable(),
  users: z.array(z.object({ id: z.string(), pid: z.number() })),
});

export type ServersState = z.infer<typeof stateSchema>;

/** The state of a data folder; of one without servers when there is none, or none that can be read. */
export async function readState(dataDir: string): Promise<ServersState> {
  const text = await readFile(pathIn(dataDir), 'utf8').catch(() => '');
  const secret = randomBytes(18).toString('base64url');
  return parse(text) ?? { s3Secret: secret, temporal: null, ui: null, s3: null, users: [] };
}

/** The state file of a data folder, for whoever holds the folder's lock. */
export class StateFile {
  readonly #dataDir: string;
  #state: ServersState;
  #written: Promise<void> = Promise.resolve();

  private constructor(dataDir: string, state: ServersState) {
    this.#dataDir = dataDir;
    this.#state = state;
  }

  static async open(dataDir: string): Promise<StateFile> {
    return new StateFile(dataDir, await readState(dataDir));
  }

  get state(): ServersState {
    return this.#state;
  }

  /** Written whole, in the order of the calls, and readable by its owner only, since the S3 secret is in it. */
  update(change: Partial<ServersState>): Promise<void> {
    this.#state = { ...this.#state, ...change };
    const text = JSON.stringify(this.#state, null, 2);
    this.#written = this.#written.then(async () => {
      const temporary = `${pathIn(this.#dataDir)}.part`;
      await writeFile(temporary, text, { mode: 0o600 });
      await rename(temporary, pathIn(this.#dataDir));
    });
    return this.#written;
  }
}

/** Those of the users that are still there: a killed one never said goodbye. */
export function livingUsers(state: ServersState): ServersState['users'] {
  return state.users.filter(({ pid }) => isAlive(pid));
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'servers.json');
}

function parse(text: string): ServersState | null {
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
