import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { emulatedAssembly } from './emulated-assembly.ts';
import type { Ministack } from './ministack.ts';

const CDK = fileURLToPath(new URL('../../node_modules/aws-cdk/bin/cdk', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Images that nobody pulls: the emulator says that tasks run, and runs none. */
const IMAGES = ['set:images.kind=registry', 'set:images.prefix=registry.example/fanout-', 'set:images.tag=test'];

/** Deploys a sample to an emulator by `cdk` itself, without what the emulator does not know. */
export class CdkProject {
  readonly #dir: string;
  readonly #env: Readonly<Record<string, string>>;

  private constructor(dir: string, env: Readonly<Record<string, string>>) {
    this.#dir = dir;
    this.#env = env;
  }

  static async create(emulator: Ministack): Promise<CdkProject> {
    const dir = await mkdtemp(join(tmpdir(), 'fanout-cdk-'));
    // What `cdk` remembers of accounts is in its home.
    return new CdkProject(dir, { ...emulator.env, HOME: dir, CI: 'true', CDK_VALIDATION: 'false' });
  }

  /** @returns what was left out, by stack */
  async synth(size: string): Promise<Readonly<Record<string, readonly string[]>>> {
    const whole = join(this.#dir, 'whole');
    const context = [`config=${size}`, ...IMAGES].flatMap((said) => ['-c', said]);
    await this.#cdk(['synth', '--quiet', '-o', whole, ...context]);
    return emulatedAssembly(whole, join(this.#dir, 'emulated'));
  }

  /** @returns what `cdk` said */
  async bootstrap(): Promise<string> {
    const { AWS_ACCESS_KEY_ID: account, AWS_REGION: region } = this.#env;
    return this.#ofEmulated(['bootstrap', `aws://${account}/${region}`]);
  }

  async deploy(): Promise<string> {
    return this.#ofEmulated([
      'deploy',
      '--all',
      '--require-approval',
      'never',
      '--method',
      'direct',
      '--progress',
      'events',
    ]);
  }

  async destroy(): Promise<string> {
    return this.#ofEmulated(['destroy', '--all', '--force', '--progress', 'events']);
  }

  async remove(): Promise<void> {
    await rm(this.#dir, { recursive: true, force: true });
  }

  #ofEmulated(args: readonly string[]): Promise<string> {
    return this.#cdk([...args, '--app', join(this.#dir, 'emulated')]);
  }

  async #cdk(args: readonly string[]): Promise<string> {
    const { all } = await execa(process.execPath, [CDK, ...args], {
      cwd: ROOT,
      env: this.#env,
      all: true,
      stdin: 'ignore',
    });
    return all ?? '';
  }
}
