import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type Route, type RouteName } from '../../services/api/index.ts';
import type { FanoutClient } from '../../services/client/index.ts';
import { sendParts, TestApi, uploadFile } from '../support/api.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { TestStack } from '../support/stack.ts';

/* Who may do what: real servers, and no worker that would encode something. */

const CLIP = corpus('clips/mdn_flower.mp4');
const PER_MINUTE = 300;

describe.skipIf(!hasCorpus)('access to the API (needs MEDIA_CORPUS)', () => {
  let stack: TestStack;
  let api: TestApi;
  let owner: FanoutClient;
  let stranger: string;
  /** A video and an upload of the tenant `owner`. */
  let video = '';
  let upload = '';
  beforeAll(async () => {
    stack = await TestStack.start();
    await stack.worker('workflow');
    api = await TestApi.start(stack, { FANOUT_GATEWAY_REQUESTS_PER_MINUTE: String(PER_MINUTE) });
    owner = await api.client('owner');
    stranger = await api.key('stranger');
    video = (await uploadFile(owner, CLIP)).uploadId;
    await owner.call('submitJob', { body: { source: { uploadId: video } } });
    upload = (await owner.call('beginUpload', { body: { name: 'a.mp4', bytes: 20_000_000 } })).uploadId;
  });
  afterAll(() => stack.stop());

  const bodies: Partial<Record<RouteName, unknown>> = {
    prioritizeJob: { priority: 1 },
    reviseJob: { what: 'add', renditions: ['144p'] },
    signParts: { parts: [{ number: 1, sha256: `${'A'.repeat(43)}=` }] },
  };
  const ofOne = (Object.entries(ROUTES) as [RouteName, Route][]).filter(([, { params }]) => params);

  it.each(ofOne)('%s: what is another tenant’s is not there', async (name, route) => {
    const ids = { Uploads: upload, Account: (await theirKeyId()) ?? '' } as const;
    const id = route.tag === 'Uploads' || route.tag === 'Account' ? ids[route.tag] : video;
    const path = `${route.path.replace('{id}', id)}${name === 'segments' ? '?rendition=240p' : ''}`;
    const answer = await api.fetch(path, stranger, init(route, bodies[name]));
    const problem = (await answer.json()) as { code: string };
    expect([answer.status, problem.code]).toEqual([404, expect.stringMatching(/^(VIDEO|UPLOAD|KEY)_NOT_FOUND$/)]);
    // As if it had never been.
    const unknown = await api.fetch(
      path.replace(id, route.tag === 'Account' ? 'zzzzzzzzzzzz' : 'no-such-id'),
      stranger,
      init(route, bodies[name]),
    );
    expect([unknown.status, ((await unknown.json()) as { code: string }).code]).toEqual([404, problem.code]);
  });

  it('lists nothing of another tenant', async () => {
    const other = api.clientOf(stranger);
    expect((await other.call('listJobs', {})).jobs).toEqual([]);
    expect((await other.call('listJobs', { query: { q: video } })).jobs).toEqual([]);
    expect((await other.call('listKeys', {})).keys.map(({ tenant }) => tenant)).toEqual(['stranger']);
    for (const query of [{ tenant: 'owner' }, { tenant: 'default' }]) {
      await expect(other.call('listJobs', { query })).rejects.toMatchObject({ status: 403 });
    }
    const [first] = await firstEvent(api, '/v1/jobs/events', stranger);
    expect(first).toContain('"jobs":[]');
  });

  it('starts nothing for another tenant', async () => {
    const other = api.clientOf(stranger);
    const source = { uploadId: video };
    await expect(other.call('submitJob', { body: { source } })).rejects.toMatchObject({ status: 404 });
    const forOwner = { source: { url: 'https://a.example/v.mp4' }, tenant: 'owner' };
    await expect(other.call('submitJob', { body: forOwner })).rejects.toMatchObject({ status: 403 });
    const inSpec = { source: { url: 'https://a.example/v.mp4' }, spec: { tenant: 'owner' } };
    await expect(other.call('submitJob', { body: inSpec })).rejects.toMatchObject({ status: 403 });
    await expect(other.call('beginUpload', { body: { name: 'a', bytes: 1, tenant: 'owner' } })).rejects.toMatchObject({
      status: 403,
    });
    await expect(other.call('makeKey', { body: { name: 'a', scope: 'read', tenant: '*' } })).rejects.toMatchObject({
      status: 403,
    });
    await expect(other.call('estimate', { body: { source } })).rejects.toMatchObject({ status: 404 });
  });

  it.each(
    Object.entries(ROUTES) as [RouteName, Route][],
  )('%s: takes a key, and the scope that it says', async (name, route) => {
    const path = route.path.replace('{id}', 'some-id');
    const without = await api.fetch(path, null, init(route, bodies[name]));
    expect([without.status, without.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    const wrong = await api.fetch(path, `fk_${'a'.repeat(12)}_${'b'.repeat(43)}`, init(route, bodies[name]));
    expect(wrong.status).toBe(401);
    if (route.scope === 'read') return;
    const weaker = await weakerKey(route.scope);
    const refused = await api.fetch(path, weaker, init(route, bodies[name]));
    expect([refused.status, await refused.json()]).toEqual([403, expect.objectContaining({ code: 'KEY_FORBIDDEN' })]);
  });

  it('takes no key that has expired, nor one that was revoked', async () => {
    const expired = await api.key('owner', 'read', new Date(Date.now() + 300).toISOString());
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect((await api.fetch('/v1/account', expired)).status).toBe(401);
    const { id, key } = await owner.call('makeKey', { body: { name: 'old', scope: 'read' } });
    expect((await api.fetch('/v1/account', key)).status).toBe(200);
    await owner.call('revokeKey', { params: { id } });
    // This gateway knows at once; others within half a minute.
    expect((await api.fetch('/v1/account', key)).status).toBe(401);
  });

  it('keeps of a key nothing that opens anything', async () => {
    const key = await api.key('owner');
    for await (const object of stack.store.list('videos', '_keys/')) {
      const text = (await stack.store.get('videos', object.key))?.toString() ?? '';
      expect(text).not.toContain(key.split('_').slice(2).join('_'));
    }
  });

  it('counts the requests of a tenant, and says what is left', async () => {
    const key = await api.key('busy', 'read');
    const first = await api.fetch('/v1/account', key);
    expect(first.headers.get('ratelimit-limit')).toBe(String(PER_MINUTE));
    expect(Number(first.headers.get('ratelimit-remaining'))).toBe(PER_MINUTE - 1);
    const statuses: number[] = [];
    for (let sent = 0; sent < PER_MINUTE + 5; sent += 10) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => api.fetch('/v1/account', key)));
      for (const answer of answers) {
        statuses.push(answer.status);
        if (answer.status !== 429) continue;
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
        expect(await answer.json()).toMatchObject({ code: 'TOO_MANY_REQUESTS', retryable: true });
      }
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(PER_MINUTE - 1);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    // Nobody else has to wait for it.
    expect((await owner.call('getAccount', {})).tenant).toBe('owner');
  });

  it('answers what it cannot read with what is wrong', async () => {
    const key = await api.key('owner');
    const post = (body: string, type = 'application/json') =>
      api.fetch('/v1/jobs', key, { method: 'POST', body, headers: { 'content-type': type } });
    const code = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code];
    expect(await code(await post('x'.repeat(600_000)))).toEqual([413, 'REQUEST_TOO_LARGE']);
    expect(await code(await post('<xml/>', 'text/xml'))).toEqual([415, 'MEDIA_TYPE_UNSUPPORTED']);
    expect(await code(await post('hello', 'text/plain'))).toEqual([415, 'MEDIA_TYPE_UNSUPPORTED']);
    expect(await code(await post('{"source":'))).toEqual([400, 'REQUEST_INVALID']);
    expect(await code(await post('{"source":{"url":"a"},"__proto__":{"admin":true}}'))).toEqual([
      400,
      'REQUEST_INVALID',
    ]);
    expect(await code(await api.fetch('/v1/jobs/..%2f..%2fetc', key))).toEqual([400, 'REQUEST_INVALID']);
    expect(await code(await api.fetch('/v1/jobs?limit=1000000', key))).toEqual([400, 'REQUEST_INVALID']);
    expect(await code(await api.fetch('/v1/jobs?cursor=AAAA', key))).toEqual([400, 'REQUEST_INVALID']);
    expect(await code(await api.fetch('/v1/nothing', key))).toEqual([404, 'ROUTE_NOT_FOUND']);
    const answer = await api.fetch('/v1/nothing', key, { headers: { 'x-request-id': 'mine-1' } });
    expect([answer.headers.get('content-type'), answer.headers.get('x-request-id')]).toEqual([
      'application/problem+json; charset=utf-8',
      'mine-1',
    ]);
  });

  it('shows names as they are, and in no other way', async () => {
    const name = "\u001b[31m<script>alert(1)</script>'; DROP TABLE jobs; --.mp4";
    const { uploadId } = await uploadFile(owner, CLIP, name);
    const job = await owner.call('submitJob', { body: { source: { uploadId } } });
    expect(job.videoId).toBe(uploadId);
    const { jobs } = await owner.call('listJobs', { query: { q: 'DROP TABLE' } });
    expect(jobs.map((one) => one.name)).toEqual([name]);
    const answer = await api.fetch(`/v1/jobs/${uploadId}`, await api.key('owner'));
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-type')).toContain('application/json');
  });

  it('makes one job of a double submit', async () => {
    const { uploadId } = await uploadFile(owner, CLIP);
    const key = await api.key('owner');
    const statuses = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const body = JSON.stringify({ source: { uploadId } });
        const headers = { 'content-type': 'application/json' };
        return (await api.fetch('/v1/jobs', key, { method: 'POST', body, headers })).status;
      }),
    );
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 200)).toHaveLength(9);
  });

  it('goes on with an upload where it was, and takes no bytes but those that were named', async () => {
    const clip = corpus('clips/bbb_1080p24_30s.mp4');
    const begun = await owner.call('beginUpload', { body: { name: 'b.mp4', bytes: 17_720_306 } });
    const params = { id: begun.uploadId };
    expect(begun.parts).toBeGreaterThan(1);
    await sendParts(owner, begun, clip, 1);
    const later = await owner.call('getUpload', { params });
    expect(later.sent).toEqual([1]);
    await expect(owner.call('completeUpload', { params })).rejects.toMatchObject({
      status: 409,
      code: 'UPLOAD_INCOMPLETE',
    });
    const signed = await owner.call('signParts', {
      params,
      body: { parts: [{ number: 2, sha256: `${'A'.repeat(43)}=` }] },
    });
    const [part] = signed.parts;
    const refused = await fetch(part?.url ?? '', {
      method: 'PUT',
      body: Buffer.alloc(begun.partBytes),
      headers: part?.headers ?? {},
    });
    expect(refused.status).toBeGreaterThanOrEqual(400);
    await sendParts(owner, later, clip);
    expect(await owner.call('completeUpload', { params })).toMatchObject({ state: 'complete' });
    // Once more is once.
    expect(await owner.call('completeUpload', { params })).toMatchObject({ state: 'complete' });
    await expect(owner.call('abortUpload', { params })).rejects.toMatchObject({ code: 'UPLOAD_COMPLETE' });
  });

  it('removes what has arrived of an upload that is given up', async () => {
    const begun = await owner.call('beginUpload', { body: { name: 'b.mp4', bytes: 17_720_306 } });
    const params = { id: begun.uploadId };
    await sendParts(owner, begun, corpus('clips/bbb_1080p24_30s.mp4'), 1);
    await owner.call('abortUpload', { params });
    await expect(owner.call('getUpload', { params })).rejects.toMatchObject({ status: 404, code: 'UPLOAD_NOT_FOUND' });
    const many = owner.call('beginUpload', { body: { name: 'c.mp4', bytes: 5 * 1024 ** 4 } });
    await expect(many).rejects.toMatchObject({ code: 'SOURCE_TOO_LARGE' });
  });

  it('goes on for a reader who was away, from the event that it had last', async () => {
    const key = await api.key('owner');
    const [first, id] = await firstEvent(api, `/v1/jobs/${video}/events`, key);
    expect(first).toContain('event: job');
    expect(id).toMatch(/^\w+-\d+$/);
    const again = await fetchText(api, `/v1/jobs/${video}/events`, key, { 'last-event-id': id }, 700);
    // Nothing happened meanwhile: there is nothing to be said.
    expect(again).not.toContain('event: grid');
  });

  it('refuses pages of others', async () => {
    const key = await api.key('owner');
    const answer = await api.fetch('/v1/account', key, { headers: { origin: 'https://evil.example' } });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    const own = await api.fetch('/v1/account', key, { headers: { origin: api.url } });
    expect(own.status).toBe(200);
  });

  const theirKeyId = async () => (await owner.call('listKeys', {})).keys[0]?.id;
  const weaker = new Map<string, Promise<string>>();
  const weakerKey = (scope: string): Promise<string> => {
    const known = weaker.get(scope) ?? api.key('*', scope === 'admin' ? 'submit' : 'read');
    weaker.set(scope, known);
    return known;
  };
});

