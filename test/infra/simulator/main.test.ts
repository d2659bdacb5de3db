import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../../../infra/simulator/main.ts', import.meta.url));

function simulator(...args: string[]) {
  return execa(process.execPath, ['--import', 'tsx', MAIN, ...args], { reject: false });
}

describe('npm run simulate', () => {
  it('reports as JSON, and draws a picture of each trace', async () => {
    const out = mkdtempSync(join(tmpdir(), 'fanout-simulate-'));
    const { stdout, exitCode } = await simulator('--config', 'small', '--out', out, '--json');
    expect(exitCode).toBe(0);
    const { traces } = JSON.parse(stdout) as { traces: { trace: string }[] };
    const names = ['burst', 'diurnal', 'poison', 'worker-loss', 'blind', 'sawtooth'];
    expect(traces.map(({ trace }) => trace)).toEqual(names);
    expect(readdirSync(out).toSorted()).toEqual(names.map((name) => `scaling-${name}.svg`).toSorted());
  });

  it.each([
    [['--config', 'nowhere'], 'is no sample'],
    [['--config', 'dev'], 'needs "gpu" for transcode.kind'],
    [['--speed', 'fast'], 'speed'],
    [['--policy', 'guess'], 'policy'],
    [['--colour'], '--colour'],
  ])('says what is wrong with %s', async (args, message) => {
    const { stderr, exitCode } = await simulator(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});
