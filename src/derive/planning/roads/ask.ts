/** One block of ways asked of a road service: within its time, once more where that can help, and never a throw. */
import type { Place } from '../../../kernel/geo.ts';
import type { Answer, Protocol, RoadFault } from './protocols.ts';

export type RoadService = {
  readonly protocol: Protocol;
  readonly base: string;
  readonly profile: string;
  readonly timeoutMs: number;
};

const TRIES = 2;
const PAUSE_MS = 250;
const fault = (what: RoadFault['fault'], detail: string): Answer => ({ what: 'fault', fault: what, detail });

export async function askBlock(
  service: RoadService,
  from: readonly Place[],
  to: readonly Place[],
  signal: AbortSignal,
): Promise<Answer> {
  let last = fault('unreachable', 'not asked');
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (attempt > 0) await pause(signal);
    if (signal.aborted)
      return last.what === 'fault' && attempt > 0 ? last : fault('timeout', 'it took too long');
    last = await once(service, from, to, signal);
    // Asking for the same again gets the same refusal; a service that is down or slow may come back.
    if (last.what !== 'fault' || last.fault === 'refused' || last.fault === 'malformed') return last;
  }
  return last;
}

async function once(
  { protocol, base, profile, timeoutMs }: RoadService,
  from: readonly Place[],
  to: readonly Place[],
  signal: AbortSignal,
): Promise<Answer> {
  const { url, body } = protocol.ask(base, profile, from, to);
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, timeout]),
      redirect: 'follow',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body }),
    });
    return protocol.read(response.status, await response.text(), from.length, to.length);
  } catch (error) {
    if (timeout.aborted || signal.aborted) return fault('timeout', `no answer within ${timeoutMs / 1000} s`);
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return fault('unreachable', cause instanceof Error ? cause.message : String(cause));
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PAUSE_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
