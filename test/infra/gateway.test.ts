import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { ConfigInput } from '../../infra/config/schema.ts';
import { part, propertiesOf, synthesize, testConfig } from './synth.ts';

type LoadBalancer = NonNullable<NonNullable<ConfigInput['gateway']>['loadBalancer']>;

const CERTIFICATE = 'arn:aws:acm:eu-west-1:123456789012:certificate/1';
const OIDC = {
  kind: 'oidc',
  issuer: 'https://id.example.com',
  authorizationEndpoint: 'https://id.example.com/authorize',
  tokenEndpoint: 'https://id.example.com/token',
  userInfoEndpoint: 'https://id.example.com/userinfo',
  clientId: 'fanout',
  clientSecret: 'fanout/oidc',
} as const;
const behind = (given: Partial<LoadBalancer> = {}, more: Partial<ConfigInput> = {}) =>
  part(
    synthesize(
      testConfig({ gateway: { loadBalancer: { certificateArn: CERTIFICATE, auth: OIDC, ...given } }, ...more }),
    ),
    'gateway',
  );

describe('the gateway', () => {
  it('is reached by nobody outside unless a load balancer is configured', () => {
    part(synthesize(testConfig()), 'gateway').resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 0);
  });

  it('is told where uploads are announced', () => {
    const [task] = propertiesOf(part(synthesize(testConfig()), 'gateway'), 'AWS::ECS::TaskDefinition');
    const names = (task?.ContainerDefinitions as { Environment: { Name: string }[] }[])[0]?.Environment.map(
      ({ Name }) => Name,
    );
    expect(names).toEqual(
      expect.arrayContaining(['FANOUT_UPLOAD_EVENTS_QUEUE', 'FANOUT_UPLOAD_PREFIX', 'FANOUT_UPLOAD_PROFILE']),
    );
  });
});

describe('behind a load balancer', () => {
  it('answers by HTTPS, and sends the others there', () => {
    const template = behind();
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      Protocol: 'HTTPS',
      SslPolicy: Match.stringLikeRegexp('TLS13'),
      Certificates: [{ CertificateArn: CERTIFICATE }],
    });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 80,
      DefaultActions: [
        { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } },
      ],
    });
  });

  it('asks who it is before anything reaches the gateway; the secret is in no template', () => {
    behind().hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      DefaultActions: [
        {
          Type: 'authenticate-oidc',
          Order: 1,
          AuthenticateOidcConfig: Match.objectLike({
            ClientSecret: '{{resolve:secretsmanager:fanout/oidc:SecretString:::}}',
          }),
        },
        Match.objectLike({ Type: 'forward', Order: 2 }),
      ],
    });
  });

  it('drops broken headers, logs requests, and is not deleted by mistake', () => {
    const [balancer] = propertiesOf(behind(), 'AWS::ElasticLoadBalancingV2::LoadBalancer');
    const attributes = Object.fromEntries(
      (balancer?.LoadBalancerAttributes as { Key: string; Value: unknown }[]).map(({ Key, Value }) => [Key, Value]),
    );
    expect(attributes).toMatchObject({
      'routing.http.drop_invalid_header_fields.enabled': 'true',
      'deletion_protection.enabled': 'true',
      'access_logs.s3.enabled': 'true',
      'idle_timeout.timeout_seconds': '120',
    });
    expect(balancer?.Scheme).toBe('internet-facing');
  });

  it('may write its log, and nobody else’s load balancer may', () => {
    const given = { gateway: { loadBalancer: { certificateArn: CERTIFICATE, auth: OIDC } } };
    const policies = JSON.stringify(
      propertiesOf(part(synthesize(testConfig(given)), 'storage'), 'AWS::S3::BucketPolicy'),
    );
    expect(policies).toContain('logdelivery.elasticloadbalancing.amazonaws.com');
    expect(policies).toContain('/load-balancer/AWSLogs/');
    const egress = propertiesOf(part(synthesize(testConfig(given)), 'network'), 'AWS::EC2::SecurityGroup').find(
      ({ GroupDescription }) => GroupDescription === 'In front of the gateway',
    );
    expect(JSON.stringify(egress?.SecurityGroupEgress)).toContain('Identity provider');
  });

  it('is asked for its health where the gateway answers', () => {
    behind().hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      Port: 8090,
      HealthCheckPath: '/healthz',
      TargetType: 'ip',
    });
  });

  it('may be inside the VPC, without anybody logging in', () => {
    const template = behind({ internetFacing: false, allowFrom: ['10.0.0.0/8'], auth: { kind: 'none' } });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal' });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      DefaultActions: [{ Type: 'forward' }],
    });
  });

  it('shares nothing with the one that takes its place where it moves into the VPC or out of it', () => {
    const ids = (internetFacing: boolean) =>
      Object.keys(
        behind({ internetFacing, allowFrom: ['10.0.0.0/8'] }).findResources('AWS::ElasticLoadBalancingV2::TargetGroup'),
      );
    expect(ids(true)).toHaveLength(1);
    expect(ids(true)).not.toEqual(ids(false));
  });
});
