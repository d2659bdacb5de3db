import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ByteSource, SourceProxy } from '../../../services/media/index.ts';

const bytes = Buffer.from(Array.from({ length: 1_000_000 }, (_, i) => i % 251));
let proxy: SourceProxy;
beforeAll(async () => {
  proxy = await SourceProxy.start();
});
afterAll(() => proxy.stop());

/** A stub of a store that counts what it is asked for. */
function countedSource(identity: string, fail = false) {
  const reads: [number, number][] = [];
  const source: ByteSource = {
    identity,
    size: bytes.length,
    async read(start, end) {
      reads.push([start, end]);
      if (fail) throw new Error('the store is away');
      return bytes.subarray(start, end);
    },
  };
  return { source, reads };
}

async function get(url: string, range?: string): Promise<{ status: number; body: Buffer }> {
  const response = await fetch(url, range ? { headers: { range } } : {});
  return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
}

describe('the source proxy', () => {
  it('serves the whole and any range, byte for byte', async () => {
    const { url, release } = proxy.register(countedSource('a').source);
    expect((await get(url)).body.equals(bytes)).toBe(true);
    const part = await get(url, 'bytes=131000-400000');
    expect(part.status).toBe(206);
    expect(part.body.equals(bytes.subarray(131_000, 400_001))).toBe(true);
    expect((await get(url, 'bytes=2000000-')).status).toBe(416);
    release();
  });

  it('counts waiting for a store as progress, and nothing else that brings no bytes', async () => {
    let answer: () => void = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { source } = countedSource('slow');
    const slow = { ...source, read: (start: number, end: number) => answered.then(() => source.read(start, end)) };
    const proxied = proxy.register(slow);
    expect(proxied.progress).toBe(0);
    const reading = get(proxied.url);
    await expect.poll(() => proxied.progress).toBeGreaterThan(0);
    const once = proxied.progress;
    await expect.poll(() => proxied.progress).toBeGreaterThan(once);
    answer();
    await reading;
    expect(proxied.progress).toBe(bytes.length);
    proxied.release();
  });

  it('reads each block of a source once, also for several readers at once', async () => {
    const { source, reads } = countedSource('b');
    const one = proxy.register(source);
    const two = proxy.register(source);
    await Promise.all([get(one.url), get(two.url), get(one.url, 'bytes=500000-')]);
    expect(one.bytesRead + two.bytesRead).toBe(bytes.length);
    // Whether somebody else had them read or not.
    expect(two.bytesServed).toBe(bytes.length);
    const covered = reads.sort((x, y) => x[0] - y[0]);
    covered.forEach(([start], i) => {
      expect(start).toBe(i === 0 ? 0 : covered[i - 1]?.[1]);
    });
  });

  it('reads little for a reader that looks at a few bytes', async () => {
    const reader = proxy.register(countedSource('c').source);
    await get(reader.url, 'bytes=700000-700010');
    expect(reader.bytesRead).toBeLessThanOrEqual(131_072);
  });

  it('forgets a token when it is released, and knows no other', async () => {
    const reader = proxy.register(countedSource('d').source);
    reader.release();
    expect((await get(reader.url)).status).toBe(404);
    expect((await get(reader.url.replace(/[0-9a-f]+$/, '00'))).status).toBe(404);
    expect((await get(reader.url.replace(/[0-9a-f]+$/, '../../etc/passwd'))).status).toBe(404);
  });

  it('listens on loopback only, and names nothing of the source in its address', () => {
    expect(proxy.register(countedSource('bucket/secret-key').source).url).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}$/,
    );
  });

  it('remembers that the store failed: ffmpeg would take it for the end of the file', async () => {
    const reader = proxy.register(countedSource('e', true).source);
    await expect(get(reader.url)).rejects.toThrow();
    expect(reader.failure).toMatchObject({ message: 'the store is away' });
  });

  it('lets go of a source when the work has ended, however it ended', async () => {
    let address = '';
    await proxy.use(countedSource('used').source, async ({ url }) => {
      address = url;
      expect((await get(url, 'bytes=0-9')).status).toBe(206);
    });
    expect((await get(address)).status).toBe(404);
    const failing = proxy.use(countedSource('left').source, async ({ url }) => {
      address = url;
      throw new Error('the work failed');
    });
    await expect(failing).rejects.toThrow('the work failed');
    expect((await get(address)).status).toBe(404);
  });

  it.each([
    ['succeeds', async () => 'done'],
    ['fails as well', () => Promise.reject(new Error('a consequence'))],
  ])('reports the failure of the store when the work %s', async (_how, after) => {
    const used = proxy.useAll([countedSource('good').source, countedSource('bad', true).source], async ([, bad]) => {
      await get(bad?.url ?? '').catch(() => null);
      return after();
    });
    await expect(used).rejects.toThrow('the store is away');
  });
});
