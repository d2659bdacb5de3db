import { statfs } from 'node:fs/promises';
import type { Command } from 'commander';
import { isFree, locateServers, STANDARD_PORTS } from '../../../tools/stack/index.ts';
import {
  asFanoutError,
  BUCKETS,
  FanoutError,
  QUEUES,
  VIDEO_CODECS,
  WORKER_KINDS,
  type WorkerKind,
} from '../../core/index.ts';
import { createS3Client, Store, storeConfigFromEnv } from '../../store/index.ts';
import { connectClient, queuePollers, temporalConfigFromEnv } from '../../temporal/index.ts';
import { checkFfmpeg, ensureFfmpeg } from '../ffmpeg.ts';
import { findStack } from '../find-stack/index.ts';
import { askHealth } from '../health-check.ts';
import { home } from '../home.ts';
import { out } from '../output.ts';
import { listedWorkers } from '../worker-list.ts';
import { jsonOption } from './options.ts';

interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly found: string;
  /** What to do; only when not ok. */
  readonly todo?: string;
}

const MIN_NODE = [20, 19] as const;
const MIN_FREE_BYTES = 5e9;

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check every part and say what to do about each failure')
    .option('--fix-ffmpeg', 'install ffmpeg where that is one command')
    .addOption(jsonOption)
    .action(async (flags: { fixFfmpeg?: boolean; json?: boolean }) => {
      if (flags.fixFfmpeg) {
        await ensureFfmpeg(out.say);
        return;
      }
      const findings = await examine();
      if (flags.json) out.json({ ok: findings.every((f) => f.ok), findings });
      else
        for (const { check, ok, found, todo } of findings)
          out.result([`${ok ? '✓' : '✗'} ${check.padEnd(24)} ${found}`, ...(todo ? [`    → ${todo}`] : [])]);
      if (findings.some((f) => !f.ok)) process.exitCode = 3;
    });
}

async function examine(): Promise<Finding[]> {
  const findings = [node(), await ffmpeg(), await servers(), await disk()];
  const stack = [...(await temporal()), ...(await s3()), ...(await workers())];
  return [...findings, ...stack, ...(stack.some((f) => f.ok) ? [] : await ports())];
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1]);
  const todo = `Install Node ${MIN_NODE.join('.')} or later.`;
  return { check: 'Node', ok, found: process.versions.node, ...(ok ? {} : { todo }) };
}

const ffmpeg = () =>
  attempt('ffmpeg and encoders', 'Install ffmpeg 5.1 or later with libx264.', async () => {
    const { version, codecs } = await checkFfmpeg();
    const missing = VIDEO_CODECS.filter((codec) => !codecs.includes(codec));
    return `${version}, encodes ${codecs.join(', ')}${missing.length > 0 ? `, not ${missing.join(', ')}` : ''}`;
  });

const servers = () =>
  attempt('local servers', 'See the ways named above.', async () =>
    (await locateServers()).map(({ how }) => how).join('; '),
  );

async function disk(): Promise<Finding> {
  const { bavail, bsize } = await statfs(home.root);
  const free = bavail * bsize;
  const ok = free >= MIN_FREE_BYTES;
  const todo = `Free space where ${home.root} is, or set FANOUT_HOME to a larger disk.`;
  return { check: 'free disk', ok, found: `${(free / 1e9).toFixed(1)} GB`, ...(ok ? {} : { todo }) };
}

async function temporal(): Promise<Finding[]> {
  const config = temporalConfigFromEnv((await findStack()).env);
  try {
    const client = await connectClient(config);
    try {
      const namespace = await attempt(
        'Temporal namespace',
        `Make it: temporal operator namespace create ${config.namespace}`,
        async () => {
          await client.workflowService.describeNamespace({ namespace: config.namespace });
          return config.namespace;
        },
      );
      const queues = WORKER_KINDS.map((kind) => queue(kind, client));
      return [{ check: 'Temporal', ok: true, found: config.address }, namespace, ...(await Promise.all(queues))];
    } finally {
      await client.connection.close();
    }
  } catch (error) {
    const todo = 'Start the local stack with "npx fanout up", or set TEMPORAL_ADDRESS.';
    return [{ check: 'Temporal', ok: false, found: asFanoutError(error).message, todo }];
  }
}

/** The workers that were started on this machine: of others, only their queues tell. */
async function workers(): Promise<Finding[]> {
  const listed = await listedWorkers(home.dataDir);
  return Promise.all(
    listed.flatMap(({ name, pid, healthPort }) => {
      if (healthPort === null) return [];
      const todo = `It is started again by itself if it stays so; see ${home.logDir}/${name}.log and supervisor.log.`;
      return attempt(`worker ${name} (${pid})`, todo, async () => {
        const { status, reason, inFlight, temporal: engine, s3: storage } = await askHealth(healthPort);
        const parts = [`${inFlight} at work`, `Temporal ${engine}`, ...(storage ? [`S3 ${storage}`] : [])];
        const said = `${[reason ? `${status}: ${reason}` : status, ...parts].join(', ')}, 127.0.0.1:${healthPort}`;
        if (status === 'unhealthy') throw new FanoutError('STACK_UNREACHABLE', said);
        return said;
      });
    }),
  );
}

function queue(kind: WorkerKind, client: Awaited<ReturnType<typeof connectClient>>): Promise<Finding> {
  const name = QUEUES[kind];
  return attempt(`queue ${name}`, `Start a ${kind} worker: npm run worker:${kind}`, async () => {
    const workers = await queuePollers(client, name, kind === 'workflow' ? 'workflow' : 'activity');
    if (workers === 0) throw new FanoutError('STACK_UNREACHABLE', 'nobody polls it');
    return `polled by ${workers}`;
  });
}

async function s3(): Promise<Finding[]> {
  const config = storeConfigFromEnv((await findStack()).env);
  const where = config.endpoint ?? `AWS (${config.region})`;
  const client = createS3Client(config);
  const store = new Store(client);
  const todo =
    'Start the local stack with "npx fanout up", or set MINIO_ENDPOINT, MINIO_ACCESS_KEY and MINIO_SECRET_KEY.';
  const findings = await Promise.all(
    Object.values(BUCKETS).map((bucket) =>
      attempt(`S3 bucket ${bucket}`, todo, async () => {
        if (!(await store.hasBucket(bucket))) throw new FanoutError('STACK_UNREACHABLE', `${where} has no such bucket`);
        return where;
      }),
    ),
  );
  client.destroy();
  return findings;
}

async function ports(): Promise<Finding[]> {
  return Promise.all(
    Object.entries(STANDARD_PORTS).map(async ([name, port]) => ({
      check: `port ${port} (${name})`,
      ok: true,
      found: (await isFree(port)) ? 'free' : 'taken by something else; another will be used',
    })),
  );
}

async function attempt(check: string, todo: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { check, ok: true, found: await look() };
  } catch (error) {
    return { check, ok: false, found: asFanoutError(error).message, todo };
  }
}
