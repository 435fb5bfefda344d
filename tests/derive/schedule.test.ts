/** Schedules at the broker: what they say, sent when they change and at no other time. */
import type { CourseId, SiteId, TruckId } from '@digitruck/contract/ids';
import { Schedule } from '@digitruck/contract/schedule';
import { USUAL_TIMETABLE, VisitBody } from '@digitruck/contract/visits';
import { pino } from 'pino';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type ScheduleOptions,
  type ScheduleSender,
  scheduleReader,
  startSchedules,
} from '../../src/derive/schedules/schedule.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import type { Db } from '../../src/store/db.ts';
import { courseStore } from '../../src/store/registry/courses.ts';
import { siteStore } from '../../src/store/registry/sites.ts';
import { truckStore } from '../../src/store/registry/trucks.ts';
import { scheduleStore } from '../../src/store/visits/schedules.ts';
import { type VisitStore, visitStore } from '../../src/store/visits/visits.ts';
import { freshDatabase } from '../support/database.ts';
import { courseBody, siteBody, truckBody } from '../support/registry.ts';
import { until } from '../support/until.ts';

const AMINA = { personId: 'p1', name: 'Amina', via: 'session' } as const;
const [DT1, DT2] = ['DT-01' as TruckId, 'DT-02' as TruckId];
const DAY_MS = 86_400_000;
const log = pino({ level: 'silent' });
let db: Db;
let visits: VisitStore;
let siteId: SiteId;
let courseId: CourseId;
let wallMs: number;
const clock = { nowMs: () => wallMs, monotonicMs: () => performance.now() };
const senders: ScheduleSender[] = [];

beforeAll(async () => {
  db = (await freshDatabase()).db;
  visits = visitStore(db);
  for (const truckId of [DT1, DT2]) await truckStore(db).create(AMINA, truckBody({ truckId }));
  const site = await siteStore(db).create(AMINA, siteBody());
  const course = await courseStore(db).create(AMINA, courseBody());
  if (!site.ok || !course.ok) throw new Error('no site or course');
  [siteId, courseId] = [site.row.siteId, course.row.courseId];
});
beforeEach(async () => {
  await db.$client.query('truncate visits, visit_days, site_days, schedules_sent cascade');
  // A Monday, 10:00 in Kenya.
  wallMs = Date.parse('2026-11-23T07:00:00.000Z');
});
afterEach(async () => {
  for (const sender of senders.splice(0)) await sender.stop();
});

async function book(over: object = {}) {
  const result = await visits.create(
    AMINA,
    VisitBody.parse({
      truckId: DT1,
      siteId,
      courseId,
      firstDay: '2026-11-23',
      lastDay: '2026-12-04',
      timetable: USUAL_TIMETABLE,
      learnersExpected: 100,
      ...over,
    }),
  );
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.row;
}

/** A broker that keeps what it took, and can be away. */
class Broker {
  readonly taken: Schedule[] = [];
  away = false;
  tries = 0;
  readonly publish: ScheduleOptions['publish'] = async (topic, payload, options) => {
    this.tries++;
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (this.away) throw new Error('not connected');
    const schedule = Schedule.parse(JSON.parse(payload));
    expect(topic).toBe(`digitruck/v1/${schedule.truckId}/schedule`);
    expect(options).toEqual({ qos: 1, retain: true });
    this.taken.push(schedule);
  };
}
/** Passes that have looked at the visits, so that "nothing was sent" is known and not hoped for. */
let passes = 0;
const counted: Pick<VisitStore, 'plannedVisits'> = {
  plannedVisits: async (...args) => {
    passes++;
    return visits.plannedVisits(...args);
  },
};
function start(broker: Broker, over: Partial<ScheduleOptions> = {}): ScheduleSender {
  const sender = startSchedules({
    visits: counted,
    schedules: scheduleStore(db),
    publish: broker.publish,
    brokerForgets: false,
    timeZone: 'Africa/Nairobi',
    clock,
    log,
    timing: { pollEvery: 60_000, afterVisits: 5, afterForecasts: 5, again: 20 },
    ...over,
  });
  senders.push(sender);
  return sender;
}
/** Lets the sender look twice more. */
async function looked(sender: ScheduleSender): Promise<void> {
  for (let n = 0; n < 2; n++) {
    const before = passes;
    sender.changed('visits');
    await until('a pass', () => passes > before);
  }
}