describe('the API without keys', () => {
  let stack: TestStack;
  let url: string;
  beforeAll(async () => {
    stack = await TestStack.start();
    url = await stack.gateway();
  });
  afterAll(() => stack.stop());

  it('is for whoever is at this machine, by its own name', async () => {
    expect((await fetch(`${url}/v1/account`)).status).toBe(200);
    // A name of theirs that points here; fetch does not let one lie about it.
    expect(await statusFor(url, { host: 'evil.example' })).toBe(403);
    expect(await statusFor(url, { host: 'localhost' })).toBe(200);
    expect(await statusFor(url, { origin: 'https://evil.example' })).toBe(403);
    expect(await statusFor(url, { origin: 'null' })).toBe(403);
  });
});

function init({ method, body: schema }: Route, body: unknown): RequestInit {
  if (!schema) return { method };
  return { method, body: JSON.stringify(body ?? {}), headers: { 'content-type': 'application/json' } };
}

/** The text of the first events, and the id of the last of them. */
async function firstEvent(api: TestApi, path: string, key: string): Promise<[string, string]> {
  const text = await fetchText(api, path, key, {}, 700);
  return [text, [...text.matchAll(/^id: (.+)$/gm)].at(-1)?.[1] ?? ''];
}

/** What comes within some milliseconds of an answer that does not end. */
async function fetchText(
  api: TestApi,
  path: string,
  key: string,
  headers: Record<string, string>,
  ms: number,
): Promise<string> {
  const stop = new AbortController();
  const answer = await api.fetch(path, key, { headers, signal: stop.signal });
  setTimeout(() => stop.abort(), ms);
  let text = '';
  try {
    for await (const part of answer.body ?? []) text += Buffer.from(part).toString();
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
  return text;
}

function statusFor(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${url}/v1/account`, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}
