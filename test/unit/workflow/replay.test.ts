import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';

/*
 * Jobs that run while the workflow workers are replaced go on in the new version from the history that the old one made. So
 * every history of every version must give the same commands still: docs/changing-workflows.md.
 */

const histories = fileURLToPath(new URL('../../histories', import.meta.url));
const versions = readdirSync(histories, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

let workflowBundle: Awaited<ReturnType<typeof bundleWorkflowCode>>;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const quiet = () => {};
  workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../../services/workflow/index.ts', import.meta.url)),
    logger: { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
}, 60_000);

it('there are histories of a version at least', () => {
  expect(versions).toContain('v1');
});

describe.each(versions)('workflows of %s', (version) => {
  const folder = join(histories, version);
  it.each(readdirSync(folder))('go on from %s', async (file) => {
    const history = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    await Worker.runReplayHistory({ workflowBundle }, history);
  }, 30_000);

  it('are compared with what they did, not only read', async () => {
    const text = readFileSync(join(folder, 'plain.json'), 'utf8');
    const changed = text.replaceAll('"extractMetadata"', '"extractMetadatum"');
    expect(changed).not.toBe(text);
    await expect(Worker.runReplayHistory({ workflowBundle }, JSON.parse(changed))).rejects.toThrow(/[Nn]ondetermin/);
  }, 30_000);
});
