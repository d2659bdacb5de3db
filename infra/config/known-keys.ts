import { z } from 'zod';
import { configSchema } from './schema.ts';

/** A key of the configuration, as the schema has it. */
export interface KnownKey {
  /** Dots go down a level; `<name>` stands for any word. */
  readonly key: string;
  /** What may be written, in words. */
  readonly accepts: string;
  /** Whether it is text: then nothing that is written for it is read as JSON. */
  readonly text: boolean;
  readonly nullable: boolean;
  readonly list: boolean;
  /** Whether there are keys below it. */
  readonly group: boolean;
  /** What holds where nothing is said; undefined: it must be said, or may be left out (then `required` is false). */
  readonly byDefault: unknown;
  readonly required: boolean;
  readonly meaning: string | undefined;
  /** There only while these keys have these values, e.g. `transcode.kind` → `gpu`. */
  readonly when: Readonly<Record<string, string>>;
}

type Json = z.core.JSONSchema.BaseSchema;
type Place = Pick<KnownKey, 'key' | 'when' | 'required'>;

/** Every key that the schema knows, in its order. One that several kinds have is there once for each. */
export const KNOWN_KEYS: readonly KnownKey[] = below(z.toJSONSchema(configSchema, { io: 'input' }), '', {});

function below(schema: Json, path: string, when: KnownKey['when']): KnownKey[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    known(property as Json, {
      key: path === '' ? name : `${path}.${name}`,
      when,
      required: schema.required?.includes(name) ?? false,
    }),
  );
}

function known(schema: Json, place: Place): KnownKey[] {
  const choices = schema.anyOf as Json[] | undefined;
  const inner = choices?.find(({ type }) => type !== 'null') ?? schema;
  const nullable = choices?.some(({ type }) => type === 'null') ?? false;
  const entry = (accepts: string, rest: Partial<KnownKey> = {}): KnownKey => ({
    ...place,
    accepts: nullable ? `${accepts}, or null` : accepts,
    text: inner.type === 'string',
    list: inner.type === 'array',
    nullable,
    group: false,
    byDefault: schema.default,
    meaning: schema.description ?? inner.description,
    ...rest,
  });
  if (inner.oneOf) return kinds(inner.oneOf as Json[], place, entry);
  if (inner.properties) return [entry('a group', { group: true }), ...below(inner, place.key, place.when)];
  if (inner.additionalProperties) {
    const word: Place = { ...place, key: `${place.key}.<name>`, required: false };
    return [entry('a group', { group: true }), ...known(inner.additionalProperties as Json, word)];
  }
  return [entry(inWords(nullable || !choices ? inner : schema))];
}

/** A group that has other keys for each kind of thing it describes. */
function kinds(
  variants: Json[],
  place: Place,
  entry: (accepts: string, rest: Partial<KnownKey>) => KnownKey,
): KnownKey[] {
  const kind = `${place.key}.kind`;
  const name = (variant: Json) => String((variant.properties?.kind as Json | undefined)?.const);
  const group = entry('a group', { group: true });
  const ofKind = entry(anyOf(variants.map(name)), {
    key: kind,
    text: true,
    nullable: false,
    required: true,
    byDefault: (group.byDefault as { kind?: string } | undefined)?.kind,
    meaning: undefined,
  });
  return [
    group,
    ofKind,
    ...variants.flatMap((variant) =>
      below(variant, place.key, { ...place.when, [kind]: name(variant) }).filter(({ key }) => key !== kind),
    ),
  ];
}

function inWords(schema: Json): string {
  const { type, minimum, maximum, anyOf: choices, enum: values } = schema;
  if (values) return anyOf(values.map(String));
  if (choices) return anyOf(choices.map((choice) => String((choice as Json).const)));
  if (type === 'boolean') return 'true or false';
  if (type === 'array') return `a list of ${inWords(schema.items as Json)}`;
  if (type === 'number' || type === 'integer') {
    const number = type === 'integer' ? 'a whole number' : 'a number';
    return minimum === undefined || maximum === undefined ? number : `${number} from ${minimum} to ${maximum}`;
  }
  if (schema.format === 'cidrv4') return 'addresses such as 10.42.0.0/16';
  if (schema.format === 'email') return 'an e-mail address';
  if (schema.format === 'uri') return 'an https:// address';
  return 'text';
}

function anyOf(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}
