/**
 * Sends data values to a DHIS2 and hears what it says. No answer, and one that is none of DHIS2's, are answers too.
 *
 * An import creates or updates, so sending the same again changes nothing: where DHIS2 is busy or the connection broke, it is tried again. Where
 * no answer came in time the import may still go on, so that is told and left to people.
 */
import type { Dhis2Mapping } from '@digitruck/contract/impact-exports';
import {
  type Dhis2Outcome,
  type Dhis2Values,
  dhis2Authorization,
  dhis2Path,
  mergedOutcome,
  readDhis2Answer,
} from '../../impact/dhis2.ts';
import type { Clock } from '../../kernel/clock.ts';

const ANSWER_WITHIN_MS = 60_000;
const ANSWER_MAX_CHARS = 4_000_000;
/** More in one import takes a DHIS2 longer than proxies before it wait. */
const ROWS_AT_ONCE = 10_000;
/** How long is waited before each further try. */
const WAITS_MS = [500, 2_000] as const;
/** Too many requests, bad gateway, unavailable, gateway timeout (RFC 9110 15.6, RFC 6585 4). */
const BUSY: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const BROKEN: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

type Answer = {
  readonly httpStatus: number | null;
  readonly body: unknown;
  readonly message: string;
  readonly again: boolean;
};

export async function sendToDhis2(
  values: Dhis2Values,
  mapping: Dhis2Mapping,
  options: {
    readonly token: string | null;
    readonly dryRun: boolean;
    readonly clock: Clock;
    readonly rowsAtOnce?: number;
    readonly waitsMs?: readonly number[];
  },
): Promise<Dhis2Outcome> {
  const { dryRun, clock, rowsAtOnce = ROWS_AT_ONCE } = options;
  const outcomes: Dhis2Outcome[] = [];
  const { set, what, unmapped } = values;
  for (let from = 0; from < set.dataValues.length; from += rowsAtOnce) {
    const part: Dhis2Values = {
      set: { ...set, dataValues: set.dataValues.slice(from, from + rowsAtOnce) },
      what: what.slice(from, from + rowsAtOnce),
      unmapped,
    };
    const answer = await answerOf(part, mapping, options);
    const outcome = readDhis2Answer(part, answer, { dryRun, at: new Date(clock.nowMs()).toISOString() });
    outcomes.push(outcome);
    // What is refused as a whole is refused again.
    if (outcome.status === 'error') break;
  }
  return mergedOutcome(outcomes, values);
}

async function answerOf(
  values: Dhis2Values,
  mapping: Dhis2Mapping,
  {
    token,
    dryRun,
    waitsMs = WAITS_MS,
  }: { readonly token: string | null; readonly dryRun: boolean; readonly waitsMs?: readonly number[] },
): Promise<Answer> {
  const ask = async (): Promise<Answer> => {
    const response = await fetch(dhis2Path(mapping, dryRun), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...dhis2Authorization(mapping, token),
      },
      body: JSON.stringify(values.set),
      // A sign-in page is no answer, and a token goes nowhere else.
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const text = (await response.text()).slice(0, ANSWER_MAX_CHARS);
    return {
      httpStatus: response.status,
      again: BUSY.has(response.status),
      ...parsed(text, response.status),
    };
  };
  for (let tried = 0; ; tried += 1) {
    const answer = await ask().catch((error: unknown): Answer => {
      const { code, message } = causeOf(error);
      return {
        httpStatus: null,
        body: null,
        message: `no answer from ${new URL(mapping.url).host}: ${message}`,
        again: BROKEN.has(code),
      };
    });
    const wait = waitsMs[tried];
    if (!answer.again || wait === undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

function parsed(text: string, status: number): { body: unknown; message: string } {
  try {
    return { body: JSON.parse(text), message: `HTTP ${status}` };
  } catch {
    return { body: null, message: `HTTP ${status}, and no JSON: is the address that of a DHIS2?` };
  }
}

function causeOf(error: unknown): { code: string; message: string } {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as { code?: unknown } | null)?.code;
  return {
    code: typeof code === 'string' ? code : '',
    message: cause instanceof Error ? cause.message : String(cause),
  };
}
