/** What the page asks of the office beside sending reports: signing in, who am I, which trucks, the pack. A failure is a value. */
import type { OperatorPack, OperatorTrucks } from '@digitruck/contract/operator';
import type { Me } from '@digitruck/contract/people';
import { ask, type Reply } from './outbox/sender.ts';

const WITHIN_MS = 20_000;
export type Person = Me['person'];
export type Got<Value> =
  | { readonly ok: true; readonly value: Value }
  | {
      readonly ok: false;
      readonly why: 'unreachable' | 'signed-out' | 'refused' | 'too-many';
      readonly detail: string;
    };

function got<Value>(reply: Reply | undefined, isIt: (json: Value) => boolean): Got<Value> {
  if (reply === undefined) return { ok: false, why: 'unreachable', detail: '' };
  const { status, json } = reply;
  if (status >= 200 && status < 300 && json !== undefined && isIt(json as Value))
    return { ok: true, value: json as Value };
  const detail = String((json as { detail?: unknown } | undefined)?.detail ?? '');
  if (status === 401) return { ok: false, why: 'signed-out', detail };
  if (status === 429) return { ok: false, why: 'too-many', detail };
  return { ok: false, why: status >= 400 && status < 500 ? 'refused' : 'unreachable', detail };
}

/** For parts that come later: any of the office's answers. */
export const getJson = async <Value>(path: string) => got<Value>(await get(path), () => true);
export const sendJson = async <Value>(method: 'POST' | 'PATCH', path: string, body: unknown) =>
  got<Value>(await send(method, path, body), () => true);

const get = (path: string) => ask(path, { headers: { accept: 'application/json' } }, WITHIN_MS);
const send = (method: string, path: string, body: unknown) =>
  ask(
    path,
    { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    WITHIN_MS,
  );
const post = (path: string, body: unknown) => send('POST', path, body);

export const whoAmI = async () => got<Me>(await get('/api/v1/me'), ({ person }) => person !== undefined);
export const myTrucks = async () =>
  got<OperatorTrucks>(await get('/api/v1/operator/trucks'), ({ items }) => Array.isArray(items));
export const packOf = async (truckId: string) =>
  got<OperatorPack>(
    await get(`/api/v1/operator/pack?truckId=${encodeURIComponent(truckId)}`),
    (pack) => pack.truckId === truckId,
  );
export const signIn = async (email: string, password: string) =>
  got<unknown>(await post('/api/auth/sign-in/email', { email, password, rememberMe: true }), () => true);
export const signOut = () => post('/api/auth/sign-out', {});
