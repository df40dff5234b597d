import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';

// Loaded before anything else in a renderer, and in its threads, which load what it was started with.

/**
 * No package in there may reach out, connect to a socket or listen: where the system has no place without a
 * network to give (`without-network.ts`), this is what there is. It does not hold machine code.
 */
Object.assign(net.Socket.prototype, { connect: refuse });
Object.assign(net.Server.prototype, { listen: refuse });
Object.assign(dgram.Socket.prototype, { bind: refuse, connect: refuse, send: refuse });
for (const resolver of [
  dns,
  dns.promises,
  dns.Resolver.prototype,
  dns.promises.Resolver.prototype,
]) {
  const asking = Object.getOwnPropertyNames(resolver).filter((name) =>
    /^(lookup|resolve|reverse)/.test(name),
  );
  for (const name of asking) Object.defineProperty(resolver, name, { value: refuse });
}

function refuse(): never {
  throw Object.assign(new Error('a renderer has no network'), { code: 'EACCES' });
}
