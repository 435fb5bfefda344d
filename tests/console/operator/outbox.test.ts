/** What an operator saved arrives exactly once as it was last saved, or is shown as needing somebody; whatever happens on the way. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { examSheets } from '../../../src/console/operator/exam-sheets.ts';
import {
  answered,
  bodyOf,
  isDue,
  type Kept,
  type Report,
  saved,
  stepOf,
  takenUp,
  waitMs,
  waits,
  yielded,
} from '../../../src/console/operator/outbox/kept.ts';
import { leaseLock } from '../../../src/console/operator/outbox/lock.ts';
import { outbox } from '../../../src/console/operator/outbox/outbox.ts';
import {
  memoryPhotos,
  photoRefused,
  photoWaits,
  tooMany,
} from '../../../src/console/operator/outbox/photos.ts';
import { answerOf, type Reply, senderOf } from '../../../src/console/operator/outbox/sender.ts';
import { memoryPlace, type Place, storeOf } from '../../../src/console/operator/outbox/store.ts';
import { memoryThings } from '../../../src/console/operator/outbox/things.ts';
import { reportCode } from '../../../src/contract/session-code.ts';
import { manualClock } from '../../../src/kernel/clock.ts';
import { rng } from '../../../src/kernel/rng.ts';
import { FINE, fakeLink, fakeOffice } from './fake-office.ts';

const START_MS = Date.parse('2026-11-26T06:00:00Z');
const uuid = (n: number) => `0000000${n.toString(16)}`.slice(-8).concat('-0000-4000-8000-000000000000');
const reportNo = (n: number, change: Partial<Report> = {}): Report => ({
  truckId: 'DT-01',
  state: 'held',
  startedAt: '2026-11-26T06:00:00.000Z',
  endedAt: '2026-11-26T08:00:00.000Z',
  headCounts: [{ sex: 'female', ageBand: '18-24', role: 'learner', count: n + 1 }],
  notes: '',
  ...change,
});
const keptNo = (n: number, change: Partial<Report> = {}): Kept =>
  saved(undefined, { sessionId: uuid(n), report: reportNo(n, change), deviceId: uuid(99), atMs: START_MS });

/** Gives other work a turn. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('one step at a time', () => {
  const now = { ms: START_MS, dice: 0 };
  const received = { kind: 'received', version: 1, step: 'received' } as const;

  test('saved, on the truck, received, counted', () => {
    let kept = keptNo(1);
    expect([stepOf(kept), waits(kept)]).toEqual(['saved', true]);
    kept = answered(kept, 1, { kind: 'on-truck' }, now);
    expect([stepOf(kept), waits(kept)]).toEqual(['on-truck', true]);
    kept = answered(kept, 1, received, now);
    expect([stepOf(kept), waits(kept), kept.basedOn]).toEqual(['received', false, 1]);
    kept = answered(kept, 1, { ...received, step: 'counted' }, now);
    expect(stepOf(kept)).toBe('counted');
  });

  test('a phone that reaches only the truck hears of the office through the hub; a conflict it leaves to the office', async () => {
    const store = storeOf([memoryPlace()]);
    const office = fakeOffice();
    const link = fakeLink(office, rng(1), turn);
    link.weather = { ...FINE, lost: 1 };
    const clock = manualClock(START_MS);
    const box = outbox({ store, sender: link, lock: (work) => work(), clock, dice: () => 0, onChange() {} });
    const save = (n: number, change: Partial<Report> = {}) => store.update(uuid(n), () => keptNo(n, change));
    const steps = async () => {
      await box.pass({ now: true });
      const all = (await store.all()).sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1));
      return all.map((kept) => kept.trouble?.kind ?? stepOf(kept));
    };
    office.put(uuid(3), bodyOf({ ...keptNo(3, { notes: 'other phone' }), deviceId: uuid(98) }, START_MS));
    await save(1);
    await save(2, { notes: 'impossible' });
    await save(3);
    expect(await steps()).toEqual(['on-truck', 'on-truck', 'on-truck']);
    link.relay();
    expect(await steps()).toEqual(['received', 'needs-fix', 'on-truck']);
    link.weather = FINE;
    expect(await steps()).toEqual(['received', 'needs-fix', 'conflict']);
  });

  test('a report of another phone that is taken up here replaces theirs, unless somebody changed it meanwhile', () => {
    const office = fakeOffice();
    const theirs = { ...keptNo(4), deviceId: uuid(98) };
    const put = (kept: Kept) => office.put(kept.sessionId, bodyOf(kept, START_MS));
    put(theirs);
    const taken = takenUp(office.session(theirs.sessionId), uuid(99), START_MS);
    const { code } = office.session(theirs.sessionId);
    expect([stepOf(taken), waits(taken), taken.code]).toEqual(['received', false, code]);
    const report = reportNo(9);
    const made = { sessionId: theirs.sessionId, report, deviceId: uuid(99), atMs: START_MS };
    const edited = saved(taken, made);
    expect([stepOf(edited), waits(edited)]).toEqual(['saved', true]);
    expect(put(edited)).toMatchObject({ kind: 'received', version: 2 });
    office.edit(theirs.sessionId, { notes: 'at the desk' });
    expect(put(saved(taken, { ...made, deviceId: uuid(97) }))).toMatchObject({ kind: 'conflict' });
  });

  test('an answer to what was sent never covers what was saved meanwhile', () => {
    const first = keptNo(1);
    const edited = saved(first, {
      sessionId: uuid(1),
      report: reportNo(5),
      deviceId: uuid(99),
      atMs: START_MS,
    });
    const after = answered(edited, 1, received, now);
    expect([stepOf(after), waits(after)]).toEqual(['saved', true]);
    const refused = { kind: 'needs-fix', status: 400, detail: '', fields: [] } as const;
    expect(answered(edited, 1, refused, now).trouble).toBeNull();
    expect(answered(edited, 2, refused, now).trouble).toEqual(refused);
  });

  test('a failure waits twice as long each time, up to five minutes, never quite as long as its neighbour', () => {
    expect([0, 1, 2, 30].map((tries) => waitMs(tries, 0.999999))).toEqual([4000, 8000, 16_000, 300_000]);
    expect(waitMs(30, 0)).toBe(150_000);
    let kept = keptNo(1);
    kept = answered(kept, 1, { kind: 'later', afterMs: 60_000 }, now);
    expect(kept.nextTryMs).toBe(START_MS + 60_000);
    expect(waits(kept)).toBe(true);
    // Not before its time, unless the clock was set back by days since; and nobody asks for days.
    const due = [0, 59_999, 60_000, -2 * 86_400_000].map((ms) => isDue(kept, START_MS + ms));
    expect(due).toEqual([false, false, true, true]);
    kept = answered(kept, 1, { kind: 'later', afterMs: 2 * 86_400_000 }, now);
    expect(kept.nextTryMs).toBe(START_MS + 3_600_000);
  });

  test('a conflict is asked: mine is sent on top of theirs, or theirs stays', () => {
    const office = fakeOffice();
    const mine = keptNo(1);
    office.put(uuid(1), {
      ...reportNo(1),
      device: { deviceId: uuid(5), revision: 1, savedAt: '' },
      basedOn: 0,
    });
    office.edit(uuid(1), { walkIns: 3 });
    const answer = office.put(uuid(1), {
      ...reportNo(9),
      device: { deviceId: uuid(99), revision: 1, savedAt: '' },
      basedOn: 0,
    });
    expect(answer.kind).toBe('conflict');
    const asked = answered(mine, 1, answer, now);
    expect([asked.trouble?.kind, waits(asked)]).toEqual(['conflict', false]);
    const again = saved(asked, {
      sessionId: uuid(1),
      report: mine.report,
      deviceId: uuid(99),
      atMs: START_MS,
    });
    expect([again.basedOn, waits(again)]).toEqual([2, true]);
    const left = yielded(asked);
    expect([left.report.walkIns, left.trouble, waits(left), stepOf(left)]).toEqual([
      3,
      null,
      false,
      'received',
    ]);
    expect(left.code).toBe(office.rows.get(uuid(1))?.code);
  });
});

describe('what an answer means', () => {
  const kept = { sessionId: uuid(1) };
  const problem = (status: number, more: object = {}) => ({
    status,
    retryAfterMs: null,
    json: {
      type: 'urn:digitruck:problem:bad-input',
      title: 'Bad',
      detail: 'Check: endedAt.',
      status,
      ...more,
    },
  });

  test('a receipt names the report; a page in between that says 200 is none, and its 403 parks nothing', () => {
    const row = { sessionId: uuid(1), version: 3, step: 'counted' };
    expect(answerOf({ status: 200, json: row, retryAfterMs: null }, kept)).toEqual({
      kind: 'received',
      version: 3,
      step: 'counted',
    });
    expect(answerOf({ status: 202, json: { sessionId: uuid(1) }, retryAfterMs: null }, kept).kind).toBe(
      'on-truck',
    );
    expect(answerOf({ status: 200, json: undefined, retryAfterMs: null }, kept).kind).toBe('later');
    expect(
      answerOf({ status: 200, json: { ...row, sessionId: uuid(2) }, retryAfterMs: null }, kept).kind,
    ).toBe('later');
    expect(answerOf({ status: 403, json: undefined, retryAfterMs: null }, kept).kind).toBe('later');
    expect(answerOf({ status: 401, json: undefined, retryAfterMs: null }, kept).kind).toBe('later');
    expect(answerOf(undefined, kept).kind).toBe('unreachable');
  });

  test('a refusal says which field, a 409 without a session is one, and 429 and 500 are not', () => {
    const errors = [{ field: 'endedAt', value: null, problem: 'must be given', code: 'missing' }];
    expect(answerOf(problem(400, { errors }), kept)).toEqual({
      kind: 'needs-fix',
      status: 400,
      type: 'bad-input',
      detail: 'Check: endedAt.',
      fields: [{ field: 'endedAt', problem: 'must be given', code: 'missing' }],
    });
    expect(answerOf(problem(401), kept).kind).toBe('signed-out');
    expect(answerOf(problem(409), kept).kind).toBe('needs-fix');
    expect(answerOf(problem(409, { current: { sessionId: uuid(1), version: 2 } }), kept).kind).toBe(
      'conflict',
    );
    expect(answerOf({ ...problem(429), retryAfterMs: 9000 }, kept)).toEqual({ kind: 'later', afterMs: 9000 });
    expect(answerOf(problem(500), kept).kind).toBe('later');
  });
});

test('a photo goes once and stays to be looked at; one that is removed is removed at the office; a refused one waits for somebody', async () => {
  const asked: string[] = [];
  const answers: Record<string, Reply | undefined> = {};
  const photos = memoryPhotos();
  const sender = senderOf({
    ask: async (url, { method = '' }) => {
      const key = `${method} ${url.split('?')[0]?.slice(-36)}`;
      asked.push(key);
      return key in answers ? answers[key] : { status: 204, json: undefined, retryAfterMs: null };
    },
    hubsOf: () => [],
    photos,
    clock: manualClock(START_MS),
  });
  const of = { sessionId: uuid(1), takenAt: '', caption: '', consent: 'all', image: new Blob(['12345']) };
  for (const n of [1, 2, 3, 4]) await photos.add({ ...of, photoId: uuid(n) });
  await photos.add({ ...of, photoId: uuid(5), sessionId: uuid(2) });
  const errors = [{ field: 'body', problem: 'is no picture', code: 'no-picture' }];
  const problem = { type: 'urn:digitruck:problem:bad-input', title: 'Bad', errors };
  answers[`PUT ${uuid(3)}`] = { status: 400, json: problem, retryAfterMs: null };
  answers[`PUT ${uuid(4)}`] = undefined;
  const pass = async (...received: number[]) => {
    asked.length = 0;
    const ok = await sender.photos(new Set(received.map(uuid)));
    return [ok, ...asked.map((key) => key.replace(/ 0+(\d).*/, ' $1'))];
  };
  const state = async () =>
    (await photos.notes()).map((note) => [
      photoWaits(note),
      photoRefused(note),
      note.refused?.fields[0]?.code,
    ]);
  // Its report is not there yet, so the fifth stays; the fourth's answer is lost.
  expect(await pass(1)).toEqual([false, 'PUT 1', 'PUT 2', 'PUT 3', 'PUT 4']);
  expect(await state()).toEqual([
    [false, false, undefined],
    [false, false, undefined],
    [false, true, 'no-picture'],
    [true, false, undefined],
    [true, false, undefined],
  ]);
  expect((await photos.read(uuid(1)))?.image.size).toBe(5);
  // What was sent, or may have been, is taken away there; what the office has never heard of only here. A wish can be taken back until then.
  for (const n of [1, 2, 4, 5]) await photos.change(uuid(n), { removed: true });
  await photos.change(uuid(2), { removed: false });
  answers[`DELETE ${uuid(1)}`] = { status: 500, json: undefined, retryAfterMs: null };
  const gone = { type: 'urn:digitruck:problem:not-found', title: 'There is no such thing' };
  answers[`DELETE ${uuid(4)}`] = { status: 404, json: gone, retryAfterMs: null };
  expect(await pass(1)).toEqual([true, 'DELETE 1', 'DELETE 4']);
  expect((await photos.notes()).map(({ photoId }) => photoId)).toEqual([1, 2, 3].map(uuid));
  delete answers[`DELETE ${uuid(1)}`];
  expect(await pass(1)).toEqual([true, 'DELETE 1']);
  expect(await pass(1)).toEqual([true]);
  // The oldest pictures make room; what waits never does.
  const notes = [1, 2, 3].map((n) => ({
    ...of,
    photoId: uuid(n),
    bytes: 40,
    refusedWhy: null,
    sentAt: `${n}`,
  }));
  expect(tooMany([...notes, { ...of, photoId: uuid(4), bytes: 40, refusedWhy: null }], 100)).toEqual([
    uuid(1),
  ]);
});

