import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { FanoutError } from '../../services/core/index.ts';
import { cachedBinary, exists, makeOnce } from './cache.ts';
import type { Waiting } from './lock.ts';
import { GO_AT_LEAST, isAtLeast, type Program, type Release, versionIn } from './programs.ts';

export interface FoundProgram {
  readonly program: Program;
  readonly path: string;
  /** Where it came from, for people. */
  readonly how: string;
}

/** Who wants a program: gets one line per step, and may call it off. */
export interface Asker {
  readonly onStep: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** A closed network must not hold anybody up: the first byte is there by then, or another way is tried. */
const FIRST_BYTE_MS = 4_000;
/** A download that stands still for this long is given up. */
const STALL_MS = 15_000;

/** The program if it is there already, on PATH at a good version or in the cache. */
export async function findInstalled(program: Program): Promise<FoundProgram | null> {
  if (program.path) {
    const version = await versionOf(program.path.command, program.path.versionArgs);
    if (version && isAtLeast(version, program.path.atLeast)) {
      return { program, path: program.path.command, how: `${program.path.command} ${version} on PATH` };
    }
  }
  const cached = cachedBinary(program.cached);
  return (await exists(cached)) ? { program, path: cached, how: `${program.label} from the cache` } : null;
}

/** The official release, downloaded and checked; `null` when there is none for this system or the network has no way to it. */
export async function download(program: Program, asker: Asker): Promise<FoundProgram | null> {
  const release = releaseOf(program);
  if (!release) {
    if (Object.keys(program.releases).length > 0)
      asker.onStep(`${program.label}: no download (none is pinned for ${process.platform} ${process.arch})`);
    return null;
  }
  asker.onStep(`${program.label}: downloading the release`);
  try {
    const make = (dir: string) => fetchRelease(release, dir, asker.signal);
    const path = await makeOnce(program.cached, make, waitingOf(program, asker));
    return { program, path, how: `${program.label} from its release` };
  } catch (error) {
    asker.signal?.throwIfAborted();
    asker.onStep(`${program.label}: no download (${error instanceof Error ? reason(error) : error})`);
    return null;
  }
}

/** Built by the Go toolchain; `null` when it is not there, or too old. @throws FanoutError when the build fails */
export async function buildWithGo(program: Program, asker: Asker): Promise<FoundProgram | null> {
  const { goModule } = program;
  const version = await goVersion();
  if (!goModule || !version) return null;
  asker.onStep(`${program.label}: building with Go ${version}, once (takes a few minutes)`);
  const make = async (dir: string) => {
    try {
      const cancel = asker.signal ? { cancelSignal: asker.signal } : {};
      await execa('go', ['install', goModule.target], { env: { GOBIN: dir }, stdin: 'ignore', ...cancel });
    } catch (error) {
      asker.signal?.throwIfAborted();
      const last = error instanceof Error ? error.message.split('\n').slice(-3) : [];
      throw new FanoutError('STACK_UNREACHABLE', `${program.label} could not be built with Go.`, last, {
        cause: error,
      });
    }
    return join(dir, goModule.binary);
  };
  const path = await makeOnce(program.cached, make, waitingOf(program, asker));
  return { program, path, how: `${program.label} built with Go` };
}

/** Where the first of the programs that can be had would come from, without fetching or building it; `null`: nowhere. */
export async function describeWay(programs: readonly Program[]): Promise<string | null> {
  for (const program of programs) {
    const found = await findInstalled(program);
    if (found) return found.how;
  }
  const version = await goVersion();
  const ways = programs.flatMap((program) => [
    ...(releaseOf(program) ? [`${program.label} from its release`] : []),
    ...(program.goModule && version ? [`${program.label} built with Go ${version}`] : []),
  ]);
  return ways.length > 0 ? `${ways.join(', else ')} (at the first start)` : null;
}

export function notFound(programs: readonly Program[]): FanoutError {
  const names = programs.map((program) => program.label).join(' or ');
  return new FanoutError('STACK_UNREACHABLE', `${names} is not here and could not be fetched.`, [
    `Install it so that it is on PATH${programs[0]?.path ? ` as "${programs[0].path.command}"` : ''},`,
    'or let this machine reach github.com once,',
    `or install Go ${GO_AT_LEAST} or later, with which Fanout builds it.`,
  ]);
}

function releaseOf(program: Program): Release | undefined {
  return program.releases[`${process.platform}-${process.arch}`];
}

function waitingOf(program: Program, { onStep, signal }: Asker): Waiting {
  const onWait = () => onStep(`${program.label}: another Fanout is fetching it; waiting for that`);
  return { onWait, ...(signal ? { signal } : {}) };
}

async function fetchRelease(release: Release, dir: string, signal?: AbortSignal): Promise<string> {
  const archive = join(dir, 'release.tar.gz');
  const hash = await fetchFile(release.url, archive, signal);
  if (hash !== release.sha256) throw new Error(`its sha256 is ${hash}, not ${release.sha256}`);
  await execa('tar', ['-xzf', archive, '-C', dir, release.member], { stdin: 'ignore' });
  return join(dir, release.member);
}

/** @returns the sha256 of what came, in hex */
async function fetchFile(url: string, path: string, signal?: AbortSignal): Promise<string> {
  const aborter = new AbortController();
  let timer = setTimeout(() => aborter.abort(new Error('no answer')), FIRST_BYTE_MS);
  const file = await open(path, 'w');
  try {
    const response = await fetch(url, { signal: AbortSignal.any([aborter.signal, ...(signal ? [signal] : [])]) });
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
    clearTimeout(timer);
    timer = setTimeout(() => aborter.abort(new Error('it stopped half-way')), STALL_MS);
    const hash = createHash('sha256');
    for await (const chunk of response.body) {
      timer.refresh();
      hash.update(chunk);
      await file.write(chunk);
    }
    return hash.digest('hex');
  } finally {
    clearTimeout(timer);
    await file.close();
  }
}

function reason(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause.message : '';
  return [error.message, cause].filter((text) => text !== '').join(': ');
}

/** The version of Go, when it is one that builds the servers. */
async function goVersion(): Promise<string | null> {
  const version = await versionOf('go', ['version']);
  return version && isAtLeast(version, GO_AT_LEAST) ? version : null;
}

async function versionOf(command: string, args: readonly string[]): Promise<string | null> {
  const result = await execa(command, [...args], { reject: false, stdin: 'ignore', timeout: 10_000, all: true });
  return result.exitCode === 0 ? versionIn(result.all) : null;
}
