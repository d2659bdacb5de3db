/*
 * What `npm run demo` and `npm test` run: makes a fresh clone ready (dependencies, build, ffmpeg) and goes on. Plain
 * JavaScript of Node alone, because node_modules may not be there yet.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MIN_NODE = [20, 19];
const LOCK_STALE_MS = 10 * 60_000;
const root = fileURLToPath(new URL('..', import.meta.url));
const modules = `${root}node_modules`;
const stamp = `${modules}/.fanout-lock`;

const [command = 'demo', ...args] = process.argv.slice(2);

requireNode();
await installDependencies();
await must('node', ['tools/build.mjs']);
process.exitCode = await go();

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1])) return;
  process.stderr.write(`Fanout needs Node ${MIN_NODE.join('.')} or later; this is ${process.versions.node}.\n`);
  process.exit(3);
}

/** Installs when the lock file is another one than at the last install; two runs at once do it once. */
async function installDependencies() {
  const wanted = createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex');
  const isInstalled = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (isInstalled()) return;
  const lock = `${root}.fanout-install`;
  while (!tryLock(lock)) await new Promise((resolve) => setTimeout(resolve, 500));
  try {
    if (isInstalled()) return;
    process.stderr.write('Installing dependencies (npm ci), once.\n');
    await must('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error']);
    writeFileSync(stamp, wanted);
  } finally {
    rmdirSync(lock);
  }
}

function tryLock(path) {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (Date.now() - statSync(path).mtimeMs > LOCK_STALE_MS) rmdirSync(path);
    return false;
  }
}

async function go() {
  if (command !== 'test') return run('node', ['dist/cli.js', command, ...args]);
  await must('node', ['dist/cli.js', 'doctor', '--fix-ffmpeg']);
  return run('node', ['node_modules/vitest/vitest.mjs', 'run', ...args]);
}

async function must(program, programArgs) {
  const code = await run(program, programArgs);
  if (code !== 0) process.exit(code);
}

/** Runs to the end, whatever signals come: Ctrl-C reaches the child by itself, SIGTERM is passed on. */
function run(program, programArgs) {
  const child = spawn(program, programArgs, { cwd: root, stdio: 'inherit' });
  const pass = () => child.kill('SIGTERM');
  const wait = () => {};
  process.on('SIGTERM', pass);
  process.on('SIGINT', wait);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      process.off('SIGTERM', pass);
      process.off('SIGINT', wait);
      resolve(signal ? 1 : (code ?? 1));
    });
  });
}
