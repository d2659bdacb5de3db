import { type ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm';
import type { Check } from '../check.ts';
import { isAbsent } from '../faults.ts';
import { type Finding, ok, wrong } from '../finding.ts';

interface Wanted {
  readonly key: string;
  readonly arn: string;
  /** The name that it has to be for; undefined: that is not known. */
  readonly domain: string | undefined;
  readonly client: ACMClient;
}

/** Certificates are there, are issued, and are for the name that they shall be shown for. */
export const certificates: Check = {
  name: 'certificates',
  needs: 'acm:DescribeCertificate',
  look({ config: { gateway, storage }, clients: { acm, acmOfCloudFront } }, name) {
    const { loadBalancer } = gateway;
    const { certificateArn: arn, domainName: domain } = storage.cloudFront ?? {};
    const wanted: Wanted[] = [
      ...(loadBalancer
        ? [
            {
              key: 'gateway.loadBalancer.certificateArn',
              arn: loadBalancer.certificateArn,
              domain: undefined,
              client: acm,
            },
          ]
        : []),
      ...(arn === undefined
        ? []
        : [{ key: 'storage.cloudFront.certificateArn', arn, domain, client: acmOfCloudFront }]),
    ];
    return Promise.all(wanted.map((certificate) => judged(name, certificate)));
  },
};

async function judged(name: string, { key, arn, domain, client }: Wanted): Promise<Finding> {
  try {
    const { Certificate } = await client.send(new DescribeCertificateCommand({ CertificateArn: arn }));
    const { Status: status = 'unknown', SubjectAlternativeNames: names = [] } = Certificate ?? {};
    if (status !== 'ISSUED') {
      const fix =
        status === 'PENDING_VALIDATION'
          ? 'make the DNS records that ACM shows for it, and wait'
          : 'request another one';
      return wrong(name, { key, problem: `is a certificate that is ${status}, not ISSUED`, fix });
    }
    if (domain !== undefined && !names.some((known) => covers(known, domain))) {
      const problem = `is a certificate for ${names.join(', ')}, not for ${domain}`;
      return wrong(name, { key, problem, fix: `request one for ${domain}` });
    }
    return ok(name, `issued for ${names.join(', ')} (${key})`);
  } catch (thrown) {
    if (!isAbsent(thrown)) throw thrown;
    return wrong(name, {
      key,
      problem: `is ${arn}, which is not in ACM`,
      fix: 'look for its ARN in the console of ACM',
    });
  }
}

/** A star stands for one word. */
function covers(known: string, domain: string): boolean {
  return known === domain || (known.startsWith('*.') && known.slice(1) === domain.slice(domain.indexOf('.')));
}
