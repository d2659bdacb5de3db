export { createS3Client, type StoreConfig, storeConfigFromEnv } from './client.ts';
export { joinedSource } from './joined-source.ts';
export { objectSource } from './object-source.ts';
export { IMMUTABLE, type ListedObject, NO_STORE, type ObjectInfo, Store } from './store.ts';
