import type { ICluster } from 'aws-cdk-lib/aws-ecs';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { NetworkPlaces } from './network-places.ts';

/** What every service runs on. */
export interface Platform {
  readonly network: NetworkPlaces;
  readonly cluster: ICluster;
  readonly storage: StoragePlaces;
}

export interface StoragePlaces {
  /** The bucket `videos`. */
  readonly sources: IBucket;
  /** The bucket `encoded`. */
  readonly results: IBucket;
  /** What both are encrypted with; none where S3's own key does it. */
  readonly key?: IKey;
  /** Where the CDN has the folders of videos; none without a CDN. */
  readonly playbackBase?: string;
}
