import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const BOOTSTRAP = fileURLToPath(new URL('../../../tools/bootstrap.mjs', import.meta.url));

let clone: string;
beforeEach(async () => {
  clone = await mkdtemp(join(tmpdir(), 'fanout-clone-'));
  for (const folder of ['tools', 'dist', 'bin']) await mkdir(join(clone, folder));
  await copyFile(BOOTSTRAP, join(clone, 'tools/bootstrap.mjs'));
  await writeFile(join(clone, 'package.json'), '{"type":"module"}');
  await writeFile(join(clone, 'package-lock.json'), '{}');
  await writeFile(join(clone, 'tools/build.mjs'), '');
  await npm(`mkdirSync('node_modules', { recursive: true }); appendFileSync('calls', 'npm ');`);
  await cli(`process.exit(Number(process.argv[3] ?? 0));`);
});
afterEach(() => rm(clone, { recursive: true, force: true }));

async function npm(code: string): Promise<void> {
  const text = `#!${process.execPath}\nimport { appendFileSync, mkdirSync } from 'node:fs';\n${code}`;
  await writeFile(join(clone, 'bin/npm'), text, { mode: 0o755 });
}

const cli = (code: string) => writeFile(join(clone, 'dist/cli.js'), code);

function start(...args: string[]) {
  const child = spawn(process.execPath, ['tools/bootstrap.mjs', ...args], {
    cwd: clone,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, PATH: `${join(clone, 'bin')}${delimiter}${process.env.PATH}` },
  });
  return { child, code: once(child, 'exit').then(([code]) => code as number | null) };
}

const hasLock = () =>
  stat(join(clone, '.fanout-install')).then(
    () => true,
    () => false,
  );

it('installs once, however many start at the same time, and again when the lock file changed', async () => {
  expect(await Promise.all([start('run').code, start('run').code])).toEqual([0, 0]);
  expect(await start('run').code).toBe(0);
  expect(await readFile(join(clone, 'calls'), 'utf8')).toBe('npm ');
  await writeFile(join(clone, 'package-lock.json'), '{"changed":true}');
  expect(await start('run').code).toBe(0);
  expect(await readFile(join(clone, 'calls'), 'utf8')).toBe('npm npm ');
  expect(await hasLock()).toBe(false);
});

it('hands on the exit code of the command', async () => {
  expect(await start('run', '3').code).toBe(3);
});

it('does not stand in its own way after an install that failed', async () => {
  await npm('process.exit(7);');
  expect(await start('run').code).toBe(7);
  expect(await hasLock()).toBe(false);
});

it('takes over the lock of a run that was killed', async () => {
  await npm(`setTimeout(() => {}, 3_000); console.log('installing');`);
  const { child, code } = start('run');
  const [said] = await once(child.stdout, 'data');
  expect(String(said)).toContain('installing');
  child.kill('SIGKILL');
  await code;
  await npm(`mkdirSync('node_modules', { recursive: true });`);
  expect(await start('run').code).toBe(0);
});

it('passes SIGTERM on and leaves after the command has', async () => {
  await cli(
    `process.on('SIGTERM', () => setTimeout(() => process.exit(9), 300)); setInterval(() => {}, 1e6); console.log('up');`,
  );
  const { child, code } = start('up');
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect(await code).toBe(9);
});

it('runs the tests that need no browser, unless a project is named', async () => {
  await mkdir(join(clone, 'node_modules/vitest'), { recursive: true });
  const runner = `import { writeFileSync } from 'node:fs'; writeFileSync('args', process.argv.slice(2).join(' '));`;
  await writeFile(join(clone, 'node_modules/vitest/vitest.mjs'), runner);
  const argsOf = async (...args: string[]) => {
    expect(await start('test', ...args).code).toBe(0);
    return readFile(join(clone, 'args'), 'utf8');
  };
  await cli('');
  expect(await argsOf('--bail=1')).toBe('run --project unit --project infra --project workflow --project e2e --bail=1');
  expect(await argsOf('--project', 'browser')).toBe('run --project browser');
  expect(await argsOf('--project=unit')).toBe('run --project=unit');
});
