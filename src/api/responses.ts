/** Responses that routes declare for their failures, so that the documentation names each of them. */
import { Problem } from '@digitruck/contract/problems';
import { z } from 'zod';

const MEANINGS = {
  400: 'Something in the input is wrong; `errors` names field, value and what to do',
  401: 'Not signed in',
  403: 'The role does not allow it',
  404: 'There is no such thing',
  409: 'Somebody changed it meanwhile, it exists already, or it is in use',
  413: 'Too large',
  429: 'Too many tries',
  503: 'The service is not ready',
} as const;
export type FailureStatus = keyof typeof MEANINGS;

type ProblemResponse = {
  description: string;
  content: { 'application/problem+json': { schema: typeof Problem } };
};

/** `response: { 200: Thing, ...failures(404, 409) }`. */
export function failures<Status extends FailureStatus>(
  ...statuses: Status[]
): Record<Status, ProblemResponse> {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: MEANINGS[status], content: { 'application/problem+json': { schema: Problem } } },
    ]),
  ) as unknown as Record<Status, ProblemResponse>;
}

/** 204: done, and nothing to say. */
export const Nothing = z.null().meta({ description: 'Done' });
