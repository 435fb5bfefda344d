/**
 * Signs a report for the way over the truck's hub, which the office need not trust: with the key that the pack brought for the person who is signed
 * in. Only what that person saved on this phone is signed; where the browser has no cryptography (a page over plain http) nothing is.
 */
import { PROOF_HEX_CHARS, proofText } from '@digitruck/contract/session-code';
import { bodyOf, type Kept } from './kept.ts';
import type { Proof } from './sender.ts';

export async function proofOf(
  reporter: { readonly personId: string; readonly key: string },
  kept: Kept,
): Promise<Proof | undefined> {
  const { personId } = reporter;
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (subtle === undefined || kept.personId !== personId) return undefined;
  const bytes = Uint8Array.from(reporter.key.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const key = await subtle.importKey('raw', bytes, hmac, false, ['sign']);
  const text = proofText(kept.sessionId, bodyOf(kept, 0));
  const signed = new Uint8Array(await subtle.sign('HMAC', key, new TextEncoder().encode(text)));
  const hex = Array.from(signed, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { personId, proof: hex.slice(0, PROOF_HEX_CHARS) };
}
