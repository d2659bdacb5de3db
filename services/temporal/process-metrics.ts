import { readFile } from 'node:fs/promises';

/** Where the system tells what all processes of a container have, those of ffmpeg included (cgroup v2). */
const CGROUP = '/sys/fs/cgroup';
const STARTED_SECONDS = Date.now() / 1000 - process.uptime();

/** Memory of this process and of its container, and when it started, in Prometheus' text format. */
export async function processMetrics(cgroup = CGROUP): Promise<string> {
  const [stat, max] = await Promise.all(
    ['memory.stat', 'memory.max'].map((name) => readFile(`${cgroup}/${name}`, 'utf8').catch(() => '')),
  );
  // Not `memory.current`: that counts files which the system keeps at hand and lets go of when it must.
  const used = /^anon (\d+)$/m.exec(stat ?? '')?.[1];
  // `max` means that there is no limit.
  const limit = /^\d+$/m.exec(max ?? '')?.[0];
  return [
    gauge('process_resident_memory_bytes', 'Memory of the worker itself, without ffmpeg', process.memoryUsage.rss()),
    gauge('process_start_time_seconds', 'When the worker started, in seconds since 1970', STARTED_SECONDS),
    gauge('fanout_container_memory_bytes', 'Memory of all processes of the container, without files', used),
    gauge('fanout_container_memory_limit_bytes', 'Memory that the container may have', limit),
  ].join('');
}

/** Nothing where the system does not tell. */
function gauge(name: string, help: string, value: number | string | undefined): string {
  return value === undefined ? '' : `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`;
}
