const PREFIX = '#/components/schemas/';
const INPUT = 'Input';

interface Document {
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
}

/**
 * Each schema is documented as what may be sent and as what is answered. Those that nothing names are left out, and one name is
 * enough where the two are the same, or only one of them is ever meant.
 */
export function tidyComponents<D extends object>(document: D): D {
  const { components, ...rest }: Document = document;
  const schemas = components?.schemas ?? {};
  const used = reachable(rest, schemas);
  const renamed = new Map<string, string>();
  for (const name of used) {
    const bare = name.endsWith(INPUT) ? name.slice(0, -INPUT.length) : name;
    const isOne = !used.has(bare) || bareText(schemas[name]) === bareText(schemas[bare]);
    if (bare !== name && isOne) renamed.set(name, bare);
  }
  const kept = [...used].map((name): [string, unknown] => [renamed.get(name) ?? name, schemas[name]]);
  const byName = Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
  const whole = { ...rest, components: { ...components, schemas: byName } };
  return JSON.parse(JSON.stringify(whole), (_key, value: unknown) => {
    const name = referenced(value);
    return name === null ? value : `${PREFIX}${renamed.get(name) ?? name}`;
  });
}

function reachable(from: unknown, schemas: Readonly<Record<string, unknown>>): Set<string> {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    JSON.stringify(value, (_key, part: unknown) => {
      const name = referenced(part);
      if (name !== null && !found.has(name)) {
        found.add(name);
        walk(schemas[name]);
      }
      return part;
    });
  };
  walk(from);
  return found;
}

function referenced(value: unknown): string | null {
  return typeof value === 'string' && value.startsWith(PREFIX) ? value.slice(PREFIX.length) : null;
}

function bareText(schema: unknown): string {
  return JSON.stringify(schema).replaceAll(`${INPUT}"`, '"');
}
