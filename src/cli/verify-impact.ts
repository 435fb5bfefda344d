/**
 * An independent recount of impact: raw rows by plain SQL, added up here, with nothing of what the service counts with; held against the
 * service's figures and against what its exports say.
 */
import type { ImpactSnapshot } from '@digitruck/contract/impact-periods';
import type pg from 'pg';
import { impactDeps } from '../derive/impact/deps.ts';
import { systemClock } from '../kernel/clock.ts';
import { openDb } from '../store/db.ts';
import { openStore } from '../store/store.ts';

export type Line = {
  readonly what: string;
  readonly recount: number;
  readonly said: number;
  readonly by: string;
};

/** What the rules of `impact/definitions.ts` make of the raw rows, in the simplest way there is. */
export async function recount(client: pg.Client, from: string, to: string) {
  const number = async (text: string) => Number((await client.query(text, [from, to])).rows[0]?.n ?? 0);
  const within = 'day between $1 and $2';
  const held = `from session_reports where state = 'held' and ${within}`;
  const heads = `from session_heads join session_reports using (truck_id, session_id) where state = 'held' and ${within}`;
  const sums = {
    sessionsHeld: await number(`select count(*) n ${held}`),
    sessionsCancelled: await number(
      `select count(*) n from session_reports where state = 'cancelled' and ${within}`,
    ),
    seconds: await number(`select sum(round(minutes * 60)) n ${held}`),
    attendances: await number(`select sum(count) n ${heads}`),
    attendanceSeconds: await number(`select sum(count * round(minutes * 60)) n ${heads}`),
    dropInAttendances: await number(
      `select sum(count) n ${heads} and coalesce((select mode from courses where courses.course_id = session_reports.course_id), '') <> 'cohort'`,
    ),
    certified:
      await number(`select count(distinct coalesce(same_as, learner_id)) n from certificates join learners using (learner_id)
      where revoked_at is null and issued_on between $1 and $2`),
  };
  return { ...sums, people: await peopleOf(client, from, to) };
}

type Class = {
  id: string;
  truck: string;
  visit: string | null;
  cohort: string | null;
  site: string | null;
  course: string | null;
  day: string;
  at: string;
  mode: string | null;
  people: number;
  names: { person: string; present: boolean; role: string }[];
};

/** Who was taught, once: see the definition of `people`. */
async function peopleOf(client: pg.Client, from: string, to: string): Promise<number> {
  const { rows } = await client.query<Class>(
    `select r.session_id::text as id, r.truck_id as truck, r.visit_id::text as visit, r.cohort_id::text as cohort, r.site_id::text as site,
       r.course_id::text as course, r.day::text as day, r.started_at::text as at, (select mode from courses c where c.course_id = r.course_id) as mode,
       (select coalesce(sum(count), 0)::int from session_heads h where h.truck_id = r.truck_id and h.session_id = r.session_id and role <> 'other') as people,
       coalesce((select json_agg(json_build_object('person', coalesce(l.same_as, a.learner_id), 'present', a.present,
           'role', coalesce((select role from learners p where p.learner_id = coalesce(l.same_as, a.learner_id)), 'learner')))
         from session_attendance a left join learners l on l.learner_id = a.learner_id
         where a.truck_id = r.truck_id and a.session_id = r.session_id), '[]') as names
     from session_reports r where state = 'held' and day between $1 and $2 order by started_at, session_id`,
    [from, to],
  );
  const stayOf = (one: Class) =>
    one.visit ?? one.cohort ?? `${one.truck} ${one.site} ${one.course} ${one.day.slice(0, 7)}`;
  const placeOf = (one: Class) => one.site ?? stayOf(one);
  const cohorts = Map.groupBy(rows, (one) => `${stayOf(one)} ${one.cohort}`);
  const withCohorts = new Set(rows.filter(({ cohort }) => cohort !== null).map(stayOf));
  const byName = new Map<string, Set<string>>();
  const byHeads = new Map<string, Map<string, number>>();
  for (const [, classes] of cohorts) {
    if (classes.some(({ names }) => names.length > 0)) {
      for (const one of classes)
        for (const { person, present, role } of one.names)
          if (present && role !== 'other')
            byName.set(placeOf(one), (byName.get(placeOf(one)) ?? new Set()).add(person));
      continue;
    }
    for (const [course, taught] of Map.groupBy(classes, (one) => one.course ?? '')) {
      const counting = taught.filter(
        (one) =>
          one.mode === 'cohort' &&
          (one.cohort !== null || (one.visit !== null && !withCohorts.has(stayOf(one)))),
      );
      let fullest: Class | undefined;
      for (const one of counting) if (fullest === undefined || one.people > fullest.people) fullest = one;
      if (fullest === undefined) continue;
      const place = byHeads.get(placeOf(fullest)) ?? new Map<string, number>();
      byHeads.set(placeOf(fullest), place.set(course, (place.get(course) ?? 0) + fullest.people));
    }
  }
  let people = 0;
  const named = new Set<string>();
  for (const place of new Set([...byName.keys(), ...byHeads.keys()])) {
    const most = Math.max(0, ...(byHeads.get(place)?.values() ?? []));
    const names = byName.get(place) ?? new Set();
    if (most > names.size) people += most;
    else for (const person of names) named.add(person);
  }
  return people + named.size;
}

