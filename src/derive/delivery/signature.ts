/**
 * The signature of a webhook: HMAC-SHA-256 (RFC 2104, FIPS 180-4) with the channel's secret over `<unix seconds>.<body>`, told as
 * `t=<unix seconds>,v1=<hex>`. The time is signed too, so that an old message can't be played again.
 */
import { createHmac } from 'node:crypto';

export const SIGNATURE_HEADER = 'x-digitruck-signature';

export function signatureOf(secret: string, atMs: number, body: string): string {
  const seconds = Math.floor(atMs / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
