import { printable } from '../../services/core/index.ts';

/** AWS could not be asked: there are no credentials that it takes, or no way to it. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

const DENIED = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'AuthorizationError']);
const NO_CREDENTIALS = new Set([
  'AuthFailure',
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'UnrecognizedClientException',
]);
/** Names of errors, and codes of those of the network. */
const NO_WAY = new Set([
  'TimeoutError',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

export function deniedBy(thrown: unknown): boolean {
  return namesOf(thrown).some((name) => DENIED.has(name));
}

/** Why AWS cannot be asked, and what to do; undefined: it can, and said something else. */
export function unreachableBy(thrown: unknown): string | undefined {
  const names = namesOf(thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (names.some((name) => NO_CREDENTIALS.has(name))) {
    return `There are no credentials that AWS takes (${message}). Run "aws sso login" or "aws configure", or set AWS_PROFILE.`;
  }
  if (names.some((name) => NO_WAY.has(name))) {
    return `AWS cannot be reached (${message}). See whether the region is right, and whether this machine has a way to the internet.`;
  }
  return undefined;
}

/** What AWS answered in place of what was asked for; undefined: it was not AWS that threw. */
export function saidByAws(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error && '$metadata' in thrown)) return undefined;
  return `AWS said ${thrown.name} (${printable(thrown.message.split('\n')[0] ?? '')})`;
}

/** Whether AWS says that something is not there. */
export function isAbsent(thrown: unknown): boolean {
  return namesOf(thrown).some((name) => /NotFound|NoSuchResource|NoSuchEntity/.test(name));
}

function namesOf(thrown: unknown): string[] {
  if (!(thrown instanceof Error)) return [];
  const { code } = thrown as NodeJS.ErrnoException;
  return typeof code === 'string' ? [thrown.name, code] : [thrown.name];
}
