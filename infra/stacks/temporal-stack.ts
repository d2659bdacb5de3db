import { Stack } from 'aws-cdk-lib';
export class TemporalStack extends Stack {}
export const needsTemporalStack = (_c: unknown) => false;