test('says the visit and its classes of the next seven days', async () => {
  const visit = await book({ headingDeg: 90 });
  const broker = new Broker();
  start(broker);
  const schedule = await until('the schedule', () => broker.taken[0]);
  expect(schedule).toEqual({
    truckId: 'DT-01',
    at: '2026-11-23T07:00:00.000Z',
    timeZone: 'Africa/Nairobi',
    visits: [
      {
        visitId: visit.visitId,
        site: { name: 'Kabel Primary', county: 'Baringo', lat: 0.30845, lon: 36.22465 },
        course: 'Digital skills',
        firstDay: '2026-11-23',
        lastDay: '2026-12-04',
        headingDeg: 90,
        timetable: USUAL_TIMETABLE,
        learnersExpected: 100,
        sessions: expect.any(Array),
      },
    ],
    energy: [],
  });
  const { sessions = [] } = schedule.visits[0] ?? {};
  expect(sessions).toHaveLength(25);
  expect(sessions[0]).toEqual({ startsAt: '2026-11-23T04:30:00.000Z', endsAt: '2026-11-23T06:30:00.000Z' });
  expect(sessions.at(-1)).toEqual({
    startsAt: '2026-11-27T13:40:00.000Z',
    endsAt: '2026-11-27T15:40:00.000Z',
  });
});

test('is sent once, not again by looking again, a restart or another replica', async () => {
  await book();
  const broker = new Broker();
  const first = start(broker);
  await until('the schedule', () => broker.taken.length === 1);
  await looked(first);
  await first.stop();
  const second = start(broker);
  const replica = start(broker);
  await looked(second);
  await looked(replica);
  expect(broker.taken).toHaveLength(1);
});

test('a broker that was lost with the process before gets everything again, once', async () => {
  await book();
  const broker = new Broker();
  const first = start(broker, { brokerForgets: true });
  await until('the schedule', () => broker.taken.length === 1);
  await looked(first);
  await first.stop();
  const again = start(broker, { brokerForgets: true });
  await until('the schedule again', () => broker.taken.length === 2);
  await looked(again);
  expect(broker.taken).toHaveLength(2);
});

test('follows each change; what is cancelled or over is gone, and who has nothing is told so', async () => {
  const visit = await book();
  const later = await book({ truckId: DT2, firstDay: '2026-12-10', lastDay: '2026-12-11' });
  const broker = new Broker();
  const sender = start(broker);
  const lastOf = (truckId: TruckId) => broker.taken.findLast((schedule) => schedule.truckId === truckId);
  const firstVisitOf = (truckId: TruckId) => lastOf(truckId)?.visits[0];
  await until('both', () => lastOf(DT1) && lastOf(DT2));

  await visits.update(AMINA, visit.visitId, { version: 1, learnersExpected: 40 });
  sender.changed('visits');
  await until('the change', () => firstVisitOf(DT1)?.learnersExpected === 40);
  expect(broker.taken.filter(({ truckId }) => truckId === DT2)).toHaveLength(1);

  await visits.update(AMINA, visit.visitId, { version: 2, state: 'cancelled' });
  sender.changed('visits');
  await until('nothing left', () => lastOf(DT1)?.visits.length === 0);

  // Midnight in Kenya, not in Greenwich, is when a visit is over.
  wallMs = Date.parse('2026-12-11T20:59:00.000Z');
  await looked(sender);
  expect(firstVisitOf(DT2)?.visitId).toBe(later.visitId);
  wallMs = Date.parse('2026-12-11T21:00:00.000Z');
  sender.changed('visits');
  await until('over', () => lastOf(DT2)?.visits.length === 0);
});

