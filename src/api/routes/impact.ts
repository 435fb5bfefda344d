/** `/impact`: what came of it all, by the rules that stand beside each figure; and the sessions behind each. */
import {
  Impact,
  ImpactQuery,
  ImpactSessions,
  ImpactSessionsQuery,
  type MeasureDefinition,
} from '@digitruck/contract/impact';
import type { Measure } from '@digitruck/contract/impact-words';
import type { Language } from '@digitruck/contract/people';
import { z } from 'zod';
import type { ImpactFigureStore } from '../../store/impact/figures.ts';
import type { ImpactSessionStore } from '../../store/impact/sessions.ts';
import { callerOf, type Routes } from '../kit.ts';
import { languageOf } from '../language.ts';
import { failures } from '../responses.ts';
import { sessionFor, trucksSeenBy } from './session-access.ts';

export type ImpactDeps = {
  readonly impactFigures: ImpactFigureStore;
  readonly impactSessions: ImpactSessionStore;
  readonly readImpact: (query: ImpactQuery, language: Language) => Promise<Impact>;
  /** When a day of the programme was over. */
  readonly endOf: (day: string) => number;
  readonly definitionOf: (id: Measure, language: Language) => MeasureDefinition;
};
const tags = ['impact'];

export function impactRoutes(deps: ImpactDeps): Routes {
  const { impactSessions } = deps;
  return (api) => {
    api.get(
      '/impact',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Figures of a stretch of days, and what makes each',
          description: [
            'Each figure has its definition (in the language of Accept-Language), what it is as of, how many reports of it came late, and',
            '`open`, the path of the sessions behind it. What is not known is null. Rows may add up to more than the total: `overlap` says by how much.',
          ].join(' '),
          tags,
          querystring: ImpactQuery,
          response: { 200: Impact, ...failures(400) },
        },
      },
      (request) => deps.readImpact(request.query, languageOf(request.headers['accept-language'])),
    );

    api.get(
      '/impact/sessions',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'The sessions behind a figure, the newest first',
          tags,
          querystring: ImpactSessionsQuery,
          response: { 200: ImpactSessions, ...failures(400) },
        },
      },
      async (request) => {
        const caller = callerOf(request);
        const { query } = request;
        const sinceMs = deps.endOf(query.to);
        const page = await impactSessions.list(query, sinceMs, trucksSeenBy(caller));
        const language = languageOf(request.headers['accept-language']);
        return {
          ...page,
          items: page.items.map((session) => sessionFor(caller, session)),
          definition: query.measure === undefined ? null : deps.definitionOf(query.measure, language),
        };
      },
    );

    api.get(
      '/impact/funders',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Funders that visits name',
          tags,
          response: { 200: z.object({ items: z.array(z.string()) }) },
        },
      },
      async () => ({ items: await deps.impactFigures.funders() }),
    );
  };
}
