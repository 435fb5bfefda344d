/**
 * Exam results that were noted on this phone: kept until the office has them, one sheet a cohort. Sending a sheet again is always right: the same
 * results change nothing. A chunk of its own: a course has one exam.
 */
import type { OperatorPack } from '@digitruck/contract/operator';
import type { Clock } from '../../kernel/clock.ts';
import type { Ask } from './outbox/sender.ts';
import type { Things } from './outbox/things.ts';

export type ExamSheet = {
  readonly cohortId: string;
  readonly takenOn: string;
  /** Only of those whose result was typed; null takes one back. */
  readonly scores: { readonly [learnerId: string]: number | null };
  readonly savedAt: string;
  readonly state: 'waits' | 'sent' | 'refused';
  /** What the office said against it. */
  readonly why: string;
};

const PREFIX = 'exam ';
const WITHIN_MS = 25_000;
/** The office has them; the phone need not carry them. */
const KEEP_SENT_MS = 21 * 86_400_000;

export function examSheets(things: Things, ask: Ask, clock: Clock) {
  const read = (cohortId: string) => things.get<ExamSheet>(`${PREFIX}${cohortId}`);
  async function all(): Promise<ExamSheet[]> {
    const names = (await things.names()).filter((name) => name.startsWith(PREFIX));
    const found = await Promise.all(names.map((name) => things.get<ExamSheet>(name)));
    return found.filter((sheet) => sheet !== undefined);
  }
  /** Unless it was typed over meanwhile. */
  async function settle(sheet: ExamSheet, change: Partial<ExamSheet>): Promise<void> {
    const now = await read(sheet.cohortId);
    if (now?.savedAt === sheet.savedAt)
      await things.set(`${PREFIX}${sheet.cohortId}`, { ...sheet, ...change });
  }

  return {
    read,
    all,
    /** @throws when the phone has no room for it */
    async save(cohortId: string, takenOn: string, scores: ExamSheet['scores']): Promise<void> {
      const savedAt = new Date(clock.nowMs()).toISOString();
      const sheet: ExamSheet = { cohortId, takenOn, scores, savedAt, state: 'waits', why: '' };
      await things.set(`${PREFIX}${cohortId}`, sheet);
    },

    async send(): Promise<void> {
      for (const sheet of await all()) {
        const { cohortId, takenOn, scores, state, savedAt } = sheet;
        if (state === 'sent' && Date.parse(savedAt) < clock.nowMs() - KEEP_SENT_MS)
          await things.set(`${PREFIX}${cohortId}`, undefined);
        if (state !== 'waits') continue;
        const results = Object.entries(scores).map(([learnerId, scorePct]) => ({ learnerId, scorePct }));
        const reply = await ask(
          `/api/v1/cohorts/${cohortId}/exam`,
          {
            method: 'PUT',
            headers: { 'content-type': 'application/json', accept: 'application/json' },
            body: JSON.stringify({ takenOn, results }),
          },
          WITHIN_MS,
        );
        if (reply === undefined) return;
        const body = (reply.json ?? {}) as { results?: number; type?: string; detail?: string };
        if (reply.status === 200 && typeof body.results === 'number') await settle(sheet, { state: 'sent' });
        // Only what our own office says against it is believed: a page in between refuses nothing.
        else if ([400, 403, 404, 409].includes(reply.status) && body.type?.startsWith('urn:digitruck:'))
          await settle(sheet, { state: 'refused', why: body.detail ?? '' });
        else return;
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
