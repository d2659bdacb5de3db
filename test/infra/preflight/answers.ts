import { type Clients, clientsIn } from '../../../infra/preflight/clients.ts';

/** What AWS answers to a command, by the name of the command: a value, or an error that is thrown. */
export type Answers = Readonly<Record<string, unknown>>;

/** An error as the SDK throws it. */
export function failure(name: string, message = name, code?: string): Error {
  return Object.assign(new Error(message), { name, ...(code !== undefined && { code }) });
}

/**
 * What an account answers that has all that "small" needs. Written after the API reference, for there is no account to
 * record it from; the certificate, the secret, the parameter and the offerings were compared with ministack and moto.
 */
export const ANSWERS: Answers = {
  GetCallerIdentity: { Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/ada', UserId: 'AIDA1' },
  GetParameter: { Parameter: { Name: '/cdk-bootstrap/hnb659fds/version', Type: 'String', Value: '30' } },
  GetRole: { Role: { RoleName: 'AWSServiceRoleForECS', Path: '/aws-service-role/ecs.amazonaws.com/' } },
  DescribeInstanceTypeOfferings: {
    InstanceTypeOfferings: [
      { InstanceType: 'g4dn.xlarge', LocationType: 'availability-zone', Location: 'eu-west-1b' },
      { InstanceType: 'g4dn.xlarge', LocationType: 'availability-zone', Location: 'eu-west-1a' },
    ],
  },
  'GetServiceQuota L-DB2E81BA': { Quota: { QuotaCode: 'L-DB2E81BA', Value: 64, Unit: 'None', Adjustable: true } },
  'GetServiceQuota L-3819A6DF': { Quota: { QuotaCode: 'L-3819A6DF', Value: 0 } },
  'GetServiceQuota L-3032A538': { Quota: { QuotaCode: 'L-3032A538', Value: 50 } },
  'GetServiceQuota L-36FBB829': { Quota: { QuotaCode: 'L-36FBB829', Value: 50 } },
  'GetServiceQuota L-0263D0A3': { Quota: { QuotaCode: 'L-0263D0A3', Value: 5 } },
  DescribeAddresses: { Addresses: [{ PublicIp: '198.51.100.1', AllocationId: 'eipalloc-1' }] },
  DescribeSecret: { ARN: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:temporal-a1b2c3', Name: 'temporal' },
  DescribeCertificate: { Certificate: { Status: 'ISSUED', SubjectAlternativeNames: ['example.com', '*.example.com'] } },
};

interface Sent {
  readonly constructor: { readonly name: string };
  readonly input: { readonly QuotaCode?: string };
}

/** Clients that answer so, and what they were asked. */
export function answering(changes: Answers = {}): { readonly clients: Clients; readonly asked: string[] } {
  const answers = { ...ANSWERS, ...changes };
  const asked: string[] = [];
  const send = async (command: Sent): Promise<unknown> => {
    const name = command.constructor.name.replace(/Command$/, '');
    const full = command.input.QuotaCode === undefined ? name : `${name} ${command.input.QuotaCode}`;
    asked.push(full);
    const answer = answers[full] ?? answers[name];
    if (answer instanceof Error) throw answer;
    if (answer === undefined) throw new Error(`nothing is recorded for ${full}`);
    return answer;
  };
  return { clients: clientsOf(send), asked };
}

/** Real ones, for paginators look whom they ask; nothing is sent. */
function clientsOf(send: (command: Sent) => Promise<unknown>): Clients {
  const real = Object.entries(clientsIn('eu-west-1')).map(([name, client]) => [name, Object.assign(client, { send })]);
  return Object.fromEntries(real);
}