test('a place that refuses is followed by the next; the page says what only it has; room again settles it', async () => {
  let full = false;
  const inner = memoryPlace();
  const disk: Place = {
    all: inner.all,
    update: (id, change) =>
      full ? Promise.reject(new Error('QuotaExceededError')) : inner.update(id, change),
  };
  const store = storeOf([disk]);
  expect(await store.update(uuid(1), () => keptNo(1))).toBe('disk');
  full = true;
  const edit = (kept: Kept | undefined) =>
    saved(kept, { sessionId: uuid(1), report: reportNo(7), deviceId: uuid(99), atMs: START_MS });
  expect(await store.update(uuid(1), edit)).toBe('screen');
  expect(store.onlyHere()).toEqual([uuid(1)]);
  expect((await store.all()).map(({ revision, writes }) => [revision, writes])).toEqual([[2, 2]]);
  full = false;
  await store.settle();
  expect(store.onlyHere()).toEqual([]);
  expect((await inner.all()).map(({ revision }) => revision)).toEqual([2]);
});

test('a lease lets one tab work, and is taken from a tab that has ended', async () => {
  const clock = manualClock(START_MS);
  let held: { owner: string; untilMs: number } | undefined;
  const place = async (mayTake: (lease: typeof held) => typeof held) => {
    const next = mayTake(held);
    held = next ?? held;
    return next !== undefined;
  };
  const [a, b] = [leaseLock(place, 'a', clock), leaseLock(place, 'b', clock)];
  const inside = await a(async () => [await b(async () => 'both'), await a(async () => 'again')]);
  expect(inside).toEqual([undefined, undefined]);
  expect(await b(async () => 'after')).toBe('after');
  held = { owner: 'gone', untilMs: START_MS + 60_000 };
  expect(await b(async () => 'too soon')).toBeUndefined();
  clock.advance(60_000);
  expect(await b(async () => 'later')).toBe('later');
  // It ended, and the clock was set back by a day.
  held = { owner: 'gone', untilMs: clock.nowMs() + 86_400_000 };
  expect(await b(async () => 'set back')).toBe('set back');
});

