/**
 * The demo's learners: cohorts of the visits that were and are, with rosters of invented people, who left, exam results and certificates of those that
 * are over, and where people go on. Everything goes over the API; rosters as the CSV that an office would send.
 */

import { type Rng, rng } from '../../kernel/rng.ts';
import { addDays } from '../../kernel/zone.ts';

const WOMEN =
  'Achieng Akinyi Amina Atieno Baraka Chebet Chepkoech Fatuma Grace Halima Jerotich Kemunto Makena Moraa Mumbi Mwende Nafula Naliaka Nekesa Njeri Nyambura Rehema Saida Wairimu Wambui Wangari Wanjiku Zainabu Zawadi';
const MEN =
  'Abdi Barasa Chirchir Ekai Hassan Juma Kamau Karanja Kibet Kipchumba Kiprono Lokiru Makori Maina Mutiso Mutua Mwangi Nyongesa Ochieng Odhiambo Omar Otieno Rotich Salim Simiyu Wafula Wekesa Yusuf';
const FAMILIES =
  'Abdalla Adan Chelagat Chepkwony Gitau Hussein Kariuki Kiplagat Kilonzo Korir Langat Lelei Macharia Mbugua Mohamed Muthoni Mwikali Ndung’u Ngugi Njoroge Nyaga Odinga Okoth Omondi Onyango Ouma Owino Sang Wanyama Wanjala';
const words = (text: string) => text.split(' ');
const pick = (list: readonly string[], dice: Rng) => list[dice.int(list.length)] ?? '';

const LEAVES = ['work', 'distance', 'family', 'illness', 'never-came'] as const;
/** Each takes two courses, so that the office is asked whether it is one person. */
const COME_AGAIN = [
  ['Kariuki Wambui', '0722418305', 'F', 2003, 'learner', '', 'yes'],
  ['Halima Adan', '0711204466', 'F', 1999, 'learner', '', 'yes'],
  ['Mutua Kilonzo', '0733910027', 'M', 2005, 'learner', '', 'yes'],
] as const;
/** So many cohorts between somebody's first course and the second, which is in another week then. */
const AGAIN_AFTER = 40;
/** Every so manieth of the first ones has somebody who comes again. */
const COMES_AGAIN = 11;
const againIn = (cohort: number) =>
  (cohort % AGAIN_AFTER) % COMES_AGAIN === 0 && cohort < 2 * AGAIN_AFTER
    ? COME_AGAIN[(cohort % AGAIN_AFTER) / COMES_AGAIN]
    : undefined;
/** So many learners of a cohort; now and then more than there are seats. */
const LEARNERS_MIN = 16;
const LEARNERS_MAX = 22;

const ONLINE = [
  { name: 'Digital skills for work', provider: 'ICT Academy', language: 'English', totalHours: 12 },
  { name: 'Ujuzi wa kidijitali', provider: 'ICT Academy', language: 'Kiswahili', totalHours: 10 },
  { name: 'Networks, first steps', provider: 'ICT Academy', language: 'English', totalHours: 30 },
  { name: 'Teaching with computers', provider: 'Open Learning', language: 'English', totalHours: 8 },
].map((course, index) => ({ ...course, url: `https://learn.example.org/course-${index + 1}` }));

export type DemoCall = (method: string, path: string, body?: unknown) => Promise<unknown>;
type DemoVisit = {
  readonly visitId: string;
  readonly siteId: string;
  readonly state: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly courseId: string;
  readonly course: { readonly name: string };
  readonly site: { readonly name: string; readonly county: string };
  readonly timetable: { readonly classStarts: readonly string[] };
};
type Enrolled = {
  readonly learnerId: string;
  readonly state: string;
  readonly version: number;
  readonly learner: { readonly role: string };
};

export async function seedLearners(options: {
  readonly api: DemoCall;
  /** For texts that are no JSON. */
  readonly sendCsv: (path: string, csv: string) => Promise<unknown>;
  readonly visits: readonly DemoVisit[];
  /** Courses that certify. */
  readonly certifying: ReadonlySet<string>;
  readonly today: string;
}): Promise<{ cohorts: number }> {
  const { api, sendCsv, today } = options;
  const onlineIds = await Promise.all(
    ONLINE.map(
      async (course) =>
        ((await api('POST', '/online-courses', course)) as { onlineCourseId: string }).onlineCourseId,
    ),
  );
  const visits = options.visits.filter(
    ({ courseId, state, firstDay }) =>
      state === 'planned' && options.certifying.has(courseId) && firstDay <= addDays(today, 7),
  );
  let cohorts = 0;
  for (const visit of visits) {
    for (const [index, start] of visit.timetable.classStarts.entries()) {
      const dice = rng(`demo learners ${visit.firstDay} ${cohorts} ${index}`);
      const body = { visitId: visit.visitId, seats: 20, slots: [start] };
      const { cohortId } = (await api('POST', '/cohorts', body)) as { cohortId: string };
      await sendCsv(
        `/cohorts/${cohortId}/enrolments/import?dryRun=false&askedBy=Hassan%20Abdi`,
        rosterCsv({
          dice,
          today,
          teachers: /^teach/i.test(visit.course.name),
          again: againIn(cohorts),
          schools: schoolsOf(visit, options.visits),
        }),
      );
      cohorts += 1;
      if (visit.firstDay < today)
        await whatCameOfIt({
          api,
          cohortId,
          dice,
          over: visit.lastDay < today,
          lastDay: visit.lastDay,
          onlineIds,
        });
    }
  }
  return { cohorts };
}

