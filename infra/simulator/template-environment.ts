import { z } from 'zod';
import { only, propertiesOf, type Resource, TemplateError } from './resources.ts';

/*
 * What the containers of a deployment are told.
 */

const containersSchema = z.object({
  ContainerDefinitions: z.array(
    z.object({
      Environment: z.array(z.object({ Name: z.string(), Value: z.unknown() })).default([]),
      ResourceRequirements: z.array(z.object({ Type: z.string() })).default([]),
    }),
  ),
});

type Container = z.output<typeof containersSchema>['ContainerDefinitions'][number];

/** A variable on which all containers that have it agree. @throws TemplateError where none has it, some differ, or it is no whole number */
export function environmentNumber(all: readonly Resource[], name: string): number {
  const values = containersOf(all).flatMap((container) => variable(container, name) ?? []);
  return wholeNumber(name, only([...new Set(values)], `value of ${name} in the containers' environment`));
}

/** What a transcode worker does at once: of those, if there are several, the one that gets a graphics card. */
export function transcodeSlots(all: readonly Resource[]): number {
  const name = 'FANOUT_TRANSCODE_SLOTS';
  const workers = containersOf(all).filter((container) => variable(container, name) !== undefined);
  const withCard = workers.filter(({ ResourceRequirements }) =>
    ResourceRequirements.some(({ Type }) => Type === 'GPU'),
  );
  const worker = only(withCard, `container with a GPU, and with ${name} in its environment`);
  return wholeNumber(name, variable(worker, name));
}

function containersOf(all: readonly Resource[]): Container[] {
  return all
    .filter(({ type }) => type === 'AWS::ECS::TaskDefinition')
    .flatMap((task) => propertiesOf(containersSchema, task).ContainerDefinitions);
}

function variable({ Environment }: Container, name: string): unknown {
  return Environment.find(({ Name }) => Name === name)?.Value;
}

function wholeNumber(name: string, value: unknown): number {
  if (typeof value === 'string' && /^\d+$/.test(value)) return Number(value);
  throw new TemplateError(`${name} is ${JSON.stringify(value)} in the templates, and no whole number.`);
}
