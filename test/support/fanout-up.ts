import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';
import { listedWorkers } from '../../services/cli/worker-list.ts';
import { TestHome } from './home.ts';

const CLI = fileURLToPath(new URL('../../bin/fanout.mjs', import.meta.url));

/** `fanout up`, with a home of its own, as somebody has it in a terminal. */
export class FanoutUp {
  readonly home: TestHome;
  readonly #process: ChildProcess;
  #said = '';

  private constructor(home: TestHome, args: readonly string[], env: Readonly<Record<string, string>>) {
    this.home = home;
    this.#process = spawn(process.execPath, [CLI, 'up', ...args], {
      env: { ...process.env, FANOUT_HOME: home.dir, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process.stderr?.on('data', (bytes) => {
      this.#said += String(bytes);
    });
  }

  /** Starts it, and waits until it says that it is ready. */
  static async start(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<FanoutUp> {
    const up = new FanoutUp(await TestHome.create(), args, env);
    await vi.waitFor(() => expect(up.said).toContain('Ready.'), { timeout: 120_000, interval: 200 });
    return up;
  }

  /** What it has said in the terminal. */
  get said(): string {
    return this.#said;
  }

  get dataDir(): string {
    return join(this.home.dir, '.fanout');
  }

  workers() {
    return listedWorkers(this.dataDir);
  }

  /** What the supervisor has written; empty where it has not. */
  log(): Promise<string> {
    return readFile(join(this.home.dir, 'logs', 'supervisor.log'), 'utf8').catch(() => '');
  }

  /** Ends it as ctrl-C does, and sees to it that it took its workers along. */
  async stop(): Promise<void> {
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await gone;
    expect(await this.workers()).toEqual([]);
    await this.home.remove();
  }
}
