/*
 * What `npm run demo` and `npm test` run: makes a fresh clone ready (dependencies, build, ffmpeg) and goes on. Plain
 * JavaScript of Node alone, because node_modules may not be there yet.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const MIN_NODE = [20, 19];
/** A lock without its owner's name is being made right now, or its maker died in between. */
const NAMELESS_MS = 10_000;
/** What `npm test` runs when no project is named: all that needs no browser. */
const PROJECTS = ['unit', 'infra', 'workflow', 'e2e'];
/** Commands that are programs of their own; all others are the command line's. */
const TOOLS = ['api', 'bench', 'chaos', 'corpus', 'docs', 'orchestration'];
const root = fileURLToPath(new URL('..', import.meta.url));
const modules = `${root}node_modules`;
const stamp = `${modules}/.fanout-lock`;

const [command = 'demo', ...args] = process.argv.slice(2);

requireNode();
process.exitCode =
  (await installDependencies()) || (await run(process.execPath, ['tools/build.mjs'])) || (await runCommand());

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1])) return;
  process.stderr.write(`Fanout needs Node ${MIN_NODE.join('.')} or later; this is ${process.versions.node}.\n`);
  process.exit(3);
}

/**
 * Installs when the lock file is another one than at the last install; two runs at once do it once.
 * @returns npm's exit code
 */
async function installDependencies() {
  const wanted = createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex');
  const isInstalled = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (isInstalled()) return 0;
  const lock = `${root}.fanout-install`;
  for (let waited = false; !tryLock(lock); waited = true) {
    if (!waited) process.stderr.write('Another run is installing the dependencies; waiting for that.\n');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  try {
    if (isInstalled()) return 0;
    process.stderr.write('Installing dependencies (npm ci), once.\n');
    // What builds Fanout is a development dependency, whatever NODE_ENV says.
    const code = await run('npm', ['ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error']);
    if (code === 0) writeFileSync(stamp, wanted);
    return code;
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** A folder as a lock, with its owner's process id in it; that of a dead owner is taken away. */
function tryLock(path) {
  const owner = `${path}/owner`;
  try {
    mkdirSync(path);
    writeFileSync(owner, String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const isAbandoned = existsSync(owner) ? !isAlive(Number(readFileSync(owner, 'utf8'))) : ageMs(path) > NAMELESS_MS;
  if (isAbandoned) rmSync(path, { recursive: true, force: true });
  return false;
}

function ageMs(path) {
  return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function runCommand() {
  if (TOOLS.includes(command)) return run(process.execPath, [`dist/${command}.js`, ...args]);
  if (command !== 'test') return run(process.execPath, ['dist/cli.js', command, ...args]);
  const named = args.some((arg) => arg === '--project' || arg.startsWith('--project='));
  const projects = named ? [] : PROJECTS.flatMap((name) => ['--project', name]);
  return (
    (await run(process.execPath, ['dist/cli.js', 'doctor', '--fix-ffmpeg'])) ||
    run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...projects, ...args])
  );
}

/**
 * Runs to the end, whatever signals come: Ctrl-C reaches the child by itself, SIGTERM is passed on.
 * @returns the child's exit code; 128 and the signal's number when one ended it
 */
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
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}
