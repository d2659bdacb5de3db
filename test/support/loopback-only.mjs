/*
 * For `node --import`: a process that knows this machine alone. Names of others are not looked up, and their addresses not
 * connected to, so that a test may name any server in the world.
 */
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

const isHere = (host) => host === undefined || /^(?:localhost|127\.|::1$)/.test(host);
const failure = (code, host) => Object.assign(new Error(`${code} ${host}: the test stays on this machine`), { code });

const { lookup } = dns;
dns.lookup = (host, options, callback = options) => {
  if (isHere(host)) return lookup(host, options, callback);
  process.nextTick(callback, failure('ENOTFOUND', host));
};

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  // What net.connect() passes on is normalized already: an array.
  const [first] = args.flat();
  const host = typeof first === 'object' ? first?.host : undefined;
  if (isHere(host)) return connect.apply(this, args);
  process.nextTick(() => this.destroy(failure('ECONNREFUSED', host)));
  return this;
};

syncBuiltinESMExports();
