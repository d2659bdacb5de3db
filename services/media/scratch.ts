import { mkdir, mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { FanoutError } from '../core/index.ts';

const NAME = /^work-(\d+)-/;

/**
 * Folders for the files of one activity each. They are removed when it ends, however it ends; those of workers that were
 * killed are swept by the next one that starts.
 */
export class Scratch {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  /** Opens a root folder, and removes from it what dead processes left. */
  static async open(root: string): Promise<Scratch> {
    await mkdir(root, { recursive: true });
    for (const name of await readdir(root)) {
      const owner = Number(NAME.exec(name)?.[1]);
      // Process ids start over in every container: a folder of this id, before this process made any, is a dead one's.
      if (owner === process.pid || (owner > 0 && !isAlive(owner))) {
        await rm(join(root, name), { recursive: true, force: true });
      }
    }
    return new Scratch(root);
  }

  /**
   * Runs work with a folder of its own.
   * @param needBytes free space to insist on before it starts
   * @throws FanoutError SCRATCH_FULL
   */
  async use<T>(needBytes: number, work: (dir: string) => Promise<T>): Promise<T> {
    const { bavail, bsize } = await statfs(this.root);
    if (bavail * bsize < needBytes) {
      const mb = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
      throw new FanoutError(
        'SCRATCH_FULL',
        `${mb(needBytes)} of scratch space are needed, ${mb(bavail * bsize)} are free.`,
      );
    }
    const dir = await mkdtemp(join(this.root, `work-${process.pid}-`));
    try {
      return await work(dir);
    } finally {
      await rm(dir, { recursive: true, force: true, maxRetries: 3 });
    }
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
