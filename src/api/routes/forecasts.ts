/** Energy ahead: a truck's forecast, the fleet's days in classes, and how good the forecasts were. */
import { FleetForecast, Forecast, ForecastSkill } from '@digitruck/contract/energy';
import { TruckId } from '@digitruck/contract/ids';
import { LocalDate } from '@digitruck/contract/registry';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import { addDays, localDayOf } from '../../kernel/zone.ts';
import type { ForecastStore } from '../../store/history/forecasts.ts';
import type { Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { failures } from '../responses.ts';

const tags = ['energy'];
const params = z.object({ truckId: TruckId });
/** A forecast that is older is made anew when somebody looks: the charge has moved on. */
const OLD_AFTER_MS = 10 * 60_000;
const SKILL_DAYS = 30;
const SKILL_DAYS_MAX = 800;
const DAY_MS = 86_400_000;

const SkillQuery = z.object({
  from: LocalDate.optional().meta({
    description: `First local day; ${SKILL_DAYS} days before \`to\` when left out`,
  }),
  to: LocalDate.optional().meta({ description: 'Last local day; yesterday when left out' }),
});

export type ForecastDeps = {
  readonly forecasts: Pick<ForecastStore, 'find' | 'fleet'>;
  /** Makes a truck's forecast anew; undefined for an unknown or retired truck. */
  readonly makeForecast: (truckId: TruckId) => Promise<Forecast | undefined>;
  readonly forecastSkill: (from: string, to: string, truckId?: TruckId) => Promise<ForecastSkill>;
};

export function forecastRoutes(
  deps: ForecastDeps,
  place: { readonly timeZone: string; readonly clock: Clock },
): Routes {
  const today = () => localDayOf(place.clock.nowMs(), place.timeZone);
  const noTruck = (truckId: TruckId) => problem('not-found', `There is no truck ${truckId} in use.`);

  function spanOf({ from, to = addDays(today(), -1) }: z.infer<typeof SkillQuery>) {
    const first = from ?? addDays(to, 1 - SKILL_DAYS);
    const wrong =
      first > to
        ? 'must not be after `to`'
        : (Date.parse(to) - Date.parse(first)) / DAY_MS >= SKILL_DAYS_MAX
          ? `must not be more than ${SKILL_DAYS_MAX} days before \`to\``
          : undefined;
    if (wrong === undefined) return { from: first, to };
    throw problem('bad-input', 'Check: from.', { errors: [{ field: 'from', value: first, problem: wrong }] });
  }

  return (api) => {
    api.get(
      '/trucks/:truckId/forecast',
      {
        config: { access: 'viewer' },
        schema: {
          summary: "A truck's energy ahead, and what it means in classes",
          description:
            'Made every half hour and whenever plans change; made anew when the last one is older than ten minutes. ' +
            'Hours are the 168 from the one that has begun, days are today and the six after it in the programme’s time zone. ' +
            'A class is covered while the battery stays above its reserve or the sun alone is enough. ' +
            'A grid at the site is not counted on.',
          tags,
          params,
          response: { 200: Forecast, ...failures(400, 404) },
        },
      },
      async (request) => {
        const { truckId } = request.params;
        const kept = await deps.forecasts.find(truckId);
        if (kept !== undefined && place.clock.nowMs() - Date.parse(kept.madeAt) < OLD_AFTER_MS) return kept;
        const made = await deps.makeForecast(truckId);
        if (made === undefined) throw noTruck(truckId);
        return made;
      },
    );

    api.get(
      '/trucks/:truckId/forecast/skill',
      {
        config: { access: 'viewer' },
        schema: {
          summary: "How good a truck's forecasts were",
          description:
            'Each day’s possible solar energy as it was foretold 1 to 7 days ahead, against what came. The first forecast made on a ' +
            'local day counts, with nothing of that day in it: that day is 1 day ahead.',
          tags,
          params,
          querystring: SkillQuery,
          response: { 200: ForecastSkill, ...failures(400, 404) },
        },
      },
      async (request) => {
        const { truckId } = request.params;
        const { from, to } = spanOf(request.query);
        const skill = await deps.forecastSkill(from, to, truckId);
        if (skill.days.length === 0 && (await deps.forecasts.find(truckId)) === undefined) {
          if ((await deps.makeForecast(truckId)) === undefined) throw noTruck(truckId);
        }
        return skill;
      },
    );

    api.get(
      '/forecasts',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Today and tomorrow in classes, of all trucks',
          tags,
          response: { 200: FleetForecast },
        },
      },
      async () => {
        const day = today();
        const tomorrow = addDays(day, 1);
        return { today: day, tomorrow, trucks: await deps.forecasts.fleet(day, tomorrow) };
      },
    );

    api.get(
      '/forecasts/skill',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'How good the forecasts of all trucks were',
          tags,
          querystring: SkillQuery,
          response: { 200: ForecastSkill, ...failures(400) },
        },
      },
      (request) => {
        const { from, to } = spanOf(request.query);
        return deps.forecastSkill(from, to);
      },
    );
  };
}
