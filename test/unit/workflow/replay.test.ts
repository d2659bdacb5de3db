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

/** A job may be traced for a part of its life, so each history must do with each bundle (tools/build.mjs). */
const BUNDLES = ['plain', 'traced'] as const;
type Bundle = Awaited<ReturnType<typeof bundleWorkflowCode>>;

const workflows = fileURLToPath(new URL('../../../services/workflow', import.meta.url));
let bundles: Record<(typeof BUNDLES)[number], Bundle>;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const quiet = () => {};
  const bundle = (workflowInterceptorModules: string[] = []) =>
    bundleWorkflowCode({
      workflowsPath: join(workflows, 'index.ts'),
      workflowInterceptorModules,
      logger: { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet },
    });
  bundles = { plain: await bundle(), traced: await bundle([join(workflows, 'tracing/interceptors.ts')]) };
}, 60_000);

it('there are histories of a version at least', () => {
  expect(versions).toContain('v1');
});

const cases = versions.flatMap((version) => BUNDLES.map((bundle) => ({ version, bundle })));

describe.each(cases)('workflows of $version, $bundle', ({ version, bundle }) => {
  const folder = join(histories, version);
  const replay = (history: unknown) =>
    Worker.runReplayHistory(
      { workflowBundle: bundles[bundle], sinks: { trace: { ended: { fn: () => undefined } } } },
      history,
    );
  it.each(readdirSync(folder))('go on from %s', async (file) => {
    const history = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    await replay(history);
  }, 30_000);

  it('are compared with what they did, not only read', async () => {
    const text = readFileSync(join(folder, 'plain.json'), 'utf8');
    const changed = text.replaceAll('"extractMetadata"', '"extractMetadatum"');
    expect(changed).not.toBe(text);
    await expect(replay(JSON.parse(changed))).rejects.toThrow(/[Nn]ondetermin/);
  }, 30_000);
});
