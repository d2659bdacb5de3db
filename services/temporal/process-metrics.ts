import { readFile } from 'node:fs/promises';

/** Where a container's memory is told, its ffmpeg processes included. Both are missing, or mean more, outside of one. */
const CGROUP = '/sys/fs/cgroup';
const STARTED_SECONDS = Date.now() / 1000 - process.uptime();

/** Memory of this process and of its container, and when it started, in Prometheus' text format. */
export async function processMetrics(): Promise<string> {
  const [used, limit] = await Promise.all(['memory.current', 'memory.max'].map(readNumber));
  return [
    gauge('process_resident_memory_bytes', 'Memory of the worker itself, without ffmpeg', process.memoryUsage.rss()),
    gauge('process_start_time_seconds', 'When the worker started, since 1970', STARTED_SECONDS),
    gauge('fanout_container_memory_bytes', 'Memory of all in the container, files that were read included', used),
    gauge('fanout_container_memory_limit_bytes', 'Memory that the container may have', limit),
  ].join('');
}

/** `null` where there is no such file, or no number in it: `max` is no limit. */
async function readNumber(name: string): Promise<number | null> {
  const text = await readFile(`${CGROUP}/${name}`, 'utf8').catch(() => '');
  return /^\d+\s*$/.test(text) ? Number(text) : null;
}

function gauge(name: string, help: string, value: number | null | undefined): string {
  return value == null ? '' : `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`;
}
