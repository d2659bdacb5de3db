import { readFileSync } from 'node:fs';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type Config, type ConfigInput, configSchema } from '../../infra/config/schema.ts';
import { createStacks } from '../../infra/create-stacks.ts';

// The validator of templates takes seven seconds; `cdk synth` in CI has it on. The string `false` is what turns it off.
process.env.CDK_VALIDATION = 'false';

const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')) as {
  context: Record<string, unknown>;
};

const IMAGES = { kind: 'registry', prefix: 'registry.example/fanout-', tag: 'test' } as const;

/** An app with the flags of cdk.json: a test without them would look at other templates than are deployed. */
export function testApp(): App {
  return new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] }, analyticsReporting: false });
}

/**
 * A configuration: what a test says, and a Temporal and workers where it says nothing of them. Images come from a registry, for
 * those that are built would be copied by each synth.
 */
export function testConfig(given: Partial<ConfigInput> = {}): Config {
  return configSchema.parse({ images: IMAGES, temporal: { kind: 'selfHosted' }, transcode: { kind: 'gpu' }, ...given });
}

/** Templates of a deployment, by the part that each stack is: `network`, `storage` and so on. */
export function synthesize(config: Config): Readonly<Record<string, Template>> {
  const stacks = createStacks(testApp(), config);
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
