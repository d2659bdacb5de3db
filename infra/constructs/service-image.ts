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
/** Account, region, repository and tag. */
const ECR = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/(.+):([^:]+)$/;

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
  return registryImage(scope, `Image-${name}`, `${images.prefix}${name}:${images.tag}`);
}

/** An image by its name. One from ECR is named in full to the role that pulls it, which may pull no other. */
export function registryImage(scope: Construct, id: string, image: string): ContainerImage {
  const found = ECR.exec(image);
  if (!found) return ContainerImage.fromRegistry(image);
  const [, account = '', region = '', repositoryName = '', tag = ''] = found;
  const repository = Repository.fromRepositoryAttributes(scope, id, {
    repositoryName,
    repositoryArn: Stack.of(scope).formatArn({
      service: 'ecr',
      account,
      region,
      resource: 'repository',
      resourceName: repositoryName,
    }),
  });
  return ContainerImage.fromEcrRepository(repository, tag);
}
