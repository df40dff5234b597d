import { BlockList, isIPv6 } from 'node:net';

/** IANA's special-purpose IPv4 registry, and 168.63.129.16, where Azure answers its guests. */
const REFUSED_V4 = blockList('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]);

/** Only global unicast is let through, so that mapped and translated forms need no list of their own. */
const GLOBAL_V6 = blockList('ipv6', [['2000::', 3]]);
/** Inside it: protocol assignments with Teredo, documentation (two), 6to4. */
const REFUSED_V6 = blockList('ipv6', [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]);

/** Whether a request that somebody else chose may go to this IP address. */
export function isPublicAddress(address: string): boolean {
  if (isIPv6(address))
    return GLOBAL_V6.check(address, 'ipv6') && !REFUSED_V6.check(address, 'ipv6');
  return !REFUSED_V4.check(address, 'ipv4');
}

function blockList(
  family: 'ipv4' | 'ipv6',
  subnets: readonly (readonly [address: string, bits: number])[],
): BlockList {
  const list = new BlockList();
  for (const [address, bits] of subnets) list.addSubnet(address, bits, family);
  return list;
}