/** Teachers come from the host, if it is a school, and from schools around. */
function schoolsOf(visit: DemoVisit, visits: readonly DemoVisit[]): string[] {
  const isSchool = (name: string) => /school/i.test(name);
  const others = visits.flatMap(({ site }) =>
    site.county === visit.site.county && isSchool(site.name) ? [site.name] : [],
  );
  const town = visit.site.name.split(' ')[0] ?? '';
  return [...new Set([...others, `${town} Township Primary School`, `${town} Hill Primary School`])];
}

function rosterCsv(options: {
  readonly dice: Rng;
  readonly today: string;
  /** A course for teachers. */
  readonly teachers: boolean;
  /** Who takes another course as well. */
  readonly again: readonly (string | number)[] | undefined;
  /** Where its teachers teach. */
  readonly schools: readonly string[];
}): string {
  const { dice, today, teachers, again, schools } = options;
  const year = Number(today.slice(0, 4));
  const count = LEARNERS_MIN + dice.int(LEARNERS_MAX - LEARNERS_MIN + 1);
  const rows = Array.from({ length: count }, () => {
    const woman = dice.next() < 0.56;
    const name = `${pick(words(woman ? WOMEN : MEN), dice)} ${pick(words(FAMILIES), dice)}`;
    const agreed = dice.next() > 0.04;
    const teacher = dice.next() < (teachers ? 0.92 : 0.06);
    const age = teacher ? 26 + dice.int(25) : 15 + Math.floor(dice.next() ** 1.6 * 22);
    const phone = `07${String(10_000_000 + dice.int(89_999_999))}`;
    const school = teacher ? pick(schools, dice) : '';
    return [
      name,
      agreed ? phone : '',
      woman ? 'F' : 'M',
      year - age,
      teacher ? 'teacher' : 'learner',
      school,
      agreed ? 'yes' : 'no',
    ];
  });
  if (again !== undefined) rows.push([...again]);
  return [['name', 'phone', 'sex', 'birth year', 'role', 'school', 'consent'], ...rows]
    .map((cells) => cells.join(','))
    .join('\n');
}

async function whatCameOfIt(options: {
  readonly api: DemoCall;
  readonly cohortId: string;
  readonly dice: Rng;
  /** The visit has ended: exams and certificates. */
  readonly over: boolean;
  readonly lastDay: string;
  readonly onlineIds: readonly string[];
}): Promise<void> {
  const { api, cohortId, dice, over, lastDay, onlineIds } = options;
  const { enrolments } = (await api('GET', `/cohorts/${cohortId}/enrolments`)) as { enrolments: Enrolled[] };
  const stayed: Enrolled[] = [];
  for (const one of enrolments) {
    if (one.state !== 'enrolled') continue;
    if (dice.next() > 0.07) {
      stayed.push(one);
      continue;
    }
    const dropReason = LEAVES[dice.int(LEAVES.length)];
    const body = { version: one.version, state: 'dropped-out', dropReason };
    await api('PATCH', `/cohorts/${cohortId}/enrolments/${one.learnerId}`, body);
  }
  if (!over || stayed.length === 0) return;
  const results = stayed.map(({ learnerId }) => ({
    learnerId,
    scorePct: Math.round(Math.min(100, Math.max(35, 76 + 13 * dice.normal()))),
  }));
  await api('PUT', `/cohorts/${cohortId}/exam`, { takenOn: lastDay, results });
  await api('POST', `/cohorts/${cohortId}/certificates`, { issuedOn: lastDay });
  for (const { learnerId } of stayed) {
    if (dice.next() > 0.22) continue;
    const state = (['wants-to', 'started', 'finished'] as const)[dice.int(3)];
    await api('PUT', `/learners/${learnerId}/online-courses/${onlineIds[dice.int(onlineIds.length)]}`, {
      state,
    });
  }
}
