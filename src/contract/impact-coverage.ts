/** Coverage and waiting by county: whom the programme reached in some days, and who asked and still waits. */
import { z } from 'zod';
import { Days } from './impact.ts';
import { LocalDate } from './registry.ts';

export const CoverageQuery = Days.refine(({ from, to }) => from <= to, {
  path: ['to'],
  message: 'must not be before "from"',
});
export type CoverageQuery = z.infer<typeof CoverageQuery>;

export const CountyCoverage = z
  .object({
    county: z.string().meta({ description: "'' is where no county is noted" }),
    lat: z.number().nullable().meta({ 'x-unit': 'deg', description: 'Mean of its sites; null without one' }),
    lon: z.number().nullable().meta({ 'x-unit': 'deg' }),
    people: z.int().meta({ description: 'Reached in these days, as the figure "people" counts them' }),
    women: z.int(),
    sessionsHeld: z.int(),
    sites: z.int().meta({ description: 'In the registry' }),
    sitesReached: z.int().meta({ description: 'Of these, where at least one class was held in these days' }),
    openRequests: z.int().meta({ description: 'Now, whatever the days' }),
    learnersWaiting: z.int().meta({ description: 'Learners that the open requests expect' }),
    waitingSince: LocalDate.nullable().meta({ description: 'Day of the oldest open request' }),
  })
  .meta({ id: 'CountyCoverage' });
export type CountyCoverage = z.infer<typeof CountyCoverage>;

export const Coverage = z
  .object({ ...Days.shape, items: z.array(CountyCoverage).meta({ description: 'By name' }) })
  .meta({ id: 'Coverage' });
export type Coverage = z.infer<typeof Coverage>;
