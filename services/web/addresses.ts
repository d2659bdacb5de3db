import ipaddr from 'ipaddr.js';
import { asFanoutError, FanoutError } from '../core/index.ts';

/** Networks that may be read from although the public internet does not reach them, e.g. `10.1.0.0/16`. */
export type Networks = readonly ReturnType<typeof ipaddr.parseCIDR>[];

/** Public by number, private by use: Azure's virtual machines are told their secrets from here. */
const PLATFORM_ADDRESSES: readonly string[] = ['168.63.129.16'];
/** `::a.b.c.d`, which the parser takes for a mapped address, and systems do not. */
const IPV4_COMPATIBLE = /^::\d+\.\d/;
/** All that is given out as global unicast (RFC 4291, 2.4); the rest is special, or will be one day. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

/**
 * Whether a server at this address may be spoken to. An address must be plain unicast: loopback, private, link-local (with
 * the clouds' metadata services), shared, reserved and multicast ranges are refused, and with them every IPv6 form from
 * which a router makes an IPv4 address (6to4, Teredo, NAT64, `::a.b.c.d`), whatever that one is. A mapped address
 * (`::ffff:a.b.c.d`) is connected to as IPv4, and judged as that.
 */
export function mayConnect(address: string, allowed: Networks): boolean {
  if (!ipaddr.isValid(address) || IPV4_COMPATIBLE.test(address)) return false;
  const parsed = ipaddr.process(address);
  if (isWithin(address, allowed)) return true;
  if (parsed.range() !== 'unicast' || PLATFORM_ADDRESSES.includes(parsed.toString())) return false;
  return parsed.kind() === 'ipv4' || parsed.match(...GLOBAL_IPV6);
}

/** Whether an address is in one of these networks. */
export function isWithin(address: string, networks: Networks): boolean {
  if (!ipaddr.isValid(address) || IPV4_COMPATIBLE.test(address)) return false;
  const parsed = ipaddr.process(address);
  return networks.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits));
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

/** Those of a variable; none when it is not set. @throws FanoutError CONFIG_INVALID */
export function networksFromEnv(env: Readonly<Record<string, string | undefined>>, name: string): Networks {
  try {
    return parseNetworks(env[name] ?? '');
  } catch (error) {
    throw new FanoutError('CONFIG_INVALID', `${name}: ${asFanoutError(error).message}.`, [], { cause: error });
  }
}
