import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigError } from '../config/config-error.ts';
import { loadConfig } from '../config/load.ts';
import { selectionFrom } from '../config/selection.ts';
import { createStacks } from '../create-stacks.ts';

/*
 * What `cdk` runs: `npx cdk deploy --all -c config=small`. See docs/aws.md.
 */

const app = new App();
try {
  createStacks(app, await loadConfig(selectionFrom(app.node.getAllContext())));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
