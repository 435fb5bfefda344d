/**
 * What happens to reports after they came, so that the demo shows it: a class that runs, one corrected by its operator, one withdrawn, one that two phones
 * reported, pictures, and questions that were accepted, asked and replied to, or corrected with a reason.
 */
import type { PhotoId, SessionId, TruckId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import type { QuestionKind } from '@digitruck/contract/session-words';
import { SessionBody } from '@digitruck/contract/sessions';
import { checkedOf } from '../../derive/sessions/checks.ts';
import { findingsOf, questionSteps } from '../../impact/truth.ts';
import { toIso } from '../../kernel/clock.ts';
import { type Rng, rng } from '../../kernel/rng.ts';
import type { PastReport } from '../../store/sessions/history.ts';
import type { Store } from '../../store/store.ts';
import { demoPicture } from './picture.ts';
import { idOf } from './sessions.ts';

const HOUR_MS = 3_600_000;
/** What operators and office did to them happened since. */
const TOUCHED_BEFORE_MS = 26 * HOUR_MS;
const OFFICE: Actor = { personId: null, name: 'Wanjiru Kamau', via: 'session' };

type Touching = {
  readonly store: Store;
  readonly reports: readonly PastReport[];
  readonly nowMs: number;
  readonly timeZone: string;
};

export async function touchReports(touching: Touching): Promise<void> {
  const { reports, nowMs } = touching;
  const random = rng('demo touches');
  const held = reports.filter(
    ({ report, receivedMs }) => report.state === 'held' && receivedMs < nowMs - TOUCHED_BEFORE_MS,
  );
  /** The latest of a truck; `back` more before it are left alone. */
  const latest = (truckId: string, back: number) =>
    held.filter(({ report }) => report.truckId === truckId).at(-1 - back);
  await edited(touching, latest('DT-08', 1), {
    change: (report) => ({
      notes: 'Two came after the break and were not on the list.',
      walkIns: report.walkIns + 2,
    }),
  });
  await edited(touching, latest('DT-12', 2), {
    change: () => ({ state: 'withdrawn', notes: 'Saved on the wrong truck by mistake.' }),
  });
  await pictured(touching, latest('DT-09', 0), random);
  await pictured(touching, latest('DT-12', 0), random);

  const twice = latest('DT-03', 1);
  await again(touching, twice, random);
  await ask(
    touching,
    twice,
    'overlaps',
    'Two phones reported this class. Which of the two reports is right?',
  );

  const mistyped = latest('DT-08', 3);
  await edited(touching, mistyped, { change: tripled, laterMs: 5 * 60_000 });
  const kind = 'above-capacity';
  await ask(touching, mistyped, kind, 'So many on 20 seats? Please look at the paper list.');
  await reply(touching, mistyped, kind, 'I typed the women twice. The paper list has the right numbers.');
  await correct(
    touching,
    mistyped,
    kind,
    'Counted from the photo of the paper list, with the operator by phone',
  );

  const crowded = latest('DT-10', 1);
  await edited(touching, crowded, { change: crowd, laterMs: 9 * 60_000 });
  const why = 'A drop-in afternoon: they came and went in turns. The host confirmed it.';
  await answer(touching, crowded, kind, why);
}

/** Three times the heads: a slip of the thumb. */
const tripled = ({ headCounts }: SessionBody) => ({
  headCounts: headCounts.map((group) => ({ ...group, count: group.count * 3 })),
});
const crowd = ({ headCounts }: SessionBody) => ({
  headCounts: headCounts.map((group) => ({ ...group, count: group.count * 4 })),
});

async function edited(
  touching: Touching,
  one: PastReport | undefined,
  how: { readonly change: (report: SessionBody) => Partial<SessionBody>; readonly laterMs?: number },
): Promise<void> {
  if (one === undefined) return;
  const { store, timeZone } = touching;
  const savedMs = one.receivedMs + (how.laterMs ?? 2 * HOUR_MS);
  const device = {
    ...one.report.device,
    revision: one.report.device.revision + 1,
    savedAt: toIso(savedMs),
    sentAt: toIso(savedMs),
  };
  const report = SessionBody.parse({ ...one.report, ...how.change(one.report), device });
  const actor: Actor = { personId: null, name: one.reportedBy, via: 'session' };
  const arrival = {
    sessionId: one.sessionId,
    report,
    relay: null,
    via: 'http',
    receivedMs: savedMs,
    timeZone,
  } as const;
  await store.sessionAcceptance.accept(actor, arrival);
}

/** The same class from a second phone of the truck, an hour later. */
async function again(touching: Touching, one: PastReport | undefined, random: Rng): Promise<void> {
  if (one === undefined) return;
  const { store, timeZone } = touching;
  const receivedMs = one.receivedMs + HOUR_MS;
  const device = {
    deviceId: idOf<SessionId>(random),
    revision: 1,
    savedAt: toIso(receivedMs),
    sentAt: toIso(receivedMs),
  };
  const [first, ...rest] = one.report.headCounts;
  const headCounts = first === undefined ? [] : [{ ...first, count: first.count + 1 }, ...rest];
  const report = SessionBody.parse({ ...one.report, headCounts, attendance: [], cohortId: null, device });
  const sessionId = idOf<SessionId>(random);
  const actor: Actor = { personId: null, name: 'Faith Nyambura', via: 'session' };
  await store.sessionAcceptance.accept(actor, {
    sessionId,
    report,
    relay: null,
    via: 'mqtt',
    receivedMs,
    timeZone,
  });
}

async function pictured(touching: Touching, one: PastReport | undefined, random: Rng): Promise<void> {
  if (one === undefined) return;
  const { truckId, startedAt } = one.report;
  for (const [index, caption] of ['The truck at the site', ''].entries()) {
    const takenMs = Date.parse(startedAt) + (20 + 30 * index) * 60_000;
    await touching.store.sessionPhotos.put(
      { personId: null, name: one.reportedBy, via: 'session' },
      { truckId, sessionId: one.sessionId, photoId: idOf<PhotoId>(random) },
      { contentType: 'image/png', image: demoPicture(index) },
      { takenAt: toIso(takenMs), caption, consent: 'The class and the head teacher agreed' },
      one.receivedMs + 10 * 60_000,
    );
  }
}

/** Held against what is known, now: the service would do it within the minute, and the office cannot answer what is not asked. */
async function checked({ store, nowMs }: Touching, truckId: TruckId, sessionId: SessionId): Promise<void> {
  for (const row of await store.sessionChecks.load([{ truckId, sessionId }]))
    await store.sessionChecks.save(row, questionSteps(row.questions, findingsOf(checkedOf(row))), nowMs);
}

async function ask(
  touching: Touching,
  one: PastReport | undefined,
  kind: QuestionKind,
  text: string,
): Promise<void> {
  if (one === undefined) return;
  await checked(touching, one.report.truckId, one.sessionId);
  const said = { text, atMs: one.receivedMs + 5 * HOUR_MS };
  await touching.store.sessionQuestions.askOperator(OFFICE, one.sessionId, kind, said);
}

async function reply(
  touching: Touching,
  one: PastReport | undefined,
  kind: QuestionKind,
  text: string,
): Promise<void> {
  if (one === undefined) return;
  const actor: Actor = { personId: null, name: one.reportedBy, via: 'session' };
  const said = { text, atMs: one.receivedMs + 6 * HOUR_MS };
  await touching.store.sessionQuestions.reply(actor, one.sessionId, kind, said);
}

async function answer(
  touching: Touching,
  one: PastReport | undefined,
  kind: QuestionKind,
  text: string,
): Promise<void> {
  if (one === undefined) return;
  await checked(touching, one.report.truckId, one.sessionId);
  const said = { text, atMs: one.receivedMs + 5 * HOUR_MS };
  await touching.store.sessionQuestions.answer(OFFICE, one.sessionId, kind, said);
}

/** Back to what was counted at first. */
async function correct(
  touching: Touching,
  one: PastReport | undefined,
  question: QuestionKind,
  reason: string,
): Promise<void> {
  if (one === undefined) return;
  const { store, timeZone } = touching;
  const standing = await store.sessions.find(one.sessionId);
  if (standing === undefined) return;
  const receivedMs = one.receivedMs + 7 * HOUR_MS;
  const device = {
    deviceId: idOf<SessionId>(rng(`demo correction ${one.sessionId}`)),
    revision: 1,
    savedAt: toIso(receivedMs),
    sentAt: toIso(receivedMs),
  };
  const report = SessionBody.parse({ ...one.report, device, basedOn: standing.version });
  const { sessionId } = one;
  const correction = { reason, question };
  await store.sessionAcceptance.accept(OFFICE, {
    sessionId,
    report,
    relay: null,
    via: 'http',
    receivedMs,
    timeZone,
    correction,
  });
}
