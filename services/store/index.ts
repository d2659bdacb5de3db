export { type BucketNames, bucketNamesFromEnv, realBucket } from './bucket-names.ts';
export {
  createS3Client,
  publicStoreConfigFromEnv,
  type StoreConfig,
  storeConfigFromEnv,
  WORKER_PATIENCE_MS,
} from './client.ts';
export { joinedSource } from './joined-source.ts';
export { type ArrivedPart, Multipart, type SignedPart } from './multipart.ts';
export { objectSource } from './object-source.ts';
export { prepareBuckets } from './prepare-buckets.ts';
export { keyRefusal } from './refusal.ts';
export { IMMUTABLE, type ListedObject, NO_STORE, type ObjectInfo, Store } from './store.ts';