/** The service's figures and its exports, of the same database. */
export async function verifyImpact(
  client: pg.Client,
  url: string,
  options: {
    readonly from: string;
    readonly to: string;
    readonly timeZone: string;
    readonly programme: string;
    readonly country: string;
  },
): Promise<Line[]> {
  const { from, to } = options;
  const db = openDb({ url, poolMax: 3, onIdleError: () => {} });
  try {
    const store = openStore(db);
    const deps = impactDeps({ ...store, ...options, clock: systemClock });
    const raw = await recount(client, from, to);
    const snapshot = await deps.snapshotNow(from, to);
    const lines: Line[] = [];
    const hold = (by: string, what: string, counted: number, said: number) =>
      void lines.push({ by, what, recount: counted, said });
    const figure = (id: string) => snapshot.impact.figures.find((one) => one.id === id)?.value ?? 0;
    const hours = (seconds: number) => Math.round((seconds / 3600) * 100) / 100;
    for (const id of [
      'people',
      'certified',
      'sessionsHeld',
      'sessionsCancelled',
      'attendances',
      'dropInAttendances',
    ] as const)
      hold('figures', id, raw[id], figure(id));
    hold('figures', 'hours', hours(raw.seconds), figure('hours'));
    hold('figures', 'attendanceHours', hours(raw.attendanceSeconds), figure('attendanceHours'));
    for (const id of ['people', 'certified', 'attendances'] as const)
      hold('lines', id, raw[id], sumOf(snapshot, id));
    hold(
      'lines',
      'sessionsHeld',
      raw.sessionsHeld,
      Object.values(snapshot.held).reduce((sum, one) => sum + one, 0),
    );
    const csv = { sessionsHeld: 0, sessionsCancelled: 0, seconds: 0, attendances: 0 };
    const column = (name: string) => deps.exports.sessionHead.indexOf(name);
    for await (const page of store.impactPeriods.sessions({ from, to }))
      for (const cells of page.map(deps.exports.sessionCells)) {
        const isHeld = cells[column('state')] === 'held';
        csv[isHeld ? 'sessionsHeld' : 'sessionsCancelled'] += 1;
        if (!isHeld) continue;
        csv.seconds += Number(cells[column('seconds (s)')]);
        csv.attendances += Number(cells[column('heads')]);
      }
    for (const id of ['sessionsHeld', 'sessionsCancelled', 'seconds', 'attendances'] as const)
      hold('sessions.csv', id, raw[id], csv[id]);
    const xml = await deps.exports.iati(snapshot, 'XI-VERIFY', true);
    for (const [id, title] of [
      ['people', 'People taught'],
      ['certified', 'People certified'],
      ['attendances', 'Attendances'],
      ['sessionsHeld', 'Sessions held'],
    ] as const) {
      const part = xml.split('<result ').find((one) => one.includes(`<narrative>${title}</narrative>`)) ?? '';
      hold('iati', id, raw[id], Number(/<actual value="([\d.]+)"\/>/.exec(part)?.[1]));
    }
    return lines;
  } finally {
    await db.$client.end();
  }
}

function sumOf(snapshot: ImpactSnapshot, id: 'people' | 'certified' | 'attendances'): number {
  return snapshot.lines.reduce((sum, line) => sum + line[id], 0);
}

/** As a table; the last line says whether all agree. */
export function tableOf(lines: readonly Line[]): string[] {
  const row = (cells: readonly string[]) =>
    cells.map((cell, index) => (index < 2 ? cell.padEnd(18) : cell.padStart(14))).join(' ');
  const wrong = lines.filter(({ recount: counted, said }) => counted !== said).length;
  return [
    row(['where', 'figure', 'recount', 'said', '']),
    ...lines.map(({ by, what, recount: counted, said }) =>
      row([by, what, String(counted), String(said), counted === said ? 'same' : 'DIFFERENT']),
    ),
    `figures ${lines.length}, different ${wrong}`,
  ];
}
