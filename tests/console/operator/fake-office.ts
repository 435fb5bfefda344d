/** An office that keeps the rules of `contract/sessions.ts`, and everything that can go wrong between it and a phone, by chance. */
import { reportCode } from '@digitruck/contract/session-code';
import type { Session } from '@digitruck/contract/sessions';
import {
  type Answer,
  bodyOf,
  type Kept,
  reportOf,
  type StepNews,
} from '../../../src/console/operator/outbox/kept.ts';
import type { Sender } from '../../../src/console/operator/outbox/outbox.ts';
import type { Rng } from '../../../src/kernel/rng.ts';

type Body = ReturnType<typeof bodyOf>;
type Row = { readonly body: Body; readonly code: string; readonly version: number; counted: boolean };

export type FakeOffice = {
  readonly rows: ReadonlyMap<string, Row>;
  readonly versions: ReadonlyMap<string, readonly Body[]>;
  put(sessionId: string, body: Body): Answer;
  /** Somebody at a desk changes it. */
  edit(sessionId: string, change: Partial<Body>): void;
  count(): void;
  session(sessionId: string): Session;
  steps(sessionIds: readonly string[]): Map<string, StepNews>;
};

export function fakeOffice(): FakeOffice {
  const rows = new Map<string, Row>();
  const versions = new Map<string, Body[]>();
  const store = (sessionId: string, body: Body, version: number) => {
    rows.set(sessionId, { body, version, counted: false, code: reportCode(sessionId, body) });
    versions.set(sessionId, [...(versions.get(sessionId) ?? []), body]);
  };
  const received = ({ version, counted }: Row): Answer => ({
    kind: 'received',
    version,
    step: counted ? 'counted' : 'received',
  });

  return {
    rows,
    versions,
    put(sessionId, body) {
      if (body.notes?.includes('impossible')) {
        const fields = [{ field: 'notes', problem: 'is impossible' }];
        return { kind: 'needs-fix', status: 400, detail: 'Check: notes.', fields };
      }
      const row = rows.get(sessionId);
      const code = reportCode(sessionId, body);
      if (row !== undefined && row.code !== code) {
        const sameDevice = row.body.device.deviceId === body.device.deviceId;
        if (sameDevice && body.device.revision <= row.body.device.revision) return received(row);
        if (!sameDevice && body.basedOn !== row.version) {
          return { kind: 'conflict', current: sessionOf(sessionId, row) };
        }
      }
      if (row?.code !== code) store(sessionId, body, (row?.version ?? 0) + 1);
      return received(rows.get(sessionId) as Row);
    },
    edit(sessionId, change) {
      const row = rows.get(sessionId);
      if (row === undefined) return;
      const device = { ...row.body.device, deviceId: 'office', revision: row.body.device.revision + 1 };
      store(sessionId, { ...row.body, ...change, device }, row.version + 1);
    },
    session: (sessionId) => sessionOf(sessionId, rows.get(sessionId) as Row),
    count() {
      for (const row of rows.values()) row.counted = true;
    },
    steps: (sessionIds) =>
      new Map(
        sessionIds.flatMap((sessionId) => {
          const row = rows.get(sessionId);
          if (row === undefined) return [];
          const { version, code, counted } = row;
          return [[sessionId, { version, code, step: counted ? 'counted' : 'received' }] as const];
        }),
      ),
  };
}

function sessionOf(sessionId: string, { body, version, code, counted }: Row): Session {
  const { device: _device, basedOn: _basedOn, ...report } = body;
  return {
    ...report,
    sessionId,
    version,
    code,
    step: counted ? 'counted' : 'received',
    updatedBy: 'Wanjiru',
    clock: { deviceStartedAt: report.startedAt, deviceEndedAt: report.endedAt ?? null },
  } as unknown as Session;
}
export const reportAsKept = (sessionId: string, row: Row) => reportOf(sessionOf(sessionId, row));

export type Weather = {
  /** Shares of requests. */
  readonly lost: number;
  readonly answerLost: number;
  readonly twice: number;
  readonly serverError: number;
  readonly hubLost: number;
};
export const FINE: Weather = { lost: 0, answerLost: 0, twice: 0, serverError: 0, hubLost: 0 };

export type FakeLink = Sender & {
  weather: Weather;
  signedIn: boolean;
  /** What the hub took and has not relayed. */
  relay(): void;
};

/** @param pause lets other tabs go on between a request and its answer */
export function fakeLink(office: FakeOffice, dice: Rng, pause: () => Promise<void>): FakeLink {
  let onHub: { sessionId: string; body: Body }[] = [];
  /** What the hub says of each: the last it was given. */
  const atHub = new Map<string, StepNews>();
  const later: { sessionId: string; body: Body }[] = [];
  const link: FakeLink = {
    weather: FINE,
    signedIn: true,
    relay() {
      for (const { sessionId, body } of onHub) {
        const answer = office.put(sessionId, body);
        const { code } = atHub.get(sessionId) ?? {};
        // Given again meanwhile: that one is on its way.
        if (code === undefined || code !== reportCode(sessionId, body)) continue;
        const step =
          answer.kind === 'received' ? answer.step : answer.kind === 'conflict' ? 'conflict' : 'needs-fix';
        const version = answer.kind === 'received' ? answer.version : null;
        const reason = answer.kind === 'needs-fix' ? answer.detail : '';
        atHub.set(sessionId, { step, version, code, reason });
      }
      onHub = [];
    },
    async report(to, kept: Kept) {
      const { sessionId } = kept;
      const body = bodyOf(kept, 0);
      const { weather } = link;
      await pause();
      if (to === 'hub') {
        if (dice.next() < weather.hubLost) return { kind: 'unreachable' };
        onHub.push({ sessionId, body });
        atHub.set(sessionId, { step: 'on-truck', version: null, code: reportCode(sessionId, body) });
        return { kind: 'on-truck' };
      }
      if (dice.next() < weather.lost) return { kind: 'unreachable' };
      if (!link.signedIn) return { kind: 'signed-out' };
      if (dice.next() < weather.serverError) {
        // It may have been stored before the error.
        if (dice.next() < 0.5) office.put(sessionId, body);
        return { kind: 'later', afterMs: null };
      }
      const answer = office.put(sessionId, body);
      if (dice.next() < weather.twice) later.push({ sessionId, body });
      if (later.length > 0 && dice.next() < 0.3) {
        const old = later.shift();
        if (old !== undefined) office.put(old.sessionId, old.body);
      }
      await pause();
      return dice.next() < weather.answerLost ? { kind: 'unreachable' } : answer;
    },
    async steps(of, kept) {
      await pause();
      if (of === 'hub') return dice.next() < link.weather.hubLost ? undefined : atHub;
      const sessionIds = kept.map(({ sessionId }) => sessionId);
      if (dice.next() < link.weather.lost) return undefined;
      return link.signedIn ? office.steps(sessionIds) : 'signed-out';
    },
    photos: () => Promise.resolve(true),
  };
  return link;
}
