import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestApi, uploadFile } from '../support/api.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { pythonTool } from '../support/python-tool.ts';
import { TestStack } from '../support/stack.ts';

/* Requests that are made up from the OpenAPI document, right ones and wrong ones, against the whole stack. */

const VERSION = '4.32.5';
/** For each route. */
const EXAMPLES = 40;
const SEED = 20_261_127;
const LOOPBACK_ONLY = new URL('../support/loopback-only.mjs', import.meta.url).href;

let stack: TestStack;
let api: TestApi;
let bin: string;
beforeAll(async () => {
  bin = await pythonTool('schemathesis', VERSION);
  stack = await TestStack.start();
  // Sources and webhooks are made up as well: none of their servers is asked.
  const env = { NODE_OPTIONS: `--import=${LOOPBACK_ONLY}`, FANOUT_SOURCE_NETWORKS: '' };
  await Promise.all([stack.worker('workflow'), stack.worker('metadata', env)]);
  api = await TestApi.start(stack, { ...env, FANOUT_GATEWAY_REQUESTS_PER_MINUTE: '1000000' });
});
afterAll(() => stack?.stop());

it.skipIf(!hasCorpus).each(['fuzz', '*'])(
  'no request of a key of "%s" that the document allows, or forbids, is one that the gateway fails at',
  async (tenant) => {
    const key = await api.key(tenant);
    // Something that the ids of some requests can be of.
    const { uploadId } = await uploadFile(api.clientOf(key), corpus('clips/mdn_flower.mp4'));
    const config = join(stack.home.dir, 'schemathesis.toml');
    await writeFile(config, configuration(uploadId));
    const result = await execa(
      join(bin, 'st'),
      [
        '--config-file',
        config,
        'run',
        `${api.url}/openapi.json`,
        '--url',
        api.url,
        '--header',
        `Authorization: Bearer ${key}`,
        // Answers that do not end are not waited for.
        '--exclude-path-regex',
        '/events$',
        '--phases',
        'examples,coverage,fuzzing',
        '--checks',
        'not_a_server_error,response_schema_conformance,content_type_conformance,status_code_conformance',
        '--max-examples',
        String(EXAMPLES),
        '--seed',
        String(SEED),
        '--workers',
        '2',
        '--request-timeout',
        '30',
        '--no-color',
      ],
      { reject: false, all: true, cwd: stack.home.dir },
    );
    expect(result.exitCode, result.all?.slice(-8_000)).toBe(0);
    // It did not merely look at the document.
    expect(result.stdout).toMatch(/\d{3,} generated/);
  },
);

/** Some requests are of a video that is there. */
function configuration(id: string): string {
  return `
[parameters]
"path.id" = "${id}"
`;
}
