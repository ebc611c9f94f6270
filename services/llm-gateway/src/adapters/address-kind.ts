import { BlockList, isIP } from 'node:net';

/**
 * Where an IP address leads: anywhere, to a private network, to this machine, or (link-local, unspecified, multicast, and the
 * addresses at which clouds serve the credentials of a machine) where no upstream ever is.
 */
export type AddressKind = 'public' | 'private' | 'loopback' | 'link-local';

const ranges: readonly (readonly [AddressKind, BlockList])[] = [
  [
    'link-local',
    listOf([
      ['0.0.0.0', 8],
      ['169.254.0.0', 16],
      ['224.0.0.0', 3],
      ['100.100.100.200', 32],
      ['192.0.0.192', 32],
      ['::', 128],
      ['fe80::', 10],
      ['ff00::', 8],
      ['fd00:ec2::254', 128],
    ]),
  ],
  [
    'loopback',
    listOf([
      ['127.0.0.0', 8],
      ['::1', 128],
    ]),
  ],
  [
    'private',
    listOf([
      ['10.0.0.0', 8],
      ['172.16.0.0', 12],
      ['192.168.0.0', 16],
      ['100.64.0.0', 10],
      ['198.18.0.0', 15],
      ['fc00::', 7],
      ['fec0::', 10],
    ]),
  ],
];

function listOf(subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [net, bits] of subnets) list.addSubnet(net, bits, net.includes(':') ? 'ipv6' : 'ipv4');
  return list;
}

/** The kind of an IP address, IPv4 inside IPv6 (mapped, NAT64, 6to4) looked through; undefined for a name. */
export function addressKind(host: string): AddressKind | undefined {
  const family = isIP(host);
  if (family === 0) return undefined;
  const inner = family === 6 ? embeddedIpv4(host) : undefined;
  if (inner) return addressKind(inner);
  const plain = host.replace(/%.*$/, '');
  return ranges.find(([, list]) => list.check(plain, family === 6 ? 'ipv6' : 'ipv4'))?.[0] ?? 'public';
}

const EMBEDDING: readonly { readonly prefix: readonly number[]; readonly at: number }[] = [
  { prefix: [0, 0, 0, 0, 0, 0xffff], at: 6 },
  { prefix: [0x64, 0xff9b, 0, 0, 0, 0], at: 6 },
  { prefix: [0x2002], at: 1 },
];

function embeddedIpv4(host: string): string | undefined {
  const groups = groupsOf(host);
  const found = EMBEDDING.find(({ prefix }) => prefix.every((group, index) => groups[index] === group));
  if (!found) return undefined;
  const [high, low] = [groups[found.at] ?? 0, groups[found.at + 1] ?? 0];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** An IPv4 address as the last two groups of an IPv6 one. */
function twoGroups(ipv4: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = ipv4.split('.').map(Number);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

/** The eight groups of a valid IPv6 address. */
function groupsOf(host: string): number[] {
  const plain = host.replace(/%.*$/, '');
  const ending = /\d+\.\d+\.\d+\.\d+$/.exec(plain)?.[0];
  const dotted = ending ? plain.slice(0, -ending.length) + twoGroups(ending) : plain;
  const [head = '', tail] = dotted.split('::');
  const parse = (part: string): number[] => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const [left, right] = [parse(head), parse(tail ?? '')];
  return tail === undefined ? left : [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}

/**
 * Whether an upstream may be reached at an address that its name led to. An address that the operator wrote down is meant; a
 * name without a dot belongs to one's own network.
 */
export function mayConnect(host: string, address: string, allowPrivate: boolean): boolean {
  const kind = addressKind(address);
  if (kind === undefined) return false;
  if (addressKind(host) !== undefined) return kind !== 'link-local' || allowPrivate;
  if (kind === 'link-local') return false;
  const ownNetwork = allowPrivate || !host.includes('.') || host === 'localhost' || host.endsWith('.localhost');
  return kind === 'public' || ownNetwork;
}
