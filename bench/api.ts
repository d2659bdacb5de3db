import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BUCKETS, type VideoJob, videoId } from '../services/core/index.ts';
import { parseJobSpec } from '../services/core/spec/index.ts';
import { createS3Client, Store, storeConfigFromEnv } from '../services/store/index.ts';
import { connectClient, pauseJob, resumeJob, startJob, temporalConfigFromEnv } from '../services/temporal/index.ts';
import { freePort, startServers } from '../tools/stack/index.ts';

/*
 * What the API costs: the real gateway, workflow worker and servers, and jobs that wait for a worker of another kind. Their
 * status is asked for at a steady rate, whether or not the answers to the questions before have come; viewers follow them by
 * events while they are paused and resumed; then both at once. Servers, worker, gateway and whoever asks share the machine.
 */

const JOBS = 50;
const VIEWERS = 500;
const CHANGES = 200;
const CHANGE_EVERY_MS = 150;
const REQUESTS_PER_SECOND = 200;
const REQUEST_SECONDS = 30;
const WARM_SECONDS = 20;

const say = (line: string) => process.stdout.write(`${line}\n`);
const names = Array.from({ length: JOBS }, (_, n) => videoId(`job-${n}`));
const dist = (name: string) => fileURLToPath(new URL(`./${name}.js`, import.meta.url));

const dir = await mkdtemp(join(tmpdir(), 'fanout-api-'));
const servers = await startServers({ dataDir: dir, ports: 'free', ui: false, logDir: dir, onStep: () => {} });
const port = await freePort();
const env = { ...process.env, ...servers.env, FANOUT_GATEWAY_PORT: String(port), FANOUT_LOG_LEVEL: 'warn' };
const children = ['workflow', 'gateway'].map((name) =>
  fork(dist(name), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env }),
);
const [, gateway] = children;
try {
  const store = new Store(createS3Client(storeConfigFromEnv(servers.env)));
  await Promise.all(Object.values(BUCKETS).map((bucket) => store.ensureBucket(bucket)));
  await Promise.all(children.map((child) => once(child, 'message')));
  const client = await connectClient(temporalConfigFromEnv(servers.env));
  for (const id of names) await startJob(client, waitingJob(id));
  say(`gateway              ${megabytes('VmRSS')} MB resident, nobody there`);
  // What runs for the first time is compiled.
  await askSteadily(WARM_SECONDS);
  await sayRequests('nobody else there');

  const told: number[] = [];
  /** When a job was last changed, and to what. */
  const changed = new Map<string, { readonly at: number; readonly state: string }>();
  const viewers = Array.from({ length: VIEWERS }, (_, n) => {
    const id = names[n % JOBS] ?? '';
    return follow(id, (state) => {
      const change = changed.get(id);
      if (change?.state === state) told.push(performance.now() - change.at);
    });
  });
  await Promise.all(viewers.map(({ ready }) => ready));
  await sleep(2_000);
  for (let n = 0; n < CHANGES; n++) {
    const next = sleep(CHANGE_EVERY_MS);
    const id = names[n % JOBS] ?? videoId('none');
    const pauses = Math.floor(n / JOBS) % 2 === 0;
    await (pauses ? pauseJob : resumeJob)(client, id);
    changed.set(id, { at: performance.now(), state: pauses ? 'paused' : 'running' });
    await next;
  }
  await sleep(2_000);
  const expected = (CHANGES * VIEWERS) / JOBS;
  say(`${VIEWERS} viewers          ${told.length} of ${expected} changes told; ${line(told)}`);
  say(`gateway              ${megabytes('VmHWM')} MB resident at most`);

  await sayRequests('viewers still there');
  for (const { stop } of viewers) stop();
  await client.connection.close();
} finally {
  for (const child of children) child.kill('SIGKILL');
  await servers.stop();
  await rm(dir, { recursive: true, force: true });
}

function waitingJob(id: VideoJob['videoId']): VideoJob {
  return {
    videoId: id,
    source: { bucket: BUCKETS.source, key: `${id}/source`, name: `${id}.mp4` },
    spec: parseJobSpec({ measure: false, poster: false, storyboard: false }),
    ownsSource: false,
  };
}

/** Follows a job. @param onState told the state of each event that has one */
function follow(id: string, onState: (state: string) => void): { readonly ready: Promise<unknown>; stop(): void } {
  const asked = get(`http://127.0.0.1:${port}/v1/jobs/${id}/events`, { agent: false });
  const ready = once(asked, 'response').then(([answer]) => {
    let text = '';
    answer.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const [, state] = /^event: job\ndata: .*"state":"(\w+)"/m.exec(text.slice(0, end)) ?? [];
        if (state) onState(state);
        text = text.slice(end + 2);
      }
    });
  });
  return { ready, stop: () => asked.destroy() };
}

async function sayRequests(who: string): Promise<void> {
  const took = await askSteadily(REQUEST_SECONDS);
  say(`${REQUESTS_PER_SECOND} requests/s       of job status for ${REQUEST_SECONDS} s, ${who}; ${line(took)}`);
  say(`gateway              ${megabytes('VmHWM')} MB resident at most`);
}

/** Milliseconds from when each request was due to when its answer was there. */
async function askSteadily(seconds: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true });
  const took: number[] = [];
  const pending: Promise<void>[] = [];
  const started = performance.now();
  for (let n = 0; n < REQUESTS_PER_SECOND * seconds; n++) {
    const due = started + (n * 1_000) / REQUESTS_PER_SECOND;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    pending.push(ask(names[n % JOBS] ?? '', agent).then(() => void took.push(performance.now() - due)));
  }
  await Promise.all(pending);
  agent.destroy();
  return took;
}

function ask(id: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(`http://127.0.0.1:${port}/v1/jobs/${id}`, { agent }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`The gateway answered ${answer.statusCode}.`));
      answer.resume().on('end', resolve);
    }).on('error', reject);
  });
}

function line(ms: number[]): string {
  const sorted = [...ms].sort((a, b) => a - b);
  const part = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(0);
  return `median ${part(0.5)} ms, 99 % within ${part(0.99)} ms, all within ${part(1)} ms`;
}

/** Of the gateway's process. @param name as Linux calls it in /proc */
function megabytes(name: 'VmRSS' | 'VmHWM'): string {
  const status = readFileSync(`/proc/${gateway?.pid}/status`, 'utf8');
  const [, kilobytes = '0'] = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status) ?? [];
  return (Number(kilobytes) / 1024).toFixed(0);
}
