import { describe, expect, it } from 'vitest';
import { mayConnect, parseNetworks } from '../../../services/web/addresses.ts';

describe('addresses that may be connected to', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '223.255.255.255',
    '2606:4700::1111',
    '2a00:1450:4001:82a::200e',
    // Connected to as 8.8.8.8.
    '::ffff:8.8.8.8',
  ])('%s', (address) => expect(mayConnect(address, [])).toBe(true));
});

describe('addresses that are refused', () => {
  it.each([
    ['0.0.0.0', 'this host'],
    ['0.1.2.3', 'this network'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['169.254.169.254', 'metadata of AWS, GCP, Azure'],
    ['169.254.170.2', 'credentials of ECS tasks'],
    ['100.64.0.1', 'carrier NAT'],
    ['100.100.100.200', 'metadata of Alibaba'],
    ['168.63.129.16', 'Azure'],
    ['192.0.0.192', 'metadata of Oracle'],
    ['192.0.2.1', 'documentation'],
    ['192.88.99.1', '6to4 relay'],
    ['198.18.0.1', 'benchmarks'],
    ['198.51.100.1', 'documentation'],
    ['203.0.113.1', 'documentation'],
    ['224.0.0.1', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback, at length'],
    ['::127.0.0.1', 'IPv4-compatible'],
    ['::8.8.8.8', 'IPv4-compatible, public'],
    ['::ffff:127.0.0.1', 'mapped'],
    ['::ffff:7f00:1', 'mapped, in hex'],
    ['::ffff:169.254.169.254', 'mapped metadata'],
    ['::ffff:0:127.0.0.1', 'translated (RFC 2765)'],
    ['64:ff9b::7f00:1', 'NAT64 of 127.0.0.1'],
    ['64:ff9b::8.8.8.8', 'NAT64 of a public one'],
    ['64:ff9b:1::a00:1', 'local NAT64'],
    ['2002:7f00:1::', '6to4 of 127.0.0.1'],
    ['2002:a9fe:a9fe::1', '6to4 of metadata'],
    ['2001:0:53aa:64c:0:fbff:80ff:fffe', 'Teredo'],
    ['2001:db8::1', 'documentation'],
    ['3fff::1', 'documentation'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local with a zone'],
    ['fec0::1', 'site-local'],
    ['fc00::1', 'unique local'],
    ['fd00:ec2::254', 'metadata of AWS'],
    ['ff02::1', 'multicast'],
    ['100::1', 'discard'],
    ['5f00::1', 'segment routing'],
    ['4000::1', 'not given out yet'],
    // What other parsers than ours may take for 127.0.0.1.
    ['0177.0.0.1', 'octal'],
    ['0x7f.0.0.1', 'hexadecimal'],
    ['2130706433', 'one number'],
    ['127.1', 'short'],
    ['localhost', 'a name'],
    ['', 'nothing'],
  ])('%s (%s)', (address) => expect(mayConnect(address, [])).toBe(false));
});

describe('networks that are allowed', () => {
  const networks = parseNetworks(' 10.1.0.0/16, fd00:1::/32 ,');

  it.each([
    ['10.1.2.3', true],
    ['::ffff:10.1.2.3', true],
    ['10.2.0.1', false],
    ['fd00:1::5', true],
    ['fd00:2::5', false],
    ['64:ff9b::10.1.2.3', false],
    ['8.8.8.8', true],
  ])('%s: %s', (address, allowed) => expect(mayConnect(address, networks)).toBe(allowed));

  it.each(['10.1.0.0', 'example.com', '10.0.0.0/33', '10.0.0.0/8;::1/128'])('%s is not one', (text) => {
    expect(() => parseNetworks(text)).toThrow(RangeError);
  });
});
