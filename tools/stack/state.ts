import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What is remembered of the servers of a data folder: how to know them again when they answer. */
const stateSchema = z.object({
  s3Secret: z.string(),
  temporal: z
    .object({ address: z.string(), clusterId: z.string(), pid: z.number(), uiUrl: z.string().nullable() })
    .nullable(),
  s3: z.object({ endpoint: z.string(), pid: z.number() }).nullable(),
});

export type ServersState = z.infer<typeof stateSchema>;

/** The state file of a data folder; readable by its owner only, since the S3 secret is in it. */
export class StateFile {
  readonly #path: string;
  #state: ServersState;

  private constructor(path: string, state: ServersState) {
    this.#path = path;
    this.#state = state;
  }

  static async open(dataDir: string): Promise<StateFile> {
    await mkdir(dataDir, { recursive: true });
    const fresh = { s3Secret: randomBytes(18).toString('base64url'), temporal: null, s3: null };
    const file = new StateFile(pathIn(dataDir), (await readState(dataDir)) ?? fresh);
    await file.update({});
    return file;
  }

  get state(): ServersState {
    return this.#state;
  }

  async update(change: Partial<ServersState>): Promise<void> {
    this.#state = { ...this.#state, ...change };
    const temporary = `${this.#path}.${process.pid}`;
    await writeFile(temporary, JSON.stringify(this.#state, null, 2), { mode: 0o600 });
    await rename(temporary, this.#path);
  }
}

/** What a data folder's state file says, without making one; `null` when there is none that can be read. */
export async function readState(dataDir: string): Promise<ServersState | null> {
  const text = await readFile(pathIn(dataDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const parsed = text === null ? null : stateSchema.safeParse(JSON.parse(text));
  return parsed?.success ? parsed.data : null;
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'servers.json');
}