test('exam results wait for the office’s own answer; what is typed over on their way is sent again', async () => {
  const clock = manualClock(START_MS);
  const answers: (Reply | undefined)[] = [];
  const sent: unknown[] = [];
  let meanwhile = async () => {};
  const sheets = examSheets(
    memoryThings(),
    async (url, { body }) => {
      const { results, basedOn, device } = JSON.parse(String(body));
      sent.push([url.split('/').at(-2), results, basedOn, device.revision]);
      await meanwhile();
      return answers.shift();
    },
    clock,
    'phone',
  );
  const reply = (status: number, json: unknown) => ({ status, json, retryAfterMs: null });
  const stateOf = async () => (await sheets.read('c'))?.state;
  await sheets.save('c', '2026-11-26', { a: 81.5 }, 4);
  // Nobody there, a page in between that says 200 or 403, an expired sign-in.
  const problem = (status: number) => reply(status, { type: 'urn:digitruck:problem:x', detail: 'Not so.' });
  for (const answer of [undefined, reply(200, {}), reply(403, undefined), problem(401), problem(503)]) {
    answers.push(answer);
    await sheets.send();
    expect(await stateOf()).toBe('waits');
  }
  clock.advance(1000);
  meanwhile = async () => {
    meanwhile = async () => {};
    await sheets.save('c', '2026-11-26', { a: 80, b: null }, 4);
  };
  answers.push(reply(200, { results: 1, version: 5 }), reply(200, { results: 2, version: 6 }));
  await sheets.send();
  expect(await stateOf()).toBe('waits');
  await sheets.send();
  expect(await stateOf()).toBe('sent');
  expect(sent.at(-1)).toEqual([
    'c',
    [
      { learnerId: 'a', scorePct: 80 },
      { learnerId: 'b', scorePct: null },
    ],
    4,
    2,
  ]);
  // Somebody else noted the same learner meanwhile: asked, and only what is decided is sent, knowing of theirs.
  clock.advance(1000);
  await sheets.save('c', '2026-11-26', { a: 70, b: 60 }, 4);
  const current = {
    version: 8,
    updatedBy: 'Wanjiru',
    results: [{ learnerId: 'a', scorePct: 75, takenOn: null }],
  };
  const conflict = () => reply(409, { type: 'urn:digitruck:problem:version-conflict', current });
  answers.push(conflict());
  await sheets.send();
  await sheets.send();
  expect(await sheets.read('c')).toMatchObject({ state: 'conflict', basedOn: 6, current });
  const decide = async (mine: boolean) => {
    const sheet = await sheets.read('c');
    if (sheet !== undefined) await sheets.decide(sheet, mine);
  };
  await decide(false);
  answers.push(conflict());
  await sheets.send();
  expect(sent.at(-1)).toEqual(['c', [{ learnerId: 'b', scorePct: 60 }], 8, 4]);
  await decide(true);
  answers.push(reply(200, { results: 1, version: 9 }));
  await sheets.send();
  expect([await stateOf(), sent.at(-1)]).toEqual(['sent', ['c', [{ learnerId: 'b', scorePct: 60 }], 8, 5]]);
  await sheets.save('c', '2026-11-26', { a: 1 }, 9);
  answers.push(conflict());
  await sheets.send();
  await decide(false);
  expect(await sheets.read('c')).toMatchObject({ state: 'sent', scores: {} });

  clock.advance(1000);
  await sheets.save('c', '2026-11-26', { a: 1 }, 9);
  answers.push(problem(404));
  await sheets.send();
  expect(await sheets.read('c')).toMatchObject({ state: 'refused', why: 'Not so.' });
});

