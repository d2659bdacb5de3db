import { fileURLToPath } from 'node:url';
import { Stack } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { Config } from '../config/schema.ts';

/** A target of docker/Dockerfile. */
export type ImageName = 'workflow' | 'metadata' | 'transcode' | 'gateway' | 'scaler' | 'setup';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Registry, region and the beginning of the repository's name. */
const ECR = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/(.+)$/;

/** Built at the deployment from docker/Dockerfile, or taken from a registry, as the configuration says. */
export function serviceImage(scope: Construct, { images }: Config, name: ImageName): ContainerImage {
  if (images.kind === 'build') {
    return ContainerImage.fromAsset(ROOT, {
      file: 'docker/Dockerfile',
      target: name,
      platform: Platform.LINUX_AMD64,
      assetName: `fanout-${name}`,
    });
  }
  const found = ECR.exec(`${images.prefix}${name}`);
  if (!found) return ContainerImage.fromRegistry(`${images.prefix}${name}:${images.tag}`);
  const [, account = '', region = '', repositoryName = ''] = found;
  // Named in full, so that the role that pulls images may pull this one, and no other.
  const repository = Repository.fromRepositoryAttributes(scope, `Image-${name}`, {
    repositoryName,
    repositoryArn: Stack.of(scope).formatArn({
      service: 'ecr',
      account,
      region,
      resource: 'repository',
      resourceName: repositoryName,
    }),
  });
  return ContainerImage.fromEcrRepository(repository, images.tag);
}
