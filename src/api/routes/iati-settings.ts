/** `/exports/iati/settings`: who reports, for which activity. */
import { IatiBody, IatiState } from '@digitruck/contract/iati';
import type { IatiSettingsStore } from '../../store/impact/iati-settings.ts';
import { callerOf, type Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { refusal } from '../refusals.ts';
import { failures } from '../responses.ts';

export type IatiSettingsDeps = {
  readonly impactExports: Pick<IatiSettingsStore, 'iati' | 'setIati'>;
  /** In the programme's time zone. */
  readonly today: () => string;
};
const tags = ['exports'];

export function iatiSettingsRoutes({ impactExports, today }: IatiSettingsDeps): Routes {
  return (api) => {
    api.get(
      '/exports/iati/settings',
      {
        config: { access: 'viewer' },
        schema: { summary: 'Who reports to IATI, for which activity', tags, response: { 200: IatiState } },
      },
      () => impactExports.iati(),
    );
    api.put(
      '/exports/iati/settings',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Set who reports to IATI, for which activity',
          tags,
          body: IatiBody,
          response: { 200: IatiState, ...failures(400, 409) },
        },
      },
      async (request) => {
        const { startedOn } = request.body.settings;
        // An actual start lies behind (IATI 2.03, activity-date type 2).
        if (startedOn > today())
          throw problem('bad-input', 'Check: settings.startedOn.', {
            errors: [{ field: 'settings.startedOn', value: startedOn, problem: 'must not be after today' }],
          });
        const result = await impactExports.setIati(callerOf(request), request.body);
        if (!result.ok) throw refusal(result, 'IATI setting');
        return result.row;
      },
    );
  };
}
