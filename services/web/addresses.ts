import ipaddr from 'ipaddr.js';

/** Networks that may be read from although the public internet does not reach them, e.g. `10.1.0.0/16`. */
export type Networks = readonly ReturnType<typeof ipaddr.parseCIDR>[];

/** Public by number, private by use: Azure's virtual machines are told their secrets from here. */
const PLATFORM_ADDRESSES: readonly string[] = ['168.63.129.16'];

/**
 * Whether a server at this address may be spoken to. An address must be plain unicast: loopback, private, link-local (with
 * the clouds' metadata services), shared, reserved and multicast ranges are refused, and with them every IPv6 form that
 * carries an IPv4 address inside (mapped, 6to4, Teredo, NAT64), whatever that one is.
 */
export function mayConnect(address: string, allowed: Networks): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (allowed.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits))) return true;
  return parsed.range() === 'unicast' && !PLATFORM_ADDRESSES.includes(parsed.toString()) && !embedsIpv4(parsed);
}

/** `::a.b.c.d`, deprecated, and still routed by some systems. */
function embedsIpv4(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address instanceof ipaddr.IPv6 && address.parts.slice(0, 6).every((part) => part === 0);
}

/** @throws RangeError for text that is not a list of networks in CIDR notation, separated by commas */
export function parseNetworks(text: string): Networks {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      if (!ipaddr.isValidCIDR(part)) throw new RangeError(`"${part}" is not a network such as 10.1.0.0/16`);
      return ipaddr.parseCIDR(part);
    });
}