/** Three days on one truck, with everything going wrong, and then a good network. */
async function threeDays(seed: number) {
  const dice = rng(seed);
  const chance = (share: number) => dice.next() < share;
  const clock = manualClock(START_MS);
  const office = fakeOffice();
  const link = fakeLink(office, dice.fork('link'), turn);
  let broken = false;
  const inner = memoryPlace();
  const place: Place = {
    all: inner.all,
    async update(id, change) {
      if (broken && chance(0.5)) throw new Error('QuotaExceededError');
      await inner.update(id, change);
    },
  };
  let busy = false;
  const lock = async <Result>(work: () => Promise<Result>) => {
    // Two tabs that both believe they hold the lock must do no harm.
    if (busy && chance(0.8)) return undefined;
    busy = true;
    try {
      return await work();
    } finally {
      busy = false;
    }
  };
  let store = storeOf([place]);
  const tabs = () =>
    [0, 1].map(() => outbox({ store, sender: link, lock, clock, dice: dice.next, onChange: () => {} }));
  let [tab, other] = tabs();
  const wanted = new Map<string, string>();
  const touchedByOffice = new Set<string>();

  for (let n = 0; n < 12; n++) {
    const share = () => (chance(0.5) ? 0 : dice.next());
    link.weather = {
      lost: share(),
      answerLost: share(),
      twice: share(),
      serverError: share(),
      hubLost: share(),
    };
    link.signedIn = chance(0.8);
    broken = chance(0.2);
    const id = uuid(chance(0.25) && n > 0 ? dice.int(n) : n);
    const report = reportNo(n, chance(0.1) ? { notes: 'impossible' } : { walkIns: dice.int(9) });
    const change = (before: Kept | undefined) =>
      saved(before, { sessionId: id, report, deviceId: uuid(99), atMs: clock.nowMs() });
    const passing = chance(0.5) ? tab?.pass({ now: true }) : undefined;
    if (chance(0.5)) await turn();
    const where = await store.update(id, change);
    wanted.set(id, reportCode(id, { ...report, device: { deviceId: uuid(99) } }));
    await Promise.all([passing, tab?.pass(), chance(0.5) ? other?.pass({ now: true }) : undefined]);
    if (chance(0.2)) link.relay();
    if (chance(0.2)) office.count();
    if (chance(0.1) && office.rows.has(id)) {
      office.edit(id, { waiting: 5 });
      touchedByOffice.add(id);
    }
    // Killed: what only the screen had is lost with it, as it said; so only a page without any is.
    if (chance(0.3) && where === 'disk' && store.onlyHere().length === 0) {
      store = storeOf([place]);
      [tab, other] = tabs();
    }
    clock.advance(3_600_000 * dice.next());
  }
  broken = false;
  link.weather = FINE;
  link.signedIn = true;
  link.relay();
  for (let n = 0; n < 3; n++) {
    await tab?.pass({ now: true });
    office.count();
    clock.advance(600_000);
  }
  return { office, store, wanted, touchedByOffice };
}

test('three days of faults, then a network: each report is there once as last saved, or asks for somebody', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const { office, store, wanted, touchedByOffice } = await threeDays(seed);
      const kept = new Map((await store.all()).map((each) => [each.sessionId, each]));
      expect([...kept.keys()].sort()).toEqual([...wanted.keys()].sort());
      expect([...office.rows.keys()].every((id) => wanted.has(id))).toBe(true);
      for (const [id, code] of wanted) {
        const each = kept.get(id) as Kept;
        expect(each.code).toBe(code);
        if (each.trouble !== null) {
          expect(each.trouble.kind === 'needs-fix' || touchedByOffice.has(id)).toBe(true);
          continue;
        }
        expect(stepOf(each)).toBe('counted');
        const sameThere = office.rows.get(id)?.code === code;
        expect(each.changedThere).toBe(!sameThere);
        expect(sameThere || touchedByOffice.has(id)).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});
