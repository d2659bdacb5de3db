import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const listSchema = z.array(z.object({ name: z.string(), pid: z.number(), healthPort: z.number().nullable() }));

/** A worker of a local stack, for commands in other terminals. */
export type ListedWorker = z.infer<typeof listSchema>[number];

/** The workers that a process of ours has started, in a file of the data folder. */
export class WorkerList {
  readonly #path: string;
  #workers: readonly ListedWorker[] = [];
  #written: Promise<void> = Promise.resolve();

  constructor(dataDir: string) {
    this.#path = pathIn(dataDir);
  }

  add(worker: ListedWorker): Promise<void> {
    this.#workers = [...this.#workers, worker];
    return this.#write();
  }

  drop(pid: number): Promise<void> {
    this.#workers = this.#workers.filter((worker) => worker.pid !== pid);
    return this.#write();
  }

  async remove(): Promise<void> {
    this.#workers = [];
    await this.#written;
    await rm(this.#path, { force: true });
  }

  #write(): Promise<void> {
    this.#written = this.#written.then(async () => {
      if (this.#workers.length === 0) return rm(this.#path, { force: true });
      await writeFile(`${this.#path}.part`, JSON.stringify(this.#workers, null, 2));
      await rename(`${this.#path}.part`, this.#path);
    });
    return this.#written;
  }
}

/** The workers of the stack of a data folder; none when it is down. */
export async function listedWorkers(dataDir: string): Promise<readonly ListedWorker[]> {
  const text = await readFile(pathIn(dataDir), 'utf8').catch(() => '[]');
  return listSchema.parse(JSON.parse(text));
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'workers.json');
}
