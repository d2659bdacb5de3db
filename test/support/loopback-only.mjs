/*
 * For `node --import`: a process that knows this machine alone. `dns.lookup`, which is what connections ask, finds no names of
 * others, and nothing connects to their addresses by TCP, so that a test may name any server in the world.
 */
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

const isHere = (host) =>
  host === undefined || host === 'localhost' || host === '::1' || (net.isIPv4(host) && host.startsWith('127.'));
const failure = (code, host) => Object.assign(new Error(`${code} ${host}: the test stays on this machine`), { code });

const { lookup } = dns;
dns.lookup = (host, options, callback = options) => {
  if (isHere(host)) return lookup(host, options, callback);
  process.nextTick(callback, failure('ENOTFOUND', host));
};
const { lookup: promised } = dns.promises;
dns.promises.lookup = async (host, options) => {
  if (isHere(host)) return promised(host, options);
  throw failure('ENOTFOUND', host);
};

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  // What net.connect() passes on is normalized already: an array. Else it is options, or a port and a host.
  const [first, second] = args.flat();
  const host = typeof first === 'object' ? first?.host : second;
  if (typeof host !== 'string' || isHere(host)) return connect.apply(this, args);
  process.nextTick(() => this.destroy(failure('ECONNREFUSED', host)));
  return this;
};

syncBuiltinESMExports();
