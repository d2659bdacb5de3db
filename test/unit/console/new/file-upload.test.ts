import { beforeEach, expect, it, vi } from 'vitest';
import type { FanoutClient } from '../../../../services/client/index.ts';
import { FileUpload } from '../../../../services/console/new/upload/file-upload.ts';
import { readKept } from '../../../../services/console/new/upload/kept-uploads.ts';

/* The client is a stub, which notes what it is asked, and answers when the test says so. */

interface Call {
  readonly name: string;
  readonly answer: (body: unknown) => void;
}

const FILE = new File(['0123456789'], 'film.mp4', { lastModified: 5 });
const open = {
  ...{ uploadId: 'a', name: 'film.mp4', bytes: 10, state: 'open', partBytes: 10, parts: 1, sent: [] },
  ...{ createdAt: new Date().toISOString(), expiresAt: new Date().toISOString(), tenant: 'default' },
};

let calls: Call[];
let upload: FileUpload;
beforeEach(() => {
  const storage = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => storage.get(key) ?? null,
    setItem: (key: string, value: string) => storage.set(key, value),
  });
  vi.stubGlobal('navigator', { onLine: true });
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('removeEventListener', () => {});
  calls = [];
  const call = (name: string, _request: unknown, options?: { readonly signal?: AbortSignal }) =>
    new Promise((resolve, reject) => {
      calls.push({ name, answer: resolve });
      options?.signal?.addEventListener('abort', () => reject(options.signal?.reason));
    });
  upload = new FileUpload({ call } as unknown as FanoutClient, FILE, {});
  return () => vi.unstubAllGlobals();
});

const names = () => calls.map(({ name }) => name);
const asked = (name: string) => vi.waitFor(() => expect(names()).toContain(name));

it('is begun once, however often it is stopped and gone on with meanwhile', async () => {
  void upload.run();
  upload.pause();
  void upload.run();
  upload.pause();
  void upload.run();
  await asked('beginUpload');
  calls[0]?.answer(open);
  await asked('signParts');
  expect(names()).toEqual(['beginUpload', 'signParts']);
  expect(upload.state.value).toBe('sending');
  expect(readKept().map(({ uploadId }) => uploadId)).toEqual(['a']);
});

it('goes on at once, though what was stopped never ends', async () => {
  void upload.run();
  await asked('beginUpload');
  calls[0]?.answer(open);
  await asked('signParts');
  upload.pause();
  void upload.run();
  await asked('getUpload');
  upload.pause();
  void upload.run();
  await vi.waitFor(() => expect(names().filter((name) => name === 'getUpload')).toHaveLength(2));
  calls.at(-1)?.answer(open);
  await vi.waitFor(() => expect(names().filter((name) => name === 'signParts')).toHaveLength(2));
});

it('is removed when it was given up before it had a name', async () => {
  void upload.run();
  await asked('beginUpload');
  const cancelled = upload.cancel();
  calls[0]?.answer(open);
  await asked('abortUpload');
  calls.at(-1)?.answer(undefined);
  await cancelled;
  expect(names()).toEqual(['beginUpload', 'abortUpload']);
  expect(upload.state.value).toBe('cancelled');
  expect(readKept()).toEqual([]);
});
