/** What the office asks of whoever was in a class, where something of its report does not fit: asked and answered with a network. */
import type { SessionPage } from '@digitruck/contract/sessions';
import { getJson, sendJson } from './requests.ts';

export type Asked = {
  readonly sessionId: string;
  readonly kind: string;
  readonly startedAt: string;
  readonly text: string;
  readonly by: string;
};

const AT_ONCE = 50;

/** @returns undefined when the office can't be asked */
export async function askedOf(truckId: string): Promise<Asked[] | undefined> {
  const query = new URLSearchParams({ truckId, questions: 'asked', limit: String(AT_ONCE) });
  const got = await getJson<SessionPage>(`/api/v1/sessions?${query}`);
  if (!got.ok) return undefined;
  return got.value.items.flatMap(({ sessionId, startedAt, questions }) =>
    questions.flatMap(({ kind, toOperator, fromOperator, resolution }) =>
      toOperator === null || fromOperator !== null || resolution !== null
        ? []
        : [{ sessionId, startedAt, kind, text: toOperator.text, by: toOperator.by }],
    ),
  );
}

export const reply = ({ sessionId, kind }: Asked, text: string) =>
  sendJson('POST', `/api/v1/sessions/${sessionId}/questions/${kind}/reply`, { text });
