/** `/exports/dhis2/check`: whether the DHIS2 of the settings answers, before anything is sent. */
import { Dhis2Check } from '@digitruck/contract/dhis2-check';
import type { Language } from '@digitruck/contract/people';
import type { Routes } from '../kit.ts';
import { languageOf } from '../language.ts';
import { problem } from '../problems.ts';
import { failures } from '../responses.ts';

export type Dhis2CheckDeps = {
  readonly checkDhis2: (language: Language) => Promise<Dhis2Check | 'no-address'>;
};

export function dhis2CheckRoutes({ checkDhis2 }: Dhis2CheckDeps): Routes {
  return (api) => {
    api.post(
      '/exports/dhis2/check',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Ask the DHIS2 of the settings who one is there, and for the data set; nothing is written',
          tags: ['exports'],
          response: { 200: Dhis2Check, ...failures(400) },
        },
      },
      async (request) => {
        const answer = await checkDhis2(languageOf(request.headers['accept-language']));
        if (answer === 'no-address')
          throw problem('bad-input', 'Set the address of the DHIS2 in its mapping first.');
        return answer;
      },
    );
  };
}
