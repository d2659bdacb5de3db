import { z } from 'zod';

/*
 * Finds things in CloudFormation templates as they are synthesized: plain JSON, references as `{ "Ref": … }`.
 */

const resourceSchema = z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) });
const templateSchema = z.object({ Resources: z.record(z.string(), resourceSchema) });
const refSchema = z.union([
  z.object({ Ref: z.string() }).transform(({ Ref }) => Ref),
  z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }).transform((get) => get['Fn::GetAtt'][0]),
]);

export interface Resource {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Something that the simulator has to know is not in the templates, or not as it expects it. Names it. */
export class TemplateError extends Error {
  override name = 'TemplateError';
}

/** @throws TemplateError for what is no template */
export function resourcesOf(templates: Readonly<Record<string, unknown>>): Resource[] {
  return Object.entries(templates).flatMap(([stack, json]) => {
    const { Resources } = checked(templateSchema, json, `the template of ${stack}`);
    return Object.entries(Resources).map(([id, { Type, Properties }]) => {
      return { stack, id, type: Type, properties: Properties };
    });
  });
}

/** What a property refers to, in the same stack; `null` for what is no such reference. */
export function referred(resources: readonly Resource[], from: Resource, value: unknown): Resource | null {
  const ref = refSchema.safeParse(value);
  if (!ref.success) return null;
  return resources.find(({ stack, id }) => stack === from.stack && id === ref.data) ?? null;
}

/** The only one that fits. @throws TemplateError where there is none, or more than one */
export function only<T>(found: readonly T[], what: string): T {
  const [first, second] = found;
  if (first === undefined) throw new TemplateError(`The templates have no ${what}.`);
  if (second !== undefined)
    throw new TemplateError(`The templates have ${found.length} of what should be one: ${what}.`);
  return first;
}

/** @throws TemplateError that names what is missing or wrong in it */
export function checked<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.join('.') || 'all of it'}: ${message}`);
  throw new TemplateError(`Not as expected in ${what}: ${issues.join('; ')}.`);
}

export function propertiesOf<S extends z.ZodType>(schema: S, resource: Resource): z.output<S> {
  return checked(schema, resource.properties, `${resource.stack}/${resource.id} (${resource.type})`);
}