test('a truck that never had a visit is sent nothing', async () => {
  const broker = new Broker();
  await looked(start(broker));
  expect(broker.tries).toBe(0);
});

test('a new day has other classes; within one day the schedule stays the same', async () => {
  await book();
  const broker = new Broker();
  const sender = start(broker);
  await until('the schedule', () => broker.taken.length === 1);
  wallMs += 12 * 3_600_000;
  await looked(sender);
  expect(broker.taken).toHaveLength(1);
  wallMs = Date.parse('2026-11-23T21:00:00.000Z');
  sender.changed('visits');
  await until('the next day', () => broker.taken.length === 2);
  expect(broker.taken[1]?.visits[0]?.sessions[0]?.startsAt).toBe('2026-11-24T04:30:00.000Z');
});

test('is said once a day even so, for a broker that lost what it kept', async () => {
  await book({ firstDay: '2027-01-04', lastDay: '2027-01-08' });
  const broker = new Broker();
  const sender = start(broker);
  await until('the schedule', () => broker.taken.length === 1);
  wallMs += DAY_MS;
  sender.changed('visits');
  await until('it again', () => broker.taken.length === 2);
  await looked(sender);
  expect(broker.taken).toHaveLength(2);
});

test('a broker that is away gets it when it is back', async () => {
  await book();
  const broker = new Broker();
  broker.away = true;
  start(broker);
  await until('a try', () => broker.tries > 1);
  expect(broker.taken).toEqual([]);
  broker.away = false;
  await until('the schedule', () => broker.taken.length === 1);
});

test('a database that is away for one pass stops nothing', async () => {
  await book();
  const broker = new Broker();
  let failing = true;
  let failures = 0;
  start(broker, {
    visits: {
      plannedVisits: async (...args) => {
        if (failing) {
          failures++;
          throw new Error('no connection');
        }
        return visits.plannedVisits(...args);
      },
    },
  });
  await until('a failure', () => failures > 0);
  failing = false;
  await until('the schedule', () => broker.taken.length === 1);
});

test('energy ahead stands in it, without days that are over; a change of it is sent', async () => {
  await book();
  const broker = new Broker();
  const day = (name: string, coveredP10: number): Schedule['energy'][number] => ({
    day: name,
    classes: { planned: 5, over: 0, coveredP10, coveredP50: 5, coveredP10AfterShedding: 5 },
    reserveAtP10: '2026-11-23T12:00:00.000Z',
    shed: [{ kind: 'vr', from: '2026-11-23T11:00:00.000Z', savesWh: 420 }],
  });
  let energy = [day('2026-11-22', 5), day('2026-11-23', 3)];
  const energyOf = async () => energy;
  const sender = start(broker, { energyOf });
  await until('the schedule', () => broker.taken.length === 1);
  expect(broker.taken[0]?.energy).toEqual([energy[1]]);
  energy = [day('2026-11-23', 4)];
  sender.changed('forecasts');
  await until('the change', () => broker.taken.length === 2);
  expect(broker.taken[1]?.energy[0]?.classes.coveredP10).toBe(4);
  const read = scheduleReader({ visits, energyOf, timeZone: 'Africa/Nairobi', clock });
  expect(await read(DT1)).toEqual(broker.taken[1]);
});

test('a truck with a schedule can be deleted when it has no visits left in the registry', async () => {
  const truckId = 'DT-30' as TruckId;
  await truckStore(db).create(AMINA, truckBody({ truckId }));
  await scheduleStore(db).noteSent([[truckId, 'x']], manualClock(wallMs).nowMs());
  expect(await truckStore(db).remove(AMINA, truckId, 1)).toMatchObject({ ok: true });
  expect((await scheduleStore(db).sent()).has(truckId)).toBe(false);
});
