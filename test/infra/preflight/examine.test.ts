import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../infra/config/load.ts';
import { SAMPLES } from '../../../infra/config/samples.ts';
import { examine } from '../../../infra/preflight/examine.ts';
import { exitCodeOf, reportLines } from '../../../infra/preflight/report.ts';
import { type Answers, answering, failure } from './answers.ts';

const cloud = '{"kind":"cloud","address":"films.a1.tmprl.cloud:7233","namespace":"films.a1","apiKeySecret":"temporal"}';
const cloudFront = '{"domainName":"v.example.com","certificateArn":"arn:aws:acm:us-east-1:123456789012:certificate/1"}';

async function lines(answers: Answers = {}, sets: Record<string, string> = {}): Promise<string[]> {
  const overrides = Object.fromEntries(Object.entries(sets).map(([key, value]) => [`set:${key}`, value]));
  const findings = await examine(parseConfig(SAMPLES.small, overrides), 'eu-west-1', answering(answers).clients);
  return [...reportLines(findings, 'fanout-small in eu-west-1'), `exit ${exitCodeOf(findings)}`];
}

describe('the pre-flight check', () => {
  it('says what it found, a line each', async () => {
    expect(await lines({}, { temporal: cloud, 'storage.cloudFront': cloudFront })).toEqual([
      '✓ account         123456789012, as arn:aws:iam::123456789012:user/ada',
      '✓ CDK bootstrap   version 30 in eu-west-1',
      '✓ role of ECS     AWSServiceRoleForECS',
      '✓ instance types  g4dn.xlarge in eu-west-1a, eu-west-1b',
      '✓ GPU quota       64 vCPUs of G and VT instances on demand; 8 needed',
      '✓ Fargate quota   50 vCPUs on Fargate on demand; 3 needed',
      '✓ Fargate quota   50 vCPUs on Fargate Spot; 43 needed',
      '✓ addresses       5 Elastic IP addresses, of which 1 are in use; 1 needed',
      '✓ secrets         temporal (temporal.apiKeySecret)',
      '✓ certificates    issued for example.com, *.example.com (storage.cloudFront.certificateArn)',
      'fanout-small in eu-west-1 can be deployed, as far as can be seen from here.',
      'exit 0',
    ]);
  });

  it.each<[what: string, Answers, Record<string, string>, line: string]>([
    [
      'an account without GPUs',
      { 'GetServiceQuota L-DB2E81BA': { Quota: { Value: 0 } } },
      {},
      '✗ GPU quota       transcode.tasks.max: needs 8 vCPUs of G and VT instances on demand, but the quota is 0. Fix: aws service-quotas request-service-quota-increase --service-code ec2 --quota-code L-DB2E81BA --desired-value 8 --region eu-west-1.',
    ],
    [
      'Spot without a quota of its own',
      {
        'GetServiceQuota L-3819A6DF': failure('NoSuchResourceException'),
        'GetAWSDefaultServiceQuota L-3819A6DF': { Quota: { Value: 0 } },
      },
      { 'transcode.purchase': 'spot' },
      '✗ GPU quota       transcode.tasks.max: needs 8 vCPUs of G and VT instances on Spot, but the quota is 0. Fix: aws service-quotas request-service-quota-increase --service-code ec2 --quota-code L-3819A6DF --desired-value 8 --region eu-west-1.',
    ],
    [
      'a new account on Fargate',
      { 'GetServiceQuota L-36FBB829': { Quota: { Value: 6 } } },
      {},
      '✗ Fargate quota   transcode.cpuFallback.tasks.max: needs 43 vCPUs on Fargate Spot, but the quota is 6. Fix: aws service-quotas request-service-quota-increase --service-code fargate --quota-code L-36FBB829 --desired-value 43 --region eu-west-1.',
    ],
    [
      'an instance type that no zone has',
      { DescribeInstanceTypeOfferings: { InstanceTypeOfferings: [] } },
      {},
      '✗ instance types  transcode.instanceTypes: has g4dn.xlarge, which no zone of eu-west-1 offers. Fix: leave it out, or deploy to eu-central-1, eu-north-1, eu-south-1.',
    ],
    [
      'a region without bootstrap',
      { GetParameter: failure('ParameterNotFound') },
      {},
      '✗ CDK bootstrap   region: is eu-west-1, which CDK has not been made ready for. Fix: npx cdk bootstrap aws://123456789012/eu-west-1.',
    ],
    [
      'an account that never used ECS',
      { GetRole: failure('NoSuchEntityException') },
      {},
      '✗ role of ECS     account: has no AWSServiceRoleForECS yet, and a deployment may be quicker than AWS makes it. Fix: aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com.',
    ],
    [
      'an old bootstrap',
      { GetParameter: { Parameter: { Value: '5' } } },
      {},
      "✗ CDK bootstrap   region: has CDK's bootstrap of version 5, and needs 6 or later. Fix: npx cdk bootstrap aws://123456789012/eu-west-1.",
    ],
    [
      'a secret that is not there',
      { DescribeSecret: failure('ResourceNotFoundException') },
      { temporal: cloud },
      '✗ secrets         temporal.apiKeySecret: is temporal, which is not in Secrets Manager of eu-west-1. Fix: aws secretsmanager create-secret --name temporal --secret-string file://FILE --region eu-west-1.',
    ],
    [
      'a secret that is going',
      { DescribeSecret: { DeletedDate: new Date() } },
      { temporal: cloud },
      '✗ secrets         temporal.apiKeySecret: is temporal, which is about to be deleted. Fix: aws secretsmanager restore-secret --secret-id temporal --region eu-west-1.',
    ],
    [
      'a certificate that nobody proved',
      { DescribeCertificate: { Certificate: { Status: 'PENDING_VALIDATION' } } },
      { 'storage.cloudFront': cloudFront },
      '✗ certificates    storage.cloudFront.certificateArn: is a certificate that is PENDING_VALIDATION, not ISSUED. Fix: make the DNS records that ACM shows for it, and wait.',
    ],
    [
      'a certificate for another name',
      { DescribeCertificate: { Certificate: { Status: 'ISSUED', SubjectAlternativeNames: ['*.v.example.com'] } } },
      { 'storage.cloudFront': cloudFront },
      '✗ certificates    storage.cloudFront.certificateArn: is a certificate for *.v.example.com, not for v.example.com. Fix: request one for v.example.com.',
    ],
    [
      'a certificate that is not there',
      { DescribeCertificate: failure('ResourceNotFoundException') },
      { 'storage.cloudFront': cloudFront },
      '✗ certificates    storage.cloudFront.certificateArn: is arn:aws:acm:us-east-1:123456789012:certificate/1, which is not in ACM. Fix: look for its ARN in the console of ACM.',
    ],
    [
      'addresses that others have',
      { DescribeAddresses: { Addresses: Array.from({ length: 5 }, () => ({})) } },
      {},
      '✗ addresses       network.natGateways: needs 1 Elastic IP addresses, but the quota is 5, of which 5 are in use. Fix: aws service-quotas request-service-quota-increase --service-code ec2 --quota-code L-0263D0A3 --desired-value 6 --region eu-west-1.',
    ],
  ])('says what to do about %s', async (_what, answers, sets, line) => {
    const all = await lines(answers, sets);
    expect(all.filter((one) => one.startsWith('✗'))).toEqual([line]);
    expect(all.slice(-2)).toEqual(['fanout-small in eu-west-1 cannot be deployed yet: 1 to mend.', 'exit 1']);
  });

  it('does not count the addresses of the deployment itself twice', async () => {
    const own = { Tags: [{ Key: 'fanout:deployment', Value: 'fanout-small' }] };
    const all = await lines({ DescribeAddresses: { Addresses: Array.from({ length: 5 }, () => own) } });
    expect(all).toContain('✓ addresses       5 Elastic IP addresses; 1 needed');
  });

  it('looks at nothing else with credentials of another account', async () => {
    const { clients, asked } = answering();
    const findings = await examine(parseConfig(SAMPLES.small, { account: '210987654321' }), 'eu-west-1', clients);
    expect(reportLines(findings, 'it')).toEqual([
      '✗ account         account: is 210987654321, but the credentials are of 123456789012 (arn:aws:iam::123456789012:user/ada). Fix: use credentials of 210987654321, or set account to 123456789012.',
      'it cannot be deployed yet: 1 to mend.',
    ]);
    expect(asked).toEqual(['GetCallerIdentity']);
  });

  it('does not ask for what the configuration has not', async () => {
    const { clients, asked } = answering();
    await examine(parseConfig(SAMPLES.dev), 'eu-west-1', clients);
    expect(asked).toEqual([
      'GetCallerIdentity',
      'GetParameter',
      'GetRole',
      'GetServiceQuota L-3032A538',
      'GetServiceQuota L-36FBB829',
    ]);
  });

  it('counts an instance for each task, and those on demand apart', async () => {
    const sets = {
      'transcode.instanceTypes': 'g4dn.2xlarge',
      'transcode.tasks.max': '5',
      'transcode.purchase': 'spot',
      'transcode.onDemandBase': '1',
    };
    const offered = { InstanceTypeOfferings: [{ InstanceType: 'g4dn.2xlarge', Location: 'eu-west-1a' }] };
    const all = await lines({ DescribeInstanceTypeOfferings: offered }, sets);
    expect(all).toContain('✓ GPU quota       64 vCPUs of G and VT instances on demand; 8 needed');
    expect(all.find((line) => line.startsWith('✗ GPU'))).toMatch(/needs 32 vCPUs of G and VT instances on Spot/);
  });

  it.each([
    [
      'AccessDeniedException',
      { 'GetServiceQuota L-DB2E81BA': failure('AccessDeniedException') },
      '? GPU quota       could not look: needs servicequotas:GetServiceQuota',
    ],
    [
      'UnauthorizedOperation',
      { DescribeAddresses: failure('UnauthorizedOperation') },
      '? addresses       could not look: needs ec2:DescribeAddresses and servicequotas:GetServiceQuota',
    ],
    [
      'AccessDenied',
      { GetParameter: failure('AccessDenied') },
      '? CDK bootstrap   could not look: needs ssm:GetParameter',
    ],
  ])('says what it may not see: %s', async (_name, answers, line) => {
    const all = await lines(answers);
    expect(all).toContain(line);
    expect(all.slice(-2)).toEqual([
      'fanout-small in eu-west-1 can be deployed, as far as can be seen from here. 1 could not be looked at.',
      'exit 0',
    ]);
  });

  it.each([
    [
      'credentials',
      { GetCallerIdentity: failure('CredentialsProviderError', 'no providers') },
      /There are no credentials that AWS takes \(no providers\)\. Run/,
    ],
    ['credentials', { GetParameter: failure('ExpiredTokenException') }, /There are no credentials that AWS takes/],
    [
      'network',
      { GetCallerIdentity: failure('Error', 'getaddrinfo ENOTFOUND', 'ENOTFOUND') },
      /AWS cannot be reached \(getaddrinfo ENOTFOUND\)/,
    ],
  ])('gives up without %s', async (_what, answers, message) => {
    await expect(lines(answers)).rejects.toMatchObject({
      name: 'Unreachable',
      message: expect.stringMatching(message),
    });
  });

  it('says what else AWS says, and hides no mistake of its own', async () => {
    const answer = Object.assign(failure('InternalServerError', 'a bad day'), { $metadata: {} });
    const all = await lines({ GetParameter: answer });
    expect(all).toContain('? CDK bootstrap   could not look: AWS said InternalServerError (a bad day)');
    await expect(lines({ GetParameter: failure('TypeError') })).rejects.toThrow('TypeError');
  });
});
