import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { DYNAMIC_CONFIG } from '../../../tools/stack/temporal-config.ts';

it('Temporal has the same dynamic configuration in compose as in a local stack', async () => {
  const file = await readFile(new URL('../../../docker/temporal/dynamic.yaml', import.meta.url), 'utf8');
  const settings = [...file.matchAll(/^([A-Za-z.]+):\n {2}- value: (\S+)$/gm)].map(([, key, value]) => [key, value]);
  expect(Object.fromEntries(settings)).toEqual(
    Object.fromEntries(Object.entries(DYNAMIC_CONFIG).map(([key, value]) => [key, String(value)])),
  );
});
