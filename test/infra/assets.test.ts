import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createStacks } from '../../infra/create-stacks.ts';
import { headlessApp } from '../../infra/headless-app.ts';
import { testConfig } from './synth.ts';

interface DockerAsset {
  readonly source: { readonly directory: string; readonly dockerFile: string; readonly dockerBuildTarget: string };
}

it('images that a deployment builds come with all that their Dockerfile wants', () => {
  const app = headlessApp();
  createStacks(app, testConfig({ images: { kind: 'build' } }));
  const { directory, artifacts } = app.synth();
  const manifests = artifacts.flatMap((artifact) =>
    'contents' in artifact
      ? [(artifact.contents as { dockerImages?: Record<string, DockerAsset> }).dockerImages ?? {}]
      : [],
  );
  const assets = manifests.flatMap((images) => Object.values(images).map(({ source }) => source));
  expect([...new Set(assets.map(({ dockerBuildTarget }) => dockerBuildTarget))].sort()).toEqual([
    'gateway',
    'metadata',
    'scaler',
    'setup',
    'transcode',
    'workflow',
  ]);
  for (const asset of assets) {
    const wanted = [
      asset.dockerFile,
      'package-lock.json',
      'docker/ffmpeg.sh',
      'docker/health.sh',
      'profiles/web.json',
      'services/core/index.ts',
    ];
    for (const file of wanted)
      expect(existsSync(join(directory, asset.directory, file)), `${file} of ${asset.dockerBuildTarget}`).toBe(true);
  }
});
