import { type LookupAddress, type LookupAllOptions, type LookupOptions, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { FanoutError } from '../core/index.ts';
import { mayConnect, type Networks } from './addresses.ts';

/** Whether an address may be connected to, given the networks that were opened. */
type Guard = (address: string, networks: Networks) => boolean;

/** Looks a name up, as `dns.lookup` does. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Resolves names for connections, and gives no address that may not be spoken to. What is checked here is what is connected
 * to: there is no second look-up in between that could answer otherwise.
 */
export function guardedLookup(networks: Networks, resolve: Resolve = lookup, may: Guard = mayConnect): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...(options as LookupOptions), all: true }, (error, addresses) => {
      const refused = error ?? refusal(hostname, addresses, networks, may);
      if (refused) return callback(refused, []);
      const [first] = addresses;
      if (options.all) callback(null, addresses);
      else callback(null, first?.address ?? '', first?.family);
    });
  };
}

/** One bad address among several refuses the name: it was put there for a reason. */
function refusal(
  hostname: string,
  addresses: readonly LookupAddress[],
  networks: Networks,
  may: Guard,
): FanoutError | null {
  const bad = addresses.find(({ address }) => !may(address, networks));
  return bad ? refused(hostname, bad.address) : null;
}

/** Checks a host that is an address already, for which no name is ever looked up. @throws FanoutError SOURCE_URL_REFUSED */
export function checkLiteral(host: string, networks: Networks, may: Guard = mayConnect): void {
  const address = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(address) !== 0 && !may(address, networks)) throw refused(host, address);
}

function refused(host: string, address: string): FanoutError {
  const where = host.includes(address) ? address : `${host} (${address})`;
  return new FanoutError('SOURCE_URL_REFUSED', `${where} is not a public address.`);
}
