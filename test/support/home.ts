import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { JobStatus } from '../../services/core/index.ts';

const CLI = fileURLToPath(new URL('../../bin/fanout.mjs', import.meta.url));

/** Whatever compose runs on this machine is not meant: on this port nobody listens. */
const NO_COMPOSE = 'FANOUT_TEMPORAL_PORT=1\nFANOUT_S3_PORT=1\n';

/** A home of its own for a stack, and the command line in it. */
export class TestHome {
  readonly dir: string;

  private constructor(dir: string) {
    this.dir = dir;
  }

  static async create(): Promise<TestHome> {
    const dir = await mkdtemp(join(tmpdir(), 'fanout-e2e-'));
    await writeFile(join(dir, '.env'), NO_COMPOSE);
    return new TestHome(dir);
  }

  /** Runs `fanout` to its end, with a few more variables. */
  async fanout(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const started = Date.now();
    const result = await execa(process.execPath, [CLI, ...args], {
      env: { ...env, FANOUT_HOME: this.dir },
      stdin: 'ignore',
      reject: false,
    });
    return { ...result, seconds: (Date.now() - started) / 1000, status: () => JSON.parse(result.stdout) as JobStatus };
  }

  async remove(): Promise<void> {
    await rm(this.dir, { recursive: true, force: true });
  }
}

/** Frames that a decoder gets out of a stream. */
export async function decodedFrames(path: string): Promise<number> {
  const args = ['-v', 'error', '-count_frames', '-select_streams', 'v:0', '-of', 'csv=p=0', '-show_entries'];
  const { stdout } = await execa('ffprobe', [...args, 'stream=nb_read_frames', path], { stdin: 'ignore' });
  return Number(stdout.trim().split('\n')[0]?.split(',')[0]);
}

/** Everything that a strict decode complains about. */
export async function decodeComplaints(path: string): Promise<string> {
  const args = ['-v', 'error', '-i', path, '-map', '0:v:0', '-map', '0:a:0?', '-f', 'null', '-'];
  const { stderr } = await execa('ffmpeg', args, { stdin: 'ignore' });
  return stderr;
}

/** Command lines of processes that mention a text. */
export async function processesWith(text: string): Promise<string[]> {
  const { stdout } = await execa('ps', ['-eo', 'pid,args', '-ww']);
  return stdout.split('\n').filter((line) => line.includes(text) && !line.includes(`${process.pid} `));
}
