import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';
import { freePort } from '../../tools/stack/index.ts';

/** The folder with Prometheus' configuration, as it is shipped. */
export const CONFIG_DIR = fileURLToPath(new URL('../../docker/prometheus', import.meta.url));

const PROGRAM = '/usr/bin/prometheus';
export const PROMTOOL = '/usr/bin/promtool';
/** From Debian's package; nothing is installed by a test. */
export const hasPrometheus = existsSync(PROGRAM) && existsSync(PROMTOOL);

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Rule {
  readonly name: string;
  readonly type: 'recording' | 'alerting';
  readonly query: string;
  readonly health: string;
  readonly lastError?: string;
  readonly state?: 'inactive' | 'pending' | 'firing';
  readonly duration?: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

const DNS = /dns_sd_configs:\n +- names: \[([\w-]+)\]\n +type: A\n +port: 9464\n +refresh_interval: 10s\n/g;

/**
 * The shipped configuration with other addresses, and with a second between two looks: a small video is done in fewer than
 * the usual ten. @param addresses by service; `null` for one that is not there
 */
export async function localConfig(addresses: Readonly<Record<string, string | null>>): Promise<string> {
  const known = (service: string) => {
    const address = addresses[service];
    if (address === undefined)
      throw new Error(`The configuration has a service ${service} that the test does not know.`);
    return address === null ? '' : `"${address}"`;
  };
  const text = await readFile(join(CONFIG_DIR, 'prometheus.yml'), 'utf8');
  const config = text
    .replace(DNS, (_, service: string) => `static_configs:\n      - targets: [${known(service)}]\n`)
    .replace(/targets: \[(\w+):\d+\]/g, (_, service: string) => `targets: [${known(service)}]`)
    .replace('- rules.yml', `- ${join(CONFIG_DIR, 'rules.yml')}`)
    .replace(/scrape_interval: \w+/, 'scrape_interval: 1s')
    .replace(/scrape_timeout: \w+/, 'scrape_timeout: 1s')
    .replace(/evaluation_interval: \w+/, 'evaluation_interval: 1s');
  expect(config).not.toContain('dns_sd_configs');
  return config;
}

/** A real Prometheus. */
export class Prometheus {
  readonly #url: string;
  readonly #end: () => Promise<void>;

  private constructor(url: string, end: () => Promise<void>) {
    this.#url = url;
    this.#end = end;
  }

  static async start(dir: string, config: string): Promise<Prometheus> {
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, 'prometheus.yml'), config);
    const address = `127.0.0.1:${await freePort()}`;
    const child = spawn(
      PROGRAM,
      [
        `--config.file=${join(dir, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(dir, 'data')}`,
        `--web.listen-address=${address}`,
        '--log.level=warn',
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const prometheus = new Prometheus(`http://${address}`, async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    });
    const ready = async () => expect((await fetch(`http://${address}/-/ready`)).ok).toBe(true);
    await vi.waitFor(ready, { timeout: 30_000, interval: 200 });
    return prometheus;
  }

  /** @throws Error with Prometheus' own words when the expression cannot be understood or evaluated */
  async query(expr: string): Promise<Sample[]> {
    const data = await this.#ask<{ result: { metric: Record<string, string>; value: [number, string] }[] }>(
      `query?query=${encodeURIComponent(expr)}`,
    );
    return data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
  }

  async rules(): Promise<Rule[]> {
    const { groups } = await this.#ask<{ groups: { rules: Rule[] }[] }>('rules');
    return groups.flatMap(({ rules }) => rules);
  }

  stop(): Promise<void> {
    return this.#end();
  }

  async #ask<T>(path: string): Promise<T> {
    const answer = await fetch(`${this.#url}/api/v1/${path}`);
    const { status, data, error } = (await answer.json()) as { status: string; data: T; error?: string };
    if (status !== 'success') throw new Error(`${decodeURIComponent(path)}: ${error}`);
    return data;
  }
}
