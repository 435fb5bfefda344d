/**
 * Addresses that a webhook never reaches: link-local ones (RFC 3927, RFC 4291), where clouds keep their machines' credentials, and the
 * fixed ones of the same services elsewhere. Addresses inside the own network are taken by design: an office's chat or pager server
 * stands there, and only engineers and admins set channels up.
 */
import { BlockList, isIP } from 'node:net';

const forbidden = new BlockList();
forbidden.addSubnet('169.254.0.0', 16, 'ipv4');
forbidden.addSubnet('fe80::', 10, 'ipv6');
/** The same service of Amazon over IPv6, of Alibaba and of Oracle. */
forbidden.addAddress('fd00:ec2::254', 'ipv6');
forbidden.addAddress('100.100.100.200', 'ipv4');
forbidden.addAddress('192.0.0.192', 'ipv4');
/** "This host" and broadcast are no receivers. */
forbidden.addSubnet('0.0.0.0', 8, 'ipv4');
forbidden.addAddress('255.255.255.255', 'ipv4');
forbidden.addAddress('::', 'ipv6');

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** @param address an IP address as the resolver gives it; anything else is forbidden */
export function isForbidden(address: string): boolean {
  const mapped = MAPPED.exec(address)?.[1] ?? address;
  const family = isIP(mapped);
  if (family === 0) return true;
  return forbidden.check(mapped, family === 4 ? 'ipv4' : 'ipv6');
}
