export { findStack, findStackIfAny, findStackToExamine } from './find.ts';
export { lookAtS3, type S3Look } from './look.ts';
export { START_TODO, s3Trouble } from './s3-trouble.ts';
export { describeStack, type Env, placeOf, type Stack, type StackKind, stackOf } from './stack.ts';
