/** Sends data values to a DHIS2 and hears what it says. No answer, and one that is none of DHIS2's, are answers too. */
import type { Dhis2Mapping } from '@digitruck/contract/impact-exports';
import { type Dhis2Outcome, type Dhis2Values, dhis2Path, readDhis2Answer } from '../../impact/dhis2.ts';
import type { Clock } from '../../kernel/clock.ts';

const ANSWER_WITHIN_MS = 60_000;
const ANSWER_MAX_CHARS = 4_000_000;

export async function sendToDhis2(
  values: Dhis2Values,
  mapping: Dhis2Mapping,
  options: { readonly token: string | null; readonly dryRun: boolean; readonly clock: Clock },
): Promise<Dhis2Outcome> {
  const { token, dryRun, clock } = options;
  const ask = async () => {
    const response = await fetch(dhis2Path(mapping, dryRun), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(token === null ? {} : { authorization: `ApiToken ${token}` }),
      },
      body: JSON.stringify(values.set),
      // A sign-in page is no answer, and a token goes nowhere else.
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const text = (await response.text()).slice(0, ANSWER_MAX_CHARS);
    return { httpStatus: response.status, ...parsed(text, response.status) };
  };
  const answer = await ask().catch((error: unknown) => ({
    httpStatus: null,
    body: null,
    message: `no answer from ${new URL(mapping.url).host}: ${causeOf(error)}`,
  }));
  return readDhis2Answer(values, answer, { dryRun, at: new Date(clock.nowMs()).toISOString() });
}

function parsed(text: string, status: number): { body: unknown; message: string } {
  try {
    return { body: JSON.parse(text), message: `HTTP ${status}` };
  } catch {
    return { body: null, message: `HTTP ${status}, and no JSON: is the address that of a DHIS2?` };
  }
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
