/** Takes the demo's past into its database at once: over the API, a year of reports would keep whoever looks at a demo waiting. */
import type { CourseId, SiteId } from '@digitruck/contract/ids';
import { localDayOf } from '../../kernel/zone.ts';
import { type Db, openDb } from '../../store/db.ts';
import { openStore } from '../../store/store.ts';
import { demoFleet } from './fleet.ts';
import { allCohorts, countedCohorts, demoCohorts, withRolls } from './rolls.ts';
import { type DemoBooked, demoPast, withDoubtful, withoutPower } from './sessions.ts';
import { takeInSpeeds } from './speeds.ts';
import { touchReports } from './touches.ts';

/** Of classes before that the simulated trucks sent nothing. */
const DAY_MS = 86_400_000;
const TRUCKS_KNOWN_MS = 13 * DAY_MS;

/** @returns how many reports it was */
export async function takeInPast(options: {
  readonly url: string;
  readonly visits: readonly DemoBooked[];
  readonly nowMs: number;
  readonly timeZone: string;
}): Promise<number> {
  const { url, visits, nowMs, timeZone } = options;
  const today = localDayOf(nowMs, timeZone);
  const fleet = demoFleet(today);
  const db = openDb({ url, poolMax: 2, onIdleError: () => {} });
  try {
    const sites = await db.$client.query<{ site_id: SiteId; name: string }>(
      'select site_id, name from sites',
    );
    const courses = await db.$client.query<{ course_id: CourseId; code: string }>(
      'select course_id, code from courses',
    );
    const siteOf = new Map(sites.rows.map(({ site_id, name }) => [name, site_id]));
    const courseOf = new Map(courses.rows.map(({ course_id, code }) => [code, course_id]));
    const idsOf = <Id>(names: readonly string[], of: ReadonlyMap<string, Id>): Id[] =>
      names.map((name) => {
        const id = of.get(name);
        if (id === undefined) throw new Error(`the demo's ${name} is not in its database`);
        return id;
      });
    const past = demoPast({
      fleet,
      siteIds: idsOf(
        fleet.sites.map(({ name }) => name),
        siteOf,
      ),
      courseIds: idsOf(
        fleet.courses.map(({ code }) => code),
        courseOf,
      ),
      booked: visits,
      nowMs,
      today,
      timeZone,
    });
    const seen = await peopleSeen(db, nowMs - TRUCKS_KNOWN_MS);
    const reports = withDoubtful(withoutPower(past.reports, seen), nowMs);
    const enrolled = await demoCohorts(db);
    const cohorts = countedCohorts(past.inCohorts, enrolled);
    const store = openStore(db);
    const rolled = withRolls(reports, allCohorts(enrolled, cohorts), timeZone);
    await store.sessionHistory.takeIn({
      visits: past.visits,
      cohorts,
      reports: rolled,
      isToCheck: ({ report }) => Date.parse(report.startedAt) > nowMs - TRUCKS_KNOWN_MS,
      timeZone,
    });
    await takeInSpeeds(db, new Date(nowMs - TRUCKS_KNOWN_MS - DAY_MS));
    await touchReports({ store, reports: rolled, nowMs, timeZone });
    return reports.length;
  } finally {
    await db.$client.end();
  }
}

/** How many people each truck's sensor saw on average, by truck and quarter of an hour. */
async function peopleSeen(db: Db, fromMs: number): Promise<Map<string, number>> {
  const { rows } = await db.$client.query<{ key: string; people: number }>(
    `select truck_id || ' ' || floor(date_part('epoch', sampled_at) / 900) as key, avg(occupancy)::float8 as people
     from samples where sampled_at > $1 and occupancy is not null group by 1`,
    [new Date(fromMs)],
  );
  return new Map(rows.map(({ key, people }) => [key, people]));
}
