/**
 * The hub on a truck: phones on its Wi-Fi hand over their reports here while there is no internet, with the same request that the office
 * takes. It answers when a report is on its disk, and relays it until the office says what became of it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SessionId, type TruckId } from '@digitruck/contract/ids';
import { reportCode } from '@digitruck/contract/session-code';
import { SessionBody, SessionSteps } from '@digitruck/contract/sessions';
import { type Clock, fromIso, toIso } from '../../src/kernel/clock.ts';
import type { Login } from '../link/connection.ts';
import { startRelay } from './relay.ts';
import { GivenReport, type HubReport, reportFolder } from './reports.ts';

export type HubOptions = {
  readonly truckId: TruckId;
  readonly mqttUrl: string;
  readonly login?: Login | undefined;
  readonly host?: string;
  readonly port: number;
  /** Where reports are kept. */
  readonly folder: string;
  readonly clock: Clock;
  readonly resendMs?: number;
  readonly onProblem?: (problem: string) => void;
};
export type Hub = { readonly url: string; connected(): boolean; stop(): Promise<void> };

const RESEND_MS = 30_000;
/** A relayed report has to fit into one message. */
const BODY_MAX_BYTES = 200 * 1024;
/** What is counted is kept this long for phones that ask. */
const KEEP_COUNTED_MS = 30 * 86_400_000;
const SESSIONS = '/api/v1/sessions/';

type Answer = { readonly status: number; readonly body?: object };

export async function startHub(options: HubOptions): Promise<Hub> {
  const { truckId, clock, folder, onProblem = () => {} } = options;
  const reports = reportFolder(folder);
  for (const report of [...reports.all()]) {
    const isOld = fromIso(report.takenAt) < clock.nowMs() - KEEP_COUNTED_MS;
    if (report.step === 'counted' && isOld) reports.forget(report);
  }
  const relay = startRelay({ ...options, reports, resendMs: options.resendMs ?? RESEND_MS, onProblem });

  function take(sessionId: string, query: URLSearchParams, body: unknown): Answer {
    const id = SessionId.safeParse(sessionId);
    const given = GivenReport.safeParse(body);
    if (!id.success || !given.success) return refuse(400, 'bad-input', 'This is no report of a session.');
    const report = given.data;
    if (report.truckId !== truckId) {
      const detail = `This is the hub of ${truckId}; hand a report of ${report.truckId} over on that truck, or to the office.`;
      return refuse(403, 'not-allowed', detail);
    }
    const key = id.data.toLowerCase();
    const code = reportCode(key, SessionBody.safeParse(body).data ?? report);
    const before = reports.find(key, report.device.deviceId);
    const isNews = before === undefined || before.report.device.revision < report.device.revision;
    const refused = before?.step === 'needs-fix' || before?.step === 'conflict';
    const isFix = refused && before.report.device.revision === report.device.revision;
    if (isNews || isFix) {
      const kept: HubReport = {
        sessionId: key,
        report,
        code,
        takenAt: toIso(clock.nowMs()),
        personId: query.get('personId'),
        proof: query.get('proof'),
        step: 'on-truck',
        version: null,
        reason: '',
      };
      reports.keep(kept);
      relay.send(kept);
    }
    return { status: 202, body: { sessionId: id.data, step: 'on-truck', code } };
  }

  function steps(body: unknown): Answer {
    const asked = SessionSteps.safeParse(body);
    if (!asked.success) return refuse(400, 'bad-input', 'Ask with {"sessionIds": [...]}, at most 200.');
    const items = asked.data.sessionIds.flatMap((sessionId) => {
      const [kept] = reports
        .ofSession(sessionId.toLowerCase())
        .sort((a, b) => (a.takenAt < b.takenAt ? 1 : -1));
      if (kept === undefined) return [];
      const { step, version, code, reason, errors } = kept;
      return [{ sessionId, step, version, code, reason, errors, openQuestions: 0 }];
    });
    return { status: 200, body: { items } };
  }

  async function route(request: IncomingMessage): Promise<Answer> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://hub');
    if (request.method === 'OPTIONS') return { status: 204 };
    if (request.method === 'GET' && pathname === '/api/v1/hub') {
      const waiting = [...reports.all()].filter(({ step }) => step === 'on-truck').length;
      return { status: 200, body: { truckId, waiting, connected: relay.connected() } };
    }
    const isSteps = request.method === 'POST' && pathname === `${SESSIONS}steps`;
    const isReport = request.method === 'PUT' && /^[^/]+$/.test(pathname.slice(SESSIONS.length));
    if (!pathname.startsWith(SESSIONS) || (!isSteps && !isReport))
      return refuse(404, 'not-found', 'A hub takes reports of sessions, and nothing else.');
    const body = await jsonOf(request);
    if (body === undefined)
      return refuse(400, 'bad-input', `The body must be JSON of at most ${BODY_MAX_BYTES} bytes.`);
    if (isSteps) return steps(body.value);
    return take(pathname.slice(SESSIONS.length), searchParams, body.value);
  }

  const server = createServer((request, response) => {
    route(request)
      .catch((error: unknown): Answer => {
        onProblem(error instanceof Error ? error.message : String(error));
        return refuse(503, 'not-ready', 'The hub cannot keep it just now; keep it on the phone.');
      })
      .then((answer) => send(request, response, answer));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host ?? '127.0.0.1', resolve);
  });
  const { address, port } = server.address() as AddressInfo;
  return {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${port}`,
    connected: relay.connected,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await relay.stop();
    },
  };
}

function refuse(status: number, type: string, detail: string): Answer {
  return { status, body: { type: `urn:digitruck:problem:${type}`, title: detail, status, detail } };
}

async function jsonOf(request: IncomingMessage): Promise<{ value: unknown } | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes <= BODY_MAX_BYTES) parts.push(part);
  }
  if (bytes > BODY_MAX_BYTES) return undefined;
  try {
    return { value: JSON.parse(Buffer.concat(parts).toString('utf8')) };
  } catch {
    return undefined;
  }
}

/** The page comes from the office's address and the hub is in the truck's own network: a browser asks whether both are meant. */
function send(request: IncomingMessage, response: ServerResponse, { status, body }: Answer): void {
  const isProblem = status >= 400;
  response.writeHead(status, {
    'access-control-allow-origin': request.headers.origin ?? '*',
    'access-control-allow-methods': 'GET, PUT, POST, OPTIONS',
    'access-control-allow-headers': 'content-type',
    'access-control-allow-private-network': 'true',
    'access-control-max-age': '600',
    vary: 'origin',
    'cache-control': 'no-store',
    ...(body !== undefined && {
      'content-type': isProblem ? 'application/problem+json' : 'application/json',
    }),
  });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
