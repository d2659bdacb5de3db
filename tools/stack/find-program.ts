import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { FanoutError } from '../../services/core/index.ts';
import { cachedBinary, exists, makeOnce } from './cache.ts';
import { GO_AT_LEAST, isAtLeast, type Program, type Release, versionIn } from './programs.ts';

export interface FoundProgram {
  readonly program: Program;
  readonly path: string;
  /** Where it came from, for people. */
  readonly how: string;
}

/** A closed network must not hold anybody up: the first byte is there by then, or another way is tried. */
const FIRST_BYTE_MS = 4_000;

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
export async function download(program: Program, onStep: (line: string) => void): Promise<FoundProgram | null> {
  const release = program.releases[`${process.platform}-${process.arch}`];
  if (!release) return null;
  onStep(`${program.label}: downloading the release`);
  try {
    const path = await makeOnce(program.cached, (dir) => fetchRelease(release, dir));
    return { program, path, how: `${program.label} from its release` };
  } catch (error) {
    onStep(`${program.label}: no download (${error instanceof Error ? reason(error) : error})`);
    return null;
  }
}

/** Built by the Go toolchain; `null` when it is not there, or too old. @throws FanoutError when the build fails */
export async function buildWithGo(program: Program, onStep: (line: string) => void): Promise<FoundProgram | null> {
  const { goModule } = program;
  const version = goModule && (await versionOf('go', ['version']));
  if (!goModule || !version || !isAtLeast(version, GO_AT_LEAST)) return null;
  onStep(`${program.label}: building with Go ${version}, once (takes a few minutes)`);
  const path = await makeOnce(program.cached, async (dir) => {
    try {
      await execa('go', ['install', goModule.target], { env: { GOBIN: dir }, stdin: 'ignore' });
    } catch (error) {
      const last = error instanceof Error ? error.message.split('\n').slice(-3) : [];
      throw new FanoutError('STACK_UNREACHABLE', `${program.label} could not be built with Go.`, last, {
        cause: error,
      });
    }
    return join(dir, goModule.binary);
  });
  return { program, path, how: `${program.label} built with Go` };
}

export function notFound(programs: readonly Program[]): FanoutError {
  const names = programs.map((program) => program.label).join(' or ');
  return new FanoutError('STACK_UNREACHABLE', `${names} is not here and could not be fetched.`, [
    `Install it so that it is on PATH${programs[0]?.path ? ` as "${programs[0].path.command}"` : ''},`,
    'or let this machine reach github.com once,',
    `or install Go ${GO_AT_LEAST} or later, with which Fanout builds it.`,
  ]);
}

async function fetchRelease(release: Release, dir: string): Promise<string> {
  const aborter = new AbortController();
  const timer = setTimeout(() => aborter.abort(new Error('no answer')), FIRST_BYTE_MS);
  const response = await fetch(release.url, { signal: aborter.signal });
  clearTimeout(timer);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (hash !== release.sha256) throw new Error(`its sha256 is ${hash}, not ${release.sha256}`);
  const archive = join(dir, 'release.tar.gz');
  await writeFile(archive, bytes);
  await execa('tar', ['-xzf', archive, '-C', dir, release.member], { stdin: 'ignore' });
  return join(dir, release.member);
}

function reason(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause.message : '';
  return [error.message, cause].filter((text) => text !== '').join(': ');
}

async function versionOf(command: string, args: readonly string[]): Promise<string | null> {
  const result = await execa(command, [...args], { reject: false, stdin: 'ignore', timeout: 10_000, all: true });
  return result.exitCode === 0 ? versionIn(result.all) : null;
}
