import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../../infra/config/config-error.ts';
import { loadConfig, type Selection } from '../../../infra/config/load.ts';
import { overridesOf } from '../../../infra/config/overrides.ts';

const folder = mkdtempSync(join(tmpdir(), 'fanout-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const load = (config: string, overrides: Selection['overrides'] = {}) => loadConfig({ config, overrides });

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function refusal(config: string, overrides: Selection['overrides'] = {}): Promise<string[]> {
  const error = await load(config, overrides).catch((thrown: unknown) => thrown);
  if (!(error instanceof ConfigError)) throw new Error('nothing was refused');
  return error.message.split('\n');
}

describe('configurations', () => {
  it('are the one for trying it where none is named', async () => {
    expect(await loadConfig({ overrides: {} })).toMatchObject({ name: 'fanout-dev', transcode: { kind: 'cpu' } });
  });

  it('are read from a file, with what it leaves out', async () => {
    const written = { temporal: { kind: 'selfHosted' }, transcode: { kind: 'gpu', tasks: { max: 9 } } };
    const json = file('mine.json', JSON.stringify(written));
    const module = file('mine.mjs', `export default ${JSON.stringify(written)};`);
    const config = await load(json);
    expect(config).toMatchObject({ name: 'fanout', transcode: { tasks: { min: 0, max: 9 }, gpus: 1 } });
    expect(await load(module)).toEqual(config);
  });

  it.each([
    [
      'medum',
      {},
      'config: is no sample. Fix: did you mean "dev"? There are dev, small, large; a file is named by its path, such as ./my.ts.',
    ],
    ['none.json', {}, expect.stringMatching(/^the file: cannot be read \(ENOENT.*\)\. Fix: see whether it is there/)],
    [
      'small',
      { 'set:transcode.tasks.max': '1', 'set:transcode.tasks.min': '2' },
      'transcode.tasks.max: is 1, less than min 2. Fix: set it to 2 or more, or transcode.tasks.min to 1 or less.',
    ],
    [
      'small',
      { 'set:transcode.task.max': '1' },
      'transcode.task.max: is no key that is known. Fix: did you mean "transcode.tasks.max"?',
    ],
    ['small', { 'set:transcode.tasks.max.more': '1' }, expect.stringMatching(/is no key that is known/)],
    ['small', { acount: '1' }, 'acount: is nothing that can be set. Fix: did you mean "account"?'],
    ['small', { account: '12' }, 'account: is "12" and must be 12 digits. Fix: set it to that.'],
    [
      'small',
      { 'set:workflow.tasks.max': 'many' },
      'workflow.tasks.max: is "many", which is not accepted. Fix: it takes a whole number from 1 to 1000.',
    ],
    [
      'small',
      { 'set:network.egress': 'natt' },
      'network.egress: is "natt", which is not accepted. Fix: it takes publicIp, nat or endpoints.',
    ],
    [
      'small',
      { 'set:transcode.kind': 'tpu' },
      'transcode.kind: is "tpu", which is not accepted. Fix: it takes gpu or cpu.',
    ],
    [
      'dev',
      { 'set:transcode.gpus': '2' },
      'transcode.gpus: belongs to transcode.kind gpu, but transcode.kind is cpu. Fix: leave it out, or set transcode.kind to gpu.',
    ],
  ])('%s with %o says what is wrong', async (config, overrides, line) => {
    const lines = await refusal(config, overrides as Selection['overrides']);
    expect(lines).toEqual([`Configuration ${config} has a problem:`, expect.any(String)]);
    expect(lines[1]?.trim()).toEqual(line);
  });

  it('name all that is wrong at once', async () => {
    const mine = file('wrong.json', JSON.stringify({ nam: 'x', transcode: { kind: 'gpu', tasks: { mox: 1 } } }));
    expect(await refusal(mine)).toEqual([
      `Configuration ${mine} has 3 problems:`,
      expect.stringMatching(/^ {2}temporal: is missing\. Fix: set it/),
      '  transcode.tasks.mox: is no key that is known. Fix: did you mean "transcode.tasks.max"?',
      '  nam: is no key that is known. Fix: did you mean "name"?',
    ]);
  });

  it('have to be a group of keys', async () => {
    expect(await refusal(file('list.json', '[]'))).toContain('  the file: is no group of keys. Fix: write { … }.');
    const empty = file('empty.mjs', 'export const config = {};');
    expect((await refusal(empty)).join()).toMatch(/has no default export/);
  });
});

describe('overrides', () => {
  it('are JSON where that is what the key takes, and text where it takes text', async () => {
    const config = await load('small', {
      account: '123456789012',
      region: 'eu-west-1',
      'set:name': '007',
      'set:transcode.instanceTypes': 'g4dn.xlarge,g5.xlarge',
      'set:transcode.terminationProtection': 'false',
      'set:tags.team': '12',
      'set:storage.uploadEvents': 'null',
      'set:observability.budget': '{"monthlyUsd":90,"email":"a@example.com"}',
      'set:observability.alarmEmail': 'null',
    }).catch((error: unknown) => error);
    expect(config).toBeInstanceOf(ConfigError);
    expect((config as ConfigError).problems.map(({ key }) => key)).toEqual(['name']);
    expect(
      await load('small', { 'set:transcode.instanceTypes': '["g6.xlarge"]', 'set:tags.team': '12' }),
    ).toMatchObject({
      tags: { team: '12' },
      transcode: { instanceTypes: ['g6.xlarge'] },
    });
  });

  it('leave the sample as it is', async () => {
    await load('small', { 'set:workflow.tasks.max': '9' });
    expect(await load('small')).toMatchObject({ workflow: { tasks: { max: 2 } } });
  });

  it('of a kind drop what was said of the other, and may say more of the new one in any order', async () => {
    const config = await load('large', { 'set:transcode.tasks.max': '3', 'set:transcode.kind': 'cpu' });
    expect(config.transcode).toMatchObject({ kind: 'cpu', tasks: { min: 0, max: 3 } });
    const same = await load('large', { 'set:transcode.kind': 'gpu' });
    expect(same.transcode).toMatchObject({ tasks: { max: 20 } });
  });

  it("are picked out of CDK's context", () => {
    const context = { '@aws-cdk/core:x': true, 'set:a': 'b', region: 'eu-west-1', config: 'small', 'set:n': 3 };
    expect(overridesOf(context)).toEqual({ 'set:a': 'b', region: 'eu-west-1', 'set:n': '3' });
  });
});
