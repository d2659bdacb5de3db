import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type Route } from '../../../../services/api/index.ts';
import { isErrorCode } from '../../../../services/core/index.ts';
import { apiDocument } from '../../../../services/gateway/api/openapi.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security: unknown;
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

let document: Document;
beforeAll(async () => {
  document = (await apiDocument()) as Document;
});

describe('the OpenAPI document', () => {
  it('is the one in docs/; "npm run docs" writes it', async () => {
    const kept = await readFile(new URL('../../../../docs/openapi.json', import.meta.url), 'utf8');
    expect(JSON.parse(kept)).toEqual(document);
  });

  it('has each route of the contract, and no other', () => {
    const routes: Readonly<Record<string, Route>> = ROUTES;
    const expected = Object.entries(routes).map(([name, { method, path }]) => `${method} ${path} ${name}`);
    const found = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { operationId }]) => `${method.toUpperCase()} ${path} ${operationId}`),
    );
    expect(document.openapi).toBe('3.1.0');
    expect(found.sort()).toEqual(expected.sort());
  });

  it('says of each route what it takes, and which errors it may answer with', () => {
    for (const operations of Object.values(document.paths)) {
      for (const { responses, security, summary } of Object.values(operations)) {
        expect(summary).not.toBe('');
        expect(security).toEqual([{ key: [] }]);
        for (const [status, { description }] of Object.entries(responses)) {
          if (Number(status) < 400) continue;
          expect(
            description.split(', ').every((code) => isErrorCode(code)),
            description,
          ).toBe(true);
        }
      }
    }
  });

  it('names only schemas that it has, and has none that it does not name', () => {
    const text = JSON.stringify(document);
    const named = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
    expect([...named].sort()).toEqual(Object.keys(document.components.schemas).sort());
  });
});
