import { Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../infra/config/load.ts';
import { createStacks } from '../../infra/create-stacks.ts';
import { headlessApp } from '../../infra/headless-app.ts';

/** What is the same in each synth, and changes with files that are not the subject: hashes of assets, the version of the CDK. */
const HASH = /[0-9a-f]{64}/g;

describe.each(['dev', 'small', 'large'])('%s', (size) => {
  it('is as it was looked at last, and cdk-nag finds nothing that has no reason', async () => {
    const app = headlessApp();
    const stacks = createStacks(app, await loadConfig({ config: size, overrides: {} }));
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    // Throws what cdk-nag finds.
    app.synth();
    const templates = Object.fromEntries(stacks.map((stack) => [stack.stackName, Template.fromStack(stack).toJSON()]));
    const text = JSON.stringify(templates, null, 1).replace(HASH, '<hash>');
    await expect(text).toMatchFileSnapshot(`snapshots/${size}.json`);
  });
});
