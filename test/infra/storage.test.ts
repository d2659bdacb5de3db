import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { ConfigInput } from '../../infra/config/schema.ts';
import { part, propertiesOf, synthesize, testConfig } from './synth.ts';

const storage = (given: ConfigInput['storage'] = {}, more: Partial<ConfigInput> = {}) =>
  part(synthesize(testConfig({ storage: given, ...more })), 'storage');
const DAY = { DaysAfterInitiation: 1 };

describe('buckets', () => {
  it('are nobody else’s, encrypted with a key that is changed each year, and take TLS 1.2 or better alone', () => {
    const template = storage();
    for (const bucket of propertiesOf(template, 'AWS::S3::Bucket')) {
      expect(bucket).toMatchObject({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      });
    }
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    template.resourcePropertiesCountIs(
      'AWS::S3::Bucket',
      {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { BucketKeyEnabled: true, ServerSideEncryptionByDefault: Match.objectLike({ SSEAlgorithm: 'aws:kms' }) },
          ],
        },
      },
      2,
    );
    const policies = propertiesOf(template, 'AWS::S3::BucketPolicy').map((policy) => JSON.stringify(policy));
    expect(policies).toHaveLength(3);
    for (const policy of policies) {
      expect(policy).toContain('"aws:SecureTransport":"false"');
      expect(policy).toContain('"s3:TlsVersion":1.2');
    }
  });

  it('have names that CloudFormation makes, for all names in the world are one list', () => {
    for (const { BucketName } of propertiesOf(storage(), 'AWS::S3::Bucket')) expect(BucketName).toBeUndefined();
  });

  it('lose what abandoned uploads left after a day', () => {
    storage().resourcePropertiesCountIs(
      'AWS::S3::Bucket',
      {
        LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike({ AbortIncompleteMultipartUpload: DAY })]) },
      },
      3,
    );
  });

  it('keep old versions of sources for a week, and none of results', () => {
    storage().resourcePropertiesCountIs('AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Enabled' } }, 1);
    storage().hasResourceProperties('AWS::S3::Bucket', {
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: Match.arrayWith([Match.objectLike({ NoncurrentVersionExpiration: { NoncurrentDays: 7 } })]),
      },
    });
  });

  it('keep none where data is not to be kept, so that an emptied bucket can go', () => {
    storage({}, { data: 'destroy' }).resourcePropertiesCountIs(
      'AWS::S3::Bucket',
      { VersioningConfiguration: Match.anyValue() },
      0,
    );
  });

  it('lose sources after a while where that is wanted, and not what jobs keep beside them', () => {
    storage({ sourceDays: 30 }).hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([Match.objectLike({ ExpirationInDays: 30, ObjectSizeGreaterThan: 1_048_576 })]),
      },
    });
  });

  it('move results to Infrequent Access where that is wanted', () => {
    storage({ encodedInfrequentDays: 45 }).hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({ Transitions: [{ StorageClass: 'STANDARD_IA', TransitionInDays: 45 }] }),
        ]),
      },
    });
  });

  it('stay when the stacks go, unless the configuration says that they go too', () => {
    for (const [data, policy] of [
      ['keep', 'Retain'],
      ['destroy', 'Delete'],
    ] as const) {
      const template = storage({}, { data });
      for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key']) {
        const found = Object.values(template.findResources(type)).map(({ DeletionPolicy }) => DeletionPolicy as string);
        expect([...new Set(found)]).toEqual([policy]);
      }
    }
  });

  it('come without a function that runs in the account', () => {
    for (const template of Object.values(synthesize(testConfig({ storage: { cloudFront: {} } })))) {
      template.resourceCountIs('AWS::Lambda::Function', 0);
    }
  });

  it('can do with S3’s own key, and without logs of requests', () => {
    const template = storage({ encryption: 's3', accessLogs: false });
    template.resourceCountIs('AWS::KMS::Key', 0);
    template.resourceCountIs('AWS::S3::Bucket', 2);
  });
});

describe('uploads', () => {
  it('are told of by a queue that keeps them for two weeks and sets aside what cannot be submitted', () => {
    const template = storage({ uploadEvents: { prefix: 'in/' } });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { object: { key: [{ prefix: 'in/' }] } },
      },
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
      RedrivePolicy: Match.objectLike({ maxReceiveCount: 30 }),
    });
    template.resourcePropertiesCountIs(
      'AWS::S3::Bucket',
      { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } },
      1,
    );
  });

  it('are nobody’s concern where the configuration says so', () => {
    const templates = synthesize(testConfig({ storage: { uploadEvents: null } }));
    part(templates, 'storage').resourceCountIs('AWS::SQS::Queue', 0);
    expect(JSON.stringify(part(templates, 'gateway').toJSON())).not.toContain('FANOUT_UPLOAD');
  });
});

describe('delivery', () => {
  const template = storage({ cloudFront: { priceClass: '200' } });

  it('is there only where it is configured', () => {
    storage().resourceCountIs('AWS::CloudFront::Distribution', 0);
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: Match.objectLike({ PriceClass: 'PriceClass_200', HttpVersion: 'http2and3' }),
    });
  });

  it('alone reads the bucket, by origin access control', () => {
    template.hasResourceProperties('AWS::CloudFront::OriginAccessControl', {
      OriginAccessControlConfig: {
        SigningBehavior: 'always',
        SigningProtocol: 'sigv4',
        OriginAccessControlOriginType: 's3',
      },
    });
    const readers = propertiesOf(template, 'AWS::S3::BucketPolicy').filter((policy) =>
      JSON.stringify(policy).includes('cloudfront.amazonaws.com'),
    );
    expect(readers).toHaveLength(1);
    expect(JSON.stringify(readers)).toContain('AWS:SourceArn');
  });

  it('lets through what playlists name, and nothing else', () => {
    const [{ FunctionCode } = { FunctionCode: '' }] = propertiesOf(template, 'AWS::CloudFront::Function') as {
      FunctionCode: string;
    }[];
    const handler = new Function(`${FunctionCode}; return handler;`)() as (event: unknown) => {
      uri?: string;
      statusCode?: number;
    };
    const ask = (uri: string) => handler({ request: { uri } }).statusCode ?? 200;
    expect(ask('/film-1/hls/master.m3u8')).toBe(200);
    expect(ask('/film-1/0123456789abcdef/seg-00012.m4s')).toBe(200);
    expect(ask('/film-1/0123456789abcdef/chunks/00000.json')).toBe(404);
    expect(ask('/film-1/watermark.png')).toBe(404);
    expect(ask('/film-1/video.json')).toBe(404);
    expect(ask('/_renditions/acme/0123456789abcdef/film-1')).toBe(404);
    expect(ask('/film-1/../film-2/video.json')).toBe(404);
  });
});
