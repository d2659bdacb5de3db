const ECR = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com\//;

/** Whether an image, or what the names of several begin with, is in a registry of an AWS account. */
export function isEcrImage(name: string): boolean {
  return ECR.test(name);
}
