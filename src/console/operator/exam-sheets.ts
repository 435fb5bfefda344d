/**
 * Exam results that were noted on this phone: kept until the office has them, one sheet a cohort. Sending a sheet again is always right: the same
 * results change nothing, and what somebody else has noted meanwhile is asked about and not overwritten. A chunk of its own: a course has one exam.
 */
import type { ExamConflict } from '@digitruck/contract/cohorts';
import type { OperatorPack } from '@digitruck/contract/operator';
import type { Clock } from '../../kernel/clock.ts';
import type { Refused } from './fix.ts';
import { type Ask, problemOf, refusedAs, withJson } from './outbox/sender.ts';
import type { Things } from './outbox/things.ts';

export type Scores = { readonly [learnerId: string]: number | null };
export type ExamSheet = {
  readonly cohortId: string;
  readonly takenOn: string;
  /** Only of those whose result was typed; null takes one back. */
  readonly scores: Scores;
  readonly savedAt: string;
  readonly state: 'waits' | 'sent' | 'refused' | 'conflict';
  /** What the office said against it. */
  readonly why: string;
  /** The same by its codes; not there in what an older page kept. */
  readonly refused?: Refused;
  /** Its how manieth saving it is, and the office's version that was seen when it was noted; not there in what an older page kept. */
  readonly revision?: number;
  readonly basedOn?: number;
  /** What the office has, where somebody else noted the same learners. */
  readonly current?: ExamConflict;
};
/** What is being typed, until it is saved. */
export type Typed = { readonly [learnerId: string]: string };

const PREFIX = 'exam ';
const WITHIN_MS = 25_000;
/** The office has them; the phone need not carry them. */
const KEEP_SENT_MS = 21 * 86_400_000;

export function examSheets(things: Things, ask: Ask, clock: Clock, deviceId: string) {
  const read = (cohortId: string) => things.get<ExamSheet>(`${PREFIX}${cohortId}`);
  const keep = (sheet: ExamSheet) => things.set(`${PREFIX}${sheet.cohortId}`, sheet);
  const draftName = (cohortId: string) => `draft ${PREFIX}${cohortId}`;
  async function all(): Promise<ExamSheet[]> {
    const names = (await things.names()).filter((name) => name.startsWith(PREFIX));
    const found = await Promise.all(names.map((name) => things.get<ExamSheet>(name)));
    return found.filter((sheet) => sheet !== undefined);
  }
  /** Unless it was typed over meanwhile. */
  async function settle(sheet: ExamSheet, change: Partial<ExamSheet>): Promise<void> {
    const now = await read(sheet.cohortId);
    if (now?.savedAt === sheet.savedAt && now.revision === sheet.revision)
      await keep({ ...sheet, ...change });
  }
  /** @throws when the phone has no room for it */
  async function save(cohortId: string, takenOn: string, scores: Scores, seen: number): Promise<void> {
    const before = await read(cohortId);
    await keep({
      cohortId,
      takenOn,
      scores,
      savedAt: new Date(clock.nowMs()).toISOString(),
      state: 'waits',
      why: '',
      revision: (before?.revision ?? 0) + 1,
      basedOn: Math.max(before?.basedOn ?? 0, seen),
    });
  }

  return {
    read,
    all,
    save,
    typed: async (cohortId: string) => (await things.get<Typed>(draftName(cohortId))) ?? {},
    keepTyped: (cohortId: string, typed: Typed | undefined) =>
      things.set(draftName(cohortId), typed).catch(() => {}),

    /** Somebody else noted the same learners: theirs stand, or these are sent over them. */
    async decide({ cohortId, takenOn, scores, current }: ExamSheet, mine: boolean): Promise<void> {
      if (current === undefined) return;
      const theirs = mine ? [] : current.results.map(({ learnerId }) => learnerId);
      const left = Object.entries(scores).filter(([learnerId]) => !theirs.includes(learnerId));
      await save(cohortId, takenOn, Object.fromEntries(left), current.version);
      const sheet = await read(cohortId);
      if (left.length === 0 && sheet !== undefined) await keep({ ...sheet, state: 'sent' });
    },

    async send(): Promise<void> {
      for (const sheet of await all()) {
        const { cohortId, takenOn, scores, state, savedAt, basedOn = 0, revision = 1 } = sheet;
        if (state === 'sent' && Date.parse(savedAt) < clock.nowMs() - KEEP_SENT_MS)
          await things.set(`${PREFIX}${cohortId}`, undefined);
        if (state !== 'waits') continue;
        const results = Object.entries(scores).map(([learnerId, scorePct]) => ({ learnerId, scorePct }));
        const body = { takenOn, results, basedOn, device: { deviceId, revision } };
        const reply = await ask(`/api/v1/cohorts/${cohortId}/exam`, withJson('PUT', body), WITHIN_MS);
        if (reply === undefined) return;
        const problem = problemOf(reply);
        const said = (reply.json ?? {}) as {
          results?: number;
          version?: number;
          current?: ExamConflict;
        };
        if (reply.status === 200 && typeof said.results === 'number')
          await settle(sheet, { state: 'sent', basedOn: said.version ?? basedOn });
        // Only what our own office says against it is believed: a page in between refuses nothing.
        else if ([400, 403, 404, 409].includes(reply.status) && problem !== undefined) {
          const refused = refusedAs(problem);
          await settle(
            sheet,
            Array.isArray(said.current?.results)
              ? { state: 'conflict', current: said.current }
              : { state: 'refused', why: refused.detail, refused },
          );
        } else return;
      }
    },
  };
}
export type ExamSheets = ReturnType<typeof examSheets>;

/** Who may have a result: those of the roll. */
export function rollOf(pack: OperatorPack | undefined, cohortId: string) {
  return pack?.cohorts.find((cohort) => cohort.cohortId === cohortId);
}

/** What was typed as a result: a number from 0 to 100 with at most one decimal; undefined when it is none. */
export function scoreOf(typed: string): number | undefined {
  const text = typed.trim().replace(',', '.');
  if (!/^\d{1,3}(\.\d)?$/.test(text)) return undefined;
  const score = Number(text);
  return score <= 100 ? score : undefined;
}
