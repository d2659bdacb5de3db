import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';

const { context } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8')) as {
  context: Record<string, unknown>;
};

/**
 * An app for programs other than `cdk`, with the flags of cdk.json: without them, they would look at other templates than are
 * deployed. Templates are not validated, which takes seconds; `cdk synth` does that.
 */
export function headlessApp(): App {
  // The string `false` is what turns it off.
  process.env.CDK_VALIDATION = 'false';
  return new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] }, analyticsReporting: false });
}
