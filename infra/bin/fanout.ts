import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigError } from '../config/config-error.ts';
import { loadConfig } from '../config/load.ts';
import { overridesOf } from '../config/overrides.ts';
import { createStacks } from '../create-stacks.ts';

/*
 * What `cdk` runs: `npx cdk deploy --all -c config=small`. See docs/aws.md.
 */

const app = new App();
try {
  const context: Readonly<Record<string, unknown>> = app.node.getAllContext();
  const config = typeof context.config === 'string' ? context.config : undefined;
  createStacks(app, await loadConfig({ config, overrides: overridesOf(context) }));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
