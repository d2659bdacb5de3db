import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PLAYABLE, VIDEO_ID } from '../../services/core/index.ts';
import type { CloudFrontConfig } from '../config/parts.ts';
import { acknowledge } from '../nag/acknowledge.ts';

export interface DeliveryProps {
  readonly results: IBucket;
  readonly settings: CloudFrontConfig;
  /** Web pages that may play. */
  readonly corsOrigins: readonly string[];
  /** @default requests are not logged */
  readonly accessLogs?: IBucket;
}

const MISSING = Duration.seconds(2);

const PRICE_CLASSES = {
  100: PriceClass.PRICE_CLASS_100,
  200: PriceClass.PRICE_CLASS_200,
  all: PriceClass.PRICE_CLASS_ALL,
} as const;

/**
 * Serves results to whoever knows a video's id: what playlists name, and nothing else that lies in the bucket, which only this
 * distribution may read (origin access control). How long something is kept at the edge is what its object says: playlists not
 * at all, segments forever.
 */
export class Delivery extends Construct {
  readonly domainName: string;

  constructor(scope: Construct, id: string, { results, settings, corsOrigins, accessLogs }: DeliveryProps) {
    super(scope, id);
    const headers = new ResponseHeadersPolicy(this, 'Headers', {
      corsBehavior: {
        accessControlAllowCredentials: false,
        accessControlAllowHeaders: ['*'],
        accessControlAllowMethods: ['GET', 'HEAD', 'OPTIONS'],
        accessControlAllowOrigins: [...corsOrigins],
        accessControlExposeHeaders: ['Content-Range', 'Accept-Ranges', 'ETag'],
        originOverride: true,
      },
      securityHeadersBehavior: {
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: false, override: true },
      },
    });
    const playable = new EdgeFunction(this, 'Playable', {
      comment: 'Lets through what playlists name',
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(onlyPlayable()),
    });
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Streams of Fanout',
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(results),
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: headers,
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: playable }],
        // Video is compressed as it is.
        compress: false,
      },
      // Without the right to list a bucket, one is refused what is not there; while a video grows, it soon is.
      errorResponses: [{ httpStatus: 403, ttl: MISSING }],
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PRICE_CLASSES[settings.priceClass],
      ...(settings.domainName && settings.certificateArn
        ? {
            domainNames: [settings.domainName],
            minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
            certificate: Certificate.fromCertificateArn(this, 'Certificate', settings.certificateArn),
          }
        : {}),
      ...(accessLogs ? { enableLogging: true, logBucket: accessLogs, logFilePrefix: 'cloudfront/' } : {}),
    });
    this.domainName = settings.domainName ?? distribution.distributionDomainName;
    if (results.encryptionKey) {
      Annotations.of(Stack.of(this)).acknowledgeWarning(
        '@aws-cdk/aws-cloudfront-origins:wildcardKeyPolicyForOac',
        'The key cannot name the distribution, whose bucket names the key; it names the account instead.',
      );
    }
    acknowledge(distribution, {
      CFR1: 'Who may watch where is a decision of whoever owns the videos; there is no such restriction by default.',
      CFR2: 'It serves files to GET and HEAD, and runs nothing: a firewall would have nothing to look for.',
      ...(accessLogs ? {} : { CFR3: 'storage.accessLogs is off in the configuration.' }),
      ...(settings.domainName ? {} : { CFR4: "Without a domain name of one's own, CloudFront sets the TLS version." }),
    });
  }
}

/** The same rule as the gateway's. */
function onlyPlayable(): string {
  return `const playable = new RegExp(${JSON.stringify(`^/${VIDEO_ID}/(?:${PLAYABLE})$`)});
function handler(event) {
  if (playable.test(event.request.uri)) return event.request;
  return { statusCode: 404, statusDescription: 'Not Found' };
}
`;
}
