/**
 * One POST to somebody else's server: no redirect is followed, nothing is kept open, the answer is not read beyond what a fault needs, and
 * the address is looked at when it is known, after the name was resolved.
 */
import { lookup } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isForbidden } from './forbidden-address.ts';

export type Outcome =
  /** @property note what is worth keeping about it; mostly nothing */
  | { readonly ok: true; readonly note: string }
  /** @property final trying again would not help */
  | { readonly ok: false; readonly fault: string; readonly final: boolean };

export type PostOptions = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
};

const ANSWER_SHOWN_CHARS = 200;
const HTTP_GONE = 410;

/** Resolves a name as usual, but to no forbidden address. */
const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '', 0);
    const allowed = addresses.filter(({ address }) => !isForbidden(address));
    const [first] = allowed;
    if (first === undefined) return callback(new Error(forbiddenText(hostname)), '', 0);
    if (options.all === true) callback(null, allowed);
    else callback(null, first.address, first.family);
  });
};

function forbiddenText(host: string): string {
  return `${host} is a link-local or reserved address; webhooks don’t go there`;
}

export function post(address: string, options: PostOptions): Promise<Outcome> {
  const { headers, body, timeoutMs, signal } = options;
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return Promise.resolve({ ok: false, fault: `${url.protocol} is no address of a webhook`, final: true });
  }
  // A literal address is not looked up.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && isForbidden(host)) {
    return Promise.resolve({ ok: false, fault: forbiddenText(host), final: true });
  }
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const request = send(url, {
      method: 'POST',
      agent: false,
      lookup: guardedLookup,
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      ...(signal !== undefined && { signal }),
    });
    const timer = setTimeout(
      () => request.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    const settle = (outcome: Outcome) => {
      clearTimeout(timer);
      resolve(outcome);
      request.destroy();
    };
    request.on('error', (error) => settle({ ok: false, fault: error.message, final: false }));
    request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) return settle({ ok: true, note: '' });
      const where = response.headers.location;
      if (status >= 300 && status < 400) {
        const to = where === undefined ? '' : ` to ${where.slice(0, ANSWER_SHOWN_CHARS)}`;
        return settle({ ok: false, fault: `HTTP ${status}: redirects${to} are not followed`, final: false });
      }
      let text = '';
      const end = () => {
        const said = text.replace(/\s+/g, ' ').trim().slice(0, ANSWER_SHOWN_CHARS);
        settle({
          ok: false,
          fault: said === '' ? `HTTP ${status}` : `HTTP ${status}: ${said}`,
          final: status === HTTP_GONE,
        });
      };
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > ANSWER_SHOWN_CHARS) end();
      });
      response.on('end', end);
      response.on('error', end);
    });
    request.end(body);
  });
}
