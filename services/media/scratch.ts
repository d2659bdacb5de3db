import { mkdir, mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { asFanoutError, FanoutError } from '../core/index.ts';

const NAME = /^work-(\d+)-/;
/** Hardly any work does with less. */
const LEAST_BYTES = 100_000_000;

/**
 * Folders for the files of one activity each. They are removed when it ends, however it ends; those of workers that were
 * killed are swept by the next one that starts.
 */
export class Scratch {
  readonly root: string;

  /** @param root made when it is prepared */
  constructor(root: string) {
    this.root = root;
  }

  static async open(root: string): Promise<Scratch> {
    const scratch = new Scratch(root);
    await scratch.prepare();
    return scratch;
  }

  /** Makes the root folder, and removes from it what dead processes left. @throws FanoutError SCRATCH_UNUSABLE */
  async prepare(): Promise<void> {
    await requireWritable(this.root);
    for (const name of await readdir(this.root)) {
      const owner = Number(NAME.exec(name)?.[1]);
      // Process ids start over in every container: a folder of this id, before this process made any, is a dead one's.
      if (owner === process.pid || (owner > 0 && !isAlive(owner))) {
        await rm(join(this.root, name), { recursive: true, force: true });
      }
    }
  }

  /** @throws FanoutError SCRATCH_FULL when less than that is free */
  async requireFree(needBytes = LEAST_BYTES): Promise<void> {
    const { bavail, bsize } = await statfs(this.root);
    const free = bavail * bsize;
    if (free >= needBytes) return;
    const mb = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
    throw new FanoutError(
      'SCRATCH_FULL',
      `${mb(needBytes)} of scratch space are needed in ${this.root}, ${mb(free)} are free.`,
    );
  }

  /**
   * Runs work with a folder of its own.
   * @param needBytes free space to insist on before it starts
   * @throws FanoutError SCRATCH_FULL
   */
  async use<T>(needBytes: number, work: (dir: string) => Promise<T>): Promise<T> {
    await this.requireFree(needBytes);
    const dir = await mkdtemp(join(this.root, `work-${process.pid}-`));
    try {
      return await work(dir);
    } finally {
      await rm(dir, { recursive: true, force: true, maxRetries: 3 });
    }
  }
}

async function requireWritable(root: string): Promise<void> {
  try {
    await mkdir(root, { recursive: true });
    await rm(await mkdtemp(join(root, 'try-')), { recursive: true });
  } catch (error) {
    const { message } = asFanoutError(error);
    throw new FanoutError('SCRATCH_UNUSABLE', `Scratch files cannot be written to ${root}: ${message}.`, [], {
      cause: error,
    });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
