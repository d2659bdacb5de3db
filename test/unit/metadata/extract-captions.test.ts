import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CaptionsInput, makeGrid, rational, videoId } from '../../../services/core/index.ts';
import { Scratch, SourceProxy } from '../../../services/media/index.ts';
import { createMetadataActivities, type MetadataDeps } from '../../../services/metadata/index.ts';

/* The text tracks of a source, with a script in the place of ffmpeg. */

let dir: string;
let proxy: SourceProxy;
let put: Map<string, string>;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fanout-text-'));
  proxy = await SourceProxy.start();
  put = new Map();
});

afterEach(async () => {
  await proxy.stop();
  await rm(dir, { recursive: true });
});

async function extract(script: string) {
  const ffmpeg = join(dir, 'ffmpeg');
  await writeFile(ffmpeg, `#!/bin/sh\n${script}\n`);
  await chmod(ffmpeg, 0o755);
  const store = { put: async (_bucket: string, key: string, body: string) => void put.set(key, String(body)) };
  const scratch = await Scratch.open(join(dir, 'scratch'));
  const deps = { store, proxy, scratch, tools: { ffmpeg }, stuckMs: 600 } as unknown as MetadataDeps;
  const input: CaptionsInput = {
    videoId: videoId('film'),
    source: { bucket: 'videos', key: 'film.mkv', etag: '"e"', bytes: 1000 },
    text: [3, 5].map((streamIndex) => ({ streamIndex, codec: 'subrip', language: streamIndex === 3 ? 'en' : 'und' })),
    aheadSeconds: 1,
    grid: makeGrid(rational(25), 250, 6),
  };
  return new MockActivityEnvironment().run(createMetadataActivities(deps).extractCaptions, input);
}

describe('the text tracks of a source', () => {
  it('are read by one command, and put on the timeline one by one', async () => {
    const tracks = await extract(`
      echo run >> ${dir}/runs
      for arg; do case $arg in file:*) printf '1\\n00:00:02,000 --> 00:00:03,000\\n%s <3 & <i>you</i>\\n' \${arg##*/} > \${arg#file:};; esac; done`);
    expect(tracks).toEqual([
      { name: 'captions-1', label: 'en 1', language: 'en' },
      { name: 'captions-2', label: 'Captions 2', language: 'und' },
    ]);
    expect(await readFile(join(dir, 'runs'), 'utf8')).toBe('run\n');
    expect(put.get('film/hls/captions-1.vtt')).toContain(
      '00:00:01.000 --> 00:00:02.000\n3.text &lt;3 &amp; <i>you</i>\n',
    );
    expect(put.get('film/hls/captions-2.vtt')).toContain('\n5.text &lt;3');
  });

  it('are given up when nothing more of the source is read', async () => {
    const started = Date.now();
    await expect(extract('exec sleep 60')).rejects.toMatchObject({ type: 'ENCODE_STUCK' });
    expect(Date.now() - started).toBeLessThan(10_000);
  });
});
