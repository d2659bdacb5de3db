import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';

/* What compose makes of the files that are laid over docker-compose.yml; nothing is started. */

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Service {
  readonly networks: Readonly<Record<string, unknown>>;
  readonly dns?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly deploy?: { readonly resources?: { readonly reservations?: { readonly devices?: unknown[] } } };
}

async function services(...overrides: string[]): Promise<Record<string, Service>> {
  const files = ['docker-compose.yml', ...overrides.map((name) => `docker/compose/${name}.yml`)];
  const args = ['compose', ...files.flatMap((file) => ['--file', file]), 'config', '--format', 'json'];
  const { stdout } = await execa('docker', args, { cwd: root, env: { FANOUT_VERSITYGW_DIR: root }, stdin: 'ignore' });
  return JSON.parse(stdout).services;
}

const networksOf = (service?: Service) => Object.keys(service?.networks ?? {}).sort();

it('by itself, workers have no way out and no name server', async () => {
  const { metadata, transcode, workflow, scaler } = await services();
  for (const service of [metadata, transcode, workflow, scaler]) {
    expect(networksOf(service)).toEqual(['work']);
    expect(service?.dns).toEqual(['127.0.0.1']);
  }
});

describe('web.yml', () => {
  it('lets out those that read sources and send events, and no others', async () => {
    const { metadata, transcode, workflow } = await services('web');
    for (const service of [metadata, transcode]) {
      expect(networksOf(service)).toEqual(['outside', 'work']);
      expect(service?.dns ?? []).toEqual([]);
    }
    expect(networksOf(workflow)).toEqual(['work']);
  });
});

describe('gpu.yml', () => {
  it('gives a card to one worker, and another the queue for what a card cannot do', async () => {
    const { transcode, 'transcode-cpu': fallback } = await services('gpu');
    expect(transcode?.deploy?.resources?.reservations?.devices).toHaveLength(1);
    expect(transcode?.environment.FANOUT_ENCODER).toBe('nvenc');
    expect(fallback?.environment).toMatchObject({
      FANOUT_ENCODER: 'software',
      FANOUT_TRANSCODE_QUEUE: 'transcode-cpu-queue',
    });
    expect(fallback?.deploy?.resources?.reservations?.devices ?? []).toEqual([]);
  });

  it('goes with web.yml', async () => {
    const { 'transcode-cpu': fallback } = await services('gpu', 'web', 'gpu-web');
    expect(networksOf(fallback)).toEqual(['outside', 'work']);
    expect(fallback?.dns ?? []).toEqual([]);
  });
});

it('versitygw.yml takes the place of MinIO under its name', async () => {
  const { minio } = await services('versitygw');
  expect(networksOf(minio)).toEqual(['edge', 'work']);
});
