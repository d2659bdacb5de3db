import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { exportVideo } from '../../services/cli/export.ts';
import type { Session } from '../../services/cli/session.ts';
import { prepareJob, resolveSource } from '../../services/cli/source.ts';
import { asFanoutError, bareStatus, isOver, type JobStatus, newVideoId } from '../../services/core/index.ts';
import { specFromPairs } from '../../services/core/spec/index.ts';
import { mediaToolsFromEnv } from '../../services/media/index.ts';
import { readJob, readPlan, startJob } from '../../services/temporal/index.ts';
import { interruptCode, withPrivateStack } from '../private-stack.ts';
import { similarity } from './compare.ts';
import { equalFrames, independentFrames } from './frames.ts';
import { type CorpusFile, readIndex } from './index-file.ts';
import { Observer } from './observer.ts';
import { type Comparison, type CutFrames, judge, type Outcome, printRow, printTotals } from './scorecard.ts';
import { decodeTimeline } from './timeline.ts';

/** Where the hostile files of the corpus ask to be fetched from. */
const HOSTILE_PORT = 18_080;
const JOB_TIMEOUT_MS = 240_000;
/** Many seams in short files: each segment is a chunk. */
const SPEC = ['ladder=240p', 'segmentSeconds=2', 'chunkSegments=1', 'encoder.preset=superfast'];

interface Flags {
  readonly only?: string;
  readonly spread?: string;
  readonly json?: string;
}

const flags = new Command('corpus')
  .description('processes a corpus of real and hostile files, and prints what came of each')
  .option('--only <regex>', 'files whose group/name matches')
  .option('--spread <n>', 'every n-th file only')
  .option('--json <file>', 'write the outcomes there as well')
  .parse()
  .opts<Flags>();

process.exitCode = await main(flags).catch(interruptCode);

async function main({ only, spread, json }: Flags): Promise<number> {
  const root = process.env.MEDIA_CORPUS;
  if (!root) throw new Error('MEDIA_CORPUS must name the folder of the corpus');
  const pattern = new RegExp(only ?? '');
  const files = (await readIndex(root))
    .filter(({ group, name }) => pattern.test(`${group}/${name}`))
    .filter((_, i) => i % Number(spread ?? 1) === 0);
  return withPrivateStack('corpus', async (session, dir) => {
    // The first look at a file is taken in this process's own temporary folder: it is watched as well.
    process.env.TMPDIR = dir;
    const observer = await Observer.start(HOSTILE_PORT, dir);
    try {
      const outcomes: Outcome[] = [];
      for (const file of files) {
        const outcome = await processFile(session, file, join(dir, 'out'), observer);
        outcomes.push(outcome);
        printRow(outcome);
      }
      if (json) await writeFile(json, JSON.stringify(outcomes, null, 1));
      return printTotals(outcomes, (await observer.tools()).length) ? 0 : 1;
    } finally {
      observer.stop();
    }
  });
}

async function processFile(session: Session, file: CorpusFile, dir: string, observer: Observer): Promise<Outcome> {
  observer.reset();
  const before = observer.connections;
  const started = Date.now();
  const status = await run(session, file);
  const seconds = (Date.now() - started) / 1000;
  // Before the tools that compare are started, which read the source where it lies.
  const seen = {
    peakBytes: observer.peakBytes,
    connections: observer.connections - before,
    foreignFiles: [...observer.foreignFiles],
  };
  const comparison = status.state === 'completed' ? await compareOutput(session, file, status, dir) : null;
  await rm(dir, { recursive: true, force: true });
  const facts = { file, status, seconds, comparison, ...seen };
  return { ...facts, problem: judge(facts) };
}

async function run(session: Session, file: CorpusFile): Promise<JobStatus> {
  try {
    const named = await resolveSource(file.path);
    const job = await prepareJob(session.store, named, specFromPairs(SPEC));
    await startJob(session.client, job);
    for (const end = Date.now() + JOB_TIMEOUT_MS; ; ) {
      const status = await readJob(session.client, job.videoId);
      if (isOver(status.state)) return status;
      if (Date.now() > end) throw new Error(`no end after ${JOB_TIMEOUT_MS / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  } catch (error) {
    return bareStatus(newVideoId(Date.now(), Buffer.alloc(8)), 'failed', asFanoutError(error).toReport());
  }
}

async function compareOutput(
  session: Session,
  file: CorpusFile,
  status: JobStatus,
  dir: string,
): Promise<Comparison | null> {
  const rendition = status.renditions.at(-1);
  if (!rendition || !status.source) return null;
  await mkdir(dir, { recursive: true });
  await exportVideo(session.store, status.videoId, dir);
  const output = join(dir, 'joined.mp4');
  const folder = await folderOf(dir, rendition.name);
  const segments = (await readdir(folder)).filter((name) => name.endsWith('.m4s')).sort();
  for (const name of ['init.mp4', ...segments]) {
    await pipeline(createReadStream(join(folder, name)), createWriteStream(output, { flags: 'a' }));
  }
  const { videoStream, rate } = status.source;
  const { hashes, filter } = await independentFrames(file.path, videoStream, rate);
  const similar = await similarity(file.path, videoStream, output, rendition, filter, dir);
  return { expectedFrames: hashes.length, ...similar, cut: await compareChunks(session, file, status, hashes, dir) };
}

/** The decoded timeline of a job that was cut in chunks. */
async function compareChunks(
  session: Session,
  file: CorpusFile,
  status: JobStatus,
  expected: readonly string[],
  dir: string,
): Promise<CutFrames | null> {
  const plan = await readPlan(session.client, status.videoId);
  const way = status.source?.access.way;
  if (!plan || plan.chunks.length === 1) return null;
  const tools = await mediaToolsFromEnv(process.env);
  const { chunked, whole } = await decodeTimeline(file.path, plan, way === 'index', tools, dir);
  return {
    frames: Math.max(chunked.length, whole.length),
    asWhole: equalFrames(chunked, whole),
    asIndependent: equalFrames(chunked, expected),
  };
}

/** The folder of a rendition, by the name in its playlist. */
async function folderOf(dir: string, rendition: string): Promise<string> {
  const playlist = await readFile(join(dir, 'hls', `${rendition}.m3u8`), 'utf8');
  return join(dir, /URI="\.\.\/([0-9a-f]{16})\/init\.mp4"/.exec(playlist)?.[1] ?? '');
}
