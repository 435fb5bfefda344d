/**
 * The way from a phone to the office or to the truck's hub, as it is in the field: an HTTP server between them that loses requests and answers,
 * cuts answers short, sends a request twice, and answers in the name of others. The page itself comes by it, too.
 */
import {
  Agent,
  request as ask,
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Rng } from '../../../src/kernel/rng.ts';
import type { Fault, Tally } from './faults.ts';

export type Road = {
  readonly url: string;
  /** The share of requests that something happens to. */
  setBad(share: number): void;
  /** Resolves when the next report is on its way; it then stays where it is. */
  holdNext(): Promise<void>;
  /** What was held goes on, as far as it had come; nothing is held any more. */
  letGo(): void;
  /** Resolves when nothing is under way. */
  quiet(): Promise<void>;
  close(): Promise<void>;
};
export type RoadOptions = {
  /** Of the office or the hub. */
  readonly to: string;
  readonly leadsTo: 'office' | 'hub';
  /** What the browser shows at `/phone`. */
  readonly page: string;
  readonly dice: Rng;
  readonly tally: Tally;
};

type Answer = {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
};
const OFFICE_FAULTS: readonly Fault[] = [
  'request lost',
  'answer lost',
  'answer cut short',
  'office in trouble',
  'sent twice at once',
  'a café’s sign-in page',
];
const HUB_FAULTS: readonly Fault[] = ['hub out of reach', 'hub’s answer lost'];
/** Of one hop, not of the message; the length is counted anew. */
const HOP_HEADERS = new Set(['host', 'connection', 'keep-alive', 'transfer-encoding', 'content-length']);

export async function startRoad({ to, leadsTo, page, dice, tally }: RoadOptions): Promise<Road> {
  const agent = new Agent({ keepAlive: true });
  const faults = leadsTo === 'office' ? OFFICE_FAULTS : HUB_FAULTS;
  let bad = 0;
  let held:
    | { readonly met: () => void; readonly until: Promise<void>; readonly letGo: () => void }
    | undefined;
  const underWay = new Set<Promise<unknown>>();

  /** What a person at the other end says of it; the browser's own page is told apart by its address. */
  function pass(request: IncomingMessage, body: Buffer): Promise<Answer> {
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !HOP_HEADERS.has(name)),
    );
    // The office knows its own pages by their address.
    if (leadsTo === 'office' && headers.origin !== undefined) headers.origin = new URL(to).origin;
    return new Promise((resolve, reject) => {
      const { method, url } = request;
      const onward = ask(new URL(url ?? '/', to), { method, headers, agent }, async (answer) => {
        const headers = Object.fromEntries(
          Object.entries(answer.headers).filter(([name]) => !HOP_HEADERS.has(name)),
        );
        try {
          resolve({ status: answer.statusCode ?? 502, headers, body: await bodyOf(answer) });
        } catch (error) {
          reject(error);
        }
      });
      onward.on('error', reject);
      onward.end(body);
    });
  }

  async function meet(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '/' } = request;
    if (method === 'GET') {
      response.writeHead(url === '/phone' ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
      response.end(url === '/phone' ? page : '');
      return;
    }
    const body = await bodyOf(request);
    const isReport = method === 'PUT';
    if (isReport && held !== undefined) {
      const { met, until } = held;
      // Killed before it got there, or before the answer was back.
      const gotThere = dice.next() < 0.5 ? await pass(request, body) : undefined;
      met();
      await until;
      if (gotThere === undefined && dice.next() < 0.5) await pass(request, body);
      return void response.destroy();
    }
    if ((isReport || method === 'POST') && dice.next() < bad) {
      const fault = faults[dice.int(faults.length)] as Fault;
      tally[fault] += 1;
      return happens(fault, request, response, body);
    }
    const answer = await pass(request, body);
    if (answer.status === 401) tally['sign-in expired'] += 1;
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  async function happens(fault: Fault, request: IncomingMessage, response: ServerResponse, body: Buffer) {
    switch (fault) {
      case 'office in trouble':
        return void response.writeHead(503, { 'content-type': 'text/plain' }).end('no');
      case 'a café’s sign-in page':
        return void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>');
      case 'sent twice at once': {
        const [answer] = await Promise.all([pass(request, body), pass(request, body)]);
        return void response.writeHead(answer.status, answer.headers).end(answer.body);
      }
      case 'answer lost':
      case 'hub’s answer lost':
        await pass(request, body);
        return void response.destroy();
      case 'answer cut short': {
        const answer = await pass(request, body);
        response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length });
        response.write(answer.body.subarray(0, answer.body.length >> 1), () => response.destroy());
        return;
      }
      default:
        response.destroy();
    }
  }

  const server = createServer((request, response) => {
    const work: Promise<void> = meet(request, response)
      .catch(() => void response.destroy())
      .finally(() => underWay.delete(work));
    underWay.add(work);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const letGo = () => {
    held?.letGo();
    held = undefined;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    setBad(share) {
      bad = share;
    },
    holdNext() {
      const until = Promise.withResolvers<void>();
      const met = Promise.withResolvers<void>();
      held = { met: met.resolve, until: until.promise, letGo: until.resolve };
      return met.promise;
    },
    letGo,
    async quiet() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    async close() {
      letGo();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      agent.destroy();
    },
  };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}
