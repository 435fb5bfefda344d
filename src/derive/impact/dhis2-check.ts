/**
 * Asks a DHIS2 who one is there (`/api/me`, `/api/system/info`) and whether it has the data set (`/api/dataSets`): DHIS2 developer guide,
 * "Users", "System", "Metadata". Nothing is written.
 */
import type { Dhis2Check } from '@digitruck/contract/dhis2-check';
import type { Dhis2Mapping } from '@digitruck/contract/impact-exports';
import type { Language } from '@digitruck/contract/people';
import { dhis2Authorization } from '../../impact/dhis2.ts';
import { dhis2StatusWords } from '../../impact/dhis2-status-words.ts';
import type { Clock } from '../../kernel/clock.ts';

const ANSWER_WITHIN_MS = 20_000;
const ANSWER_MAX_CHARS = 200_000;

type Sign = ReturnType<typeof dhis2Authorization>;
type Said = {
  readonly httpStatus: number | null;
  readonly body: Record<string, unknown> | null;
  why: string;
};

export async function checkDhis2(
  mapping: Dhis2Mapping,
  {
    token: secret,
    clock,
    language,
  }: { readonly token: string | null; readonly clock: Clock; readonly language: Language },
): Promise<Dhis2Check> {
  const token = dhis2Authorization(mapping, secret);
  const base = mapping.url.replace(/\/+$/, '');
  const at = new Date(clock.nowMs()).toISOString();
  const me = await ask(`${base}/api/me?fields=id,username,displayName`, token);
  const who = text(me.body?.displayName) ?? text(me.body?.username);
  const none = { who: null, version: null, dataSet: null };
  if (me.httpStatus !== 200 || who === null)
    return {
      at,
      reached: false,
      httpStatus: me.httpStatus,
      message: dhis2StatusWords({ ...me, message: me.why, status: 'error' }, language),
      ...none,
    };
  const info = await ask(`${base}/api/system/info`, token);
  const version = text(info.body?.version);
  const dataSet = mapping.dataSet === '' ? null : await findDataSet(base, mapping, token);
  return { at, reached: true, httpStatus: me.httpStatus, message: me.why, who, version, dataSet };
}

async function findDataSet(base: string, { dataSet, idScheme }: Dhis2Mapping, token: Sign) {
  const field = idScheme === 'UID' ? 'id' : 'code';
  const query = new URLSearchParams({ filter: `${field}:eq:${dataSet}`, fields: 'id,displayName' });
  const { body } = await ask(`${base}/api/dataSets?${query}`, token);
  const list = Array.isArray(body?.dataSets) ? (body.dataSets as { displayName?: unknown }[]) : [];
  return { found: list.length > 0, name: text(list[0]?.displayName) };
}

async function ask(url: string, token: Sign): Promise<Said> {
  try {
    const response = await fetch(url, {
      headers: {
        accept: 'application/json',
        ...token,
      },
      // A sign-in page is no answer, and a token goes nowhere else.
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const body = parsed((await response.text()).slice(0, ANSWER_MAX_CHARS));
    const said = text(body?.message);
    const why = body === null ? 'and no JSON: is the address that of a DHIS2?' : (said ?? '');
    return {
      httpStatus: response.status,
      body,
      why: `HTTP ${response.status}${why === '' ? '' : `, ${why}`}`,
    };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return {
      httpStatus: null,
      body: null,
      why: `no answer: ${cause instanceof Error ? cause.message : cause}`,
    };
  }
}

function parsed(answer: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(answer);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : null;
}
