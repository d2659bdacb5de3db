import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const services = fileURLToPath(new URL('../../../services', import.meta.url));

describe('boundaries', () => {
  it('core bundles for the browser with nothing external', async () => {
    const result = await build({
      entryPoints: ['index.ts', 'cost/index.ts', 'estimate/index.ts', 'spec/index.ts'].map((path) =>
        join(services, 'core', path),
      ),
      bundle: true,
      platform: 'browser',
      format: 'esm',
      outdir: '/unused',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    const packages = Object.keys(result.metafile.inputs).flatMap(
      (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
    );
    expect([...new Set(packages)].sort()).toEqual(['@noble/hashes', 'zod']);
    expect(result.warnings).toEqual([]);
  });

  it.each([
    ['workflow bundle', []],
    ['traced workflow bundle', [join(services, 'workflow/tracing/interceptors.ts')]],
  ])(
    'the %s holds no Node built-in, no schema library and no OpenTelemetry',
    async (_name, modules) => {
      const problems: string[] = [];
      const note = (message: string) => problems.push(message);
      const quiet = () => {};
      const { code } = await bundleWorkflowCode({
        workflowsPath: join(services, 'workflow/index.ts'),
        workflowInterceptorModules: modules,
        logger: { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: note, error: note },
      });
      expect(problems).toEqual([]);
      const required = [...code.matchAll(/require\("(?:node:)?([a-z_/]+)"\)/g)].map((match) => match[1]);
      expect(required.filter((name) => builtinModules.includes(name ?? ''))).toEqual([]);
      expect(code).not.toContain('node_modules/zod/');
      expect(code).not.toContain('node_modules/@opentelemetry/');
    },
    30_000,
  );

  it('a folder under services is entered through an index.ts', async () => {
    const files = (await readdir(services, { recursive: true })).filter((name) => name.endsWith('.ts'));
    const trespasses = files.flatMap((name) => {
      const file = join(services, name);
      const imports = [...readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)].map((match) =>
        resolve(dirname(file), match[1] ?? ''),
      );
      const home = name.split('/')[0] ?? '';
      return imports
        .map((path) => relative(services, path))
        .filter((path) => !path.startsWith('..') && path.split('/')[0] !== home && !path.endsWith('/index.ts'))
        .map((path) => `${name} → ${path}`);
    });
    expect(trespasses).toEqual([]);
  });

  it('dependencies point one way', async () => {
    const rank: Record<string, number> = {
      core: 0,
      api: 1,
      client: 2,
      console: 4,
      media: 1,
      store: 1,
      temporal: 1,
      web: 1,
      sources: 2,
      workflow: 3,
      metadata: 3,
      transcode: 3,
      scaler: 3,
      control: 3,
      gateway: 4,
      setup: 4,
      cli: 4,
    };
    const files = (await readdir(services, { recursive: true })).filter((name) => name.endsWith('.ts'));
    const wrong = files.flatMap((name) => {
      const [home = ''] = name.split('/');
      const text = readFileSync(join(services, name), 'utf8');
      return [...text.matchAll(/from '((?:\.\.\/)+([a-z]+)\/[^']*)'/g)]
        .map((match) => match[2] ?? '')
        .filter((to) => to in rank && to !== home && (rank[to] ?? 0) >= (rank[home] ?? 0))
        .map((to) => `${name} → ${to}`);
    });
    expect(wrong).toEqual([]);
  });
});
