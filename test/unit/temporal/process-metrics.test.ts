import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { processMetrics } from '../../../services/temporal/process-metrics.ts';

it('tells the memory of a container with its limit, and leaves out what is not known', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'fanout-cgroup-'));
  expect(await processMetrics(dir)).toMatch(/^process_resident_memory_bytes \d+$/m);
  expect(await processMetrics(dir)).not.toContain('container');
  await writeFile(join(dir, 'memory.stat'), 'anon 1000\nfile 5000\n');
  await writeFile(join(dir, 'memory.max'), '2000\n');
  const text = await processMetrics(dir);
  expect(text).toMatch(/^fanout_container_memory_bytes 1000$/m);
  expect(text).toMatch(/^fanout_container_memory_limit_bytes 2000$/m);
  await writeFile(join(dir, 'memory.max'), 'max\n');
  expect(await processMetrics(dir)).not.toContain('limit');
  await rm(dir, { recursive: true });
});
