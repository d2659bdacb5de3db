import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type Config, type ConfigInput, configSchema } from '../../infra/config/schema.ts';
import { createStacks } from '../../infra/create-stacks.ts';
import { headlessApp } from '../../infra/headless-app.ts';

const IMAGES = { kind: 'registry', prefix: 'registry.example/fanout-', tag: 'test' } as const;

/**
 * A configuration: what a test says, and a Temporal and workers where it says nothing of them. Images come from a registry, for
 * those that are built would be copied by each synth.
 */
export function testConfig(given: Partial<ConfigInput> = {}): Config {
  return configSchema.parse({ images: IMAGES, temporal: { kind: 'selfHosted' }, transcode: { kind: 'gpu' }, ...given });
}

/** Templates of a deployment, by the part that each stack is: `network`, `storage` and so on. */
export function synthesize(config: Config): Readonly<Record<string, Template>> {
  const stacks = createStacks(headlessApp(), config);
  return Object.fromEntries(stacks.map((stack) => [partOf(stack, config), Template.fromStack(stack)]));
}

/** The template of one part. @throws Error when there is no such stack */
export function part(templates: Readonly<Record<string, Template>>, name: string): Template {
  const template = templates[name];
  if (!template) throw new Error(`There is no stack ${name}: ${Object.keys(templates).join(', ')}`);
  return template;
}

function partOf(stack: Stack, { name }: Config): string {
  return stack.stackName.slice(name.length + 1);
}

/** Properties of all resources of a type. */
export function propertiesOf(template: Template, type: string): Record<string, unknown>[] {
  return Object.values(template.findResources(type)).map(({ Properties }) => Properties as Record<string, unknown>);
}
