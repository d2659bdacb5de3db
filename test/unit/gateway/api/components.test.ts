import { describe, expect, it } from 'vitest';
import { tidyComponents } from '../../../../services/gateway/api/components.ts';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

describe('the schemas of the OpenAPI document', () => {
  it('have one name where what is sent and what is answered are the same, and two where they are not', () => {
    const document = {
      paths: { a: [ref('SameInput'), ref('Same'), ref('OneInput'), ref('TwoInput'), ref('Two')] },
      components: {
        schemas: {
          SameInput: { type: 'object', properties: { part: ref('PartInput') } },
          Same: { type: 'object', properties: { part: ref('Part') } },
          OneInput: { type: 'string' },
          One: { type: 'number' },
          TwoInput: { type: 'string' },
          Two: { type: 'number' },
          PartInput: { type: 'null' },
          Part: { type: 'null' },
          UnusedInput: {},
          Unused: {},
        },
        securitySchemes: { key: {} },
      },
    };
    expect(tidyComponents(document)).toEqual({
      paths: { a: [ref('Same'), ref('Same'), ref('One'), ref('TwoInput'), ref('Two')] },
      components: {
        schemas: {
          One: { type: 'string' },
          Part: { type: 'null' },
          Same: { type: 'object', properties: { part: ref('Part') } },
          Two: { type: 'number' },
          TwoInput: { type: 'string' },
        },
        securitySchemes: { key: {} },
      },
    });
  });
});
