import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { S3Client } from '@aws-sdk/client-s3';
import { execa } from 'execa';
import { createS3Client, Store } from '../../services/store/index.ts';
import { freePorts } from '../../tools/stack/index.ts';
import { TestHome } from '../support/home.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type WorkerService = 'workflow' | 'metadata' | 'transcode';
export const WORKER_SERVICES: readonly WorkerService[] = ['workflow', 'metadata', 'transcode'];

/** A container as `docker compose ps` tells of it. */
export interface Container {
  readonly ID: string;
  readonly Name: string;
  readonly Service: string;
  readonly State: string;
  readonly Health: string;
  readonly ExitCode: number;
}

/** The stack of docker-compose.yml under a name and on ports of its own. */
export class ComposeStack {
  readonly project = `fanout-test-${randomBytes(3).toString('hex')}`;
  readonly home: TestHome;
  readonly #env: Readonly<Record<string, string>>;

  private constructor(home: TestHome, env: Readonly<Record<string, string>>) {
    this.home = home;
    this.#env = env;
  }

  static async create(): Promise<ComposeStack> {
    const names = ['TEMPORAL', 'UI', 'S3', 'S3_CONSOLE', 'GATEWAY', 'PROMETHEUS'];
    const free = await freePorts(names.length, []);
    const ports = names.map((name, i) => [`FANOUT_${name}_PORT`, String(free[i])] as const);
    return new ComposeStack(await TestHome.create(), Object.fromEntries(ports));
  }

  port(name: string): number {
    return Number(this.#env[`FANOUT_${name}_PORT`]);
  }

  /** Runs `docker compose` to its end. @throws what execa throws when it fails */
  compose(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    return execa('docker', ['compose', '--project-name', this.project, ...args], {
      cwd: root,
      env: { ...this.#env, ...env },
      stdin: 'ignore',
    });
  }

  /** Starts what is not running, with so many of a service, and waits until all is healthy. @returns seconds that it took */
  async up(scale: Partial<Record<WorkerService, number>> = {}, args: readonly string[] = []): Promise<number> {
    const started = Date.now();
    const scaling = Object.entries(scale).flatMap(([service, count]) => ['--scale', `${service}=${count}`]);
    await this.compose(['up', '--detach', '--no-recreate', '--wait', ...scaling, ...args]);
    return (Date.now() - started) / 1000;
  }

  /** Makes one kind of worker more or fewer, as the scaler advises, and touches nothing else. */
  async scale(service: WorkerService, count: number): Promise<void> {
    await this.compose([
      ...['up', '--detach', '--no-recreate', '--no-deps', '--wait', '--scale', `${service}=${count}`],
      service,
    ]);
  }

  /** Containers, also those that have ended; of one service when it is named. */
  async containers(service?: string): Promise<Container[]> {
    const { stdout } = await this.compose(['ps', '--all', '--format', 'json', ...(service ? [service] : [])]);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Container);
  }

  /** A shell command in the first container of a service; its exit code is told, not thrown. */
  sh(service: string, script: string) {
    return execa('docker', ['compose', '--project-name', this.project, 'exec', '-T', service, 'bash', '-c', script], {
      cwd: root,
      env: this.#env,
      stdin: 'ignore',
      reject: false,
    });
  }

  /** The command line, which finds this stack as it would find the one of the standard ports. */
  fanout(...args: string[]) {
    return this.home.fanout(args, this.#env);
  }

  /** Its S3, as objects. */
  store(): Store {
    return new Store(this.s3());
  }

  s3(): S3Client {
    const endpoint = `http://127.0.0.1:${this.port('S3')}`;
    const keys = { accessKey: 'fanout', secretKey: 'fanout-on-this-machine' };
    return createS3Client({ endpoint, ...keys, region: 'us-east-1' });
  }

  /** Ends everything, and removes its data. */
  async remove(): Promise<void> {
    await this.compose(['--profile', 'observability', 'down', '--volumes', '--timeout', '20']);
    await this.home.remove();
  }
}

/** One container, by its id. */
export const docker = (...args: string[]) => execa('docker', args, { stdin: 'ignore' });
