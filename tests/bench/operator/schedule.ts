/**
 * Three offline days on two phones, by chance from a seed: 60 reports, some edited or withdrawn, while requests and answers get lost, tabs are
 * killed as they send, a phone is full, its clock is wrong and set, a sign-in expires, the truck's hub relays at once or days later, and codes
 * bring reports to the other phone. Then the network is back, nobody does anything any more, and it is counted.
 *
 * A seed gives the same reports, edits, weather and blows each time; which request meets which of them is a matter of milliseconds.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TruckId } from '@digitruck/contract/ids';
import { AGE_BANDS, ATTENDEE_ROLES, SEXES } from '@digitruck/contract/session-words';
import type { Browser } from 'playwright-core';
import { startHub } from '../../../simulators/hub/hub.ts';
import type { Report } from '../../../src/console/operator/outbox/kept.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import { type Rng, rng } from '../../../src/kernel/rng.ts';
import { startCutOff } from '../../support/cut-off.ts';
import { until } from '../../support/until.ts';
import { type Api, countOf, type Saved, type Verdict } from './count.ts';
import { noFaults } from './faults.ts';
import type { Told } from './phone-words.ts';
import { startRoad } from './road.ts';
import { type Cookie, type TwoTabs, twoTabs } from './tabs.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const CLASSES_A_DAY = 20;
const CLASS_EVERY_MS = 30 * MINUTE_MS;
/** Longer than any wait before the next try. */
const NEXT_TRY_MS = 6 * MINUTE_MS;
/** A phone that gets no further for so long is told as it stands. */
const STUCK_AFTER_MS = 30_000;
const HUB_DONE_WITHIN_MS = 120_000;
const ENDED_WITHIN_MS = 10_000;
const HUB_RESENDS_MS = 5_000;

export type Rig = {
  readonly browser: Browser;
  readonly url: string;
  readonly mqttUrl: string;
  /** What the browser shows as the phone's page. */
  readonly page: string;
  /** With an administrator's key. */
  readonly api: Api;
  /** A new operator of this truck alone, signed in. */
  readonly operatorOf: (truckId: string) => Promise<readonly Cookie[]>;
};

export async function threeDays(rig: Rig, seed: number, truckId: string, reports: number): Promise<Verdict> {
  const ends: (() => unknown)[] = [];
  try {
    return await runDays(rig, { seed, truckId, reports, onEnd: (end) => void ends.push(end) });
  } finally {
    // A browser that was ended with all else answers no more.
    for (const end of ends.reverse())
      await Promise.race([end(), sleep(ENDED_WITHIN_MS, undefined, { ref: false })]).catch(() => {});
  }
}

type Plan = {
  readonly seed: number;
  readonly truckId: string;
  readonly reports: number;
  readonly onEnd: (end: () => unknown) => void;
};

async function runDays(rig: Rig, { seed, truckId, reports, onEnd }: Plan): Promise<Verdict> {
  const dice = rng(seed);
  const tally = noFaults();
  await rig.api('POST', '/trucks', { truckId });
  const cookies = await rig.operatorOf(truckId);
  const folder = mkdtempSync(join(tmpdir(), 'digitruck-hub-'));
  onEnd(() => rmSync(folder, { recursive: true, force: true }));
  // The truck is out of reach, or not: its hub relays when it has come home, or at once.
  const truckLink = await startCutOff(rig.mqttUrl);
  onEnd(truckLink.close);
  if (dice.next() < 0.5) truckLink.cut();
  const hub = await startHub({
    truckId: truckId as TruckId,
    mqttUrl: truckLink.url,
    port: 0,
    folder,
    clock: systemClock,
    resendMs: HUB_RESENDS_MS,
  });
  onEnd(hub.stop);

  const beganMs = Math.floor(systemClock.nowMs() / DAY_MS) * DAY_MS - 3 * DAY_MS + 5 * 60 * MINUTE_MS;
  const phones: TwoTabs[] = [];
  const roads = [];
  for (const name of ['a', 'b']) {
    const own = dice.fork(name);
    const road = await startRoad({ to: rig.url, leadsTo: 'office', page: rig.page, dice: own, tally });
    onEnd(road.close);
    const hubRoad = await startRoad({ to: hub.url, leadsTo: 'hub', page: '', dice: own, tally });
    onEnd(hubRoad.close);
    roads.push(road, hubRoad);
    const { browser } = rig;
    const phone = await twoTabs({
      browser,
      road,
      hub: hubRoad,
      cookies,
      dice: own.fork('tabs'),
      tally,
      nowMs: beganMs,
    });
    onEnd(phone.close);
    phones.push(phone);
  }
  const [one, other] = phones as [TwoTabs, TwoTabs];

  const saved = new Map<string, Saved>();
  async function save(phone: TwoTabs, sessionId: string, report: Report): Promise<void> {
    const seen = saved.get(sessionId)?.revision ?? 0;
    await phone.save(sessionId, report, seen);
    saved.set(sessionId, { sessionId, revision: seen + 1, report, deviceId: phone.deviceId });
  }
  let isOffline = true;
  for (let n = 0; n < reports; n++) {
    const [phone, neighbour] = n % 2 === 0 ? [one, other] : [other, one];
    const [day, place] = [Math.floor(n / CLASSES_A_DAY), n % CLASSES_A_DAY];
    await phone.setTime(beganMs + day * DAY_MS + (place + 1) * CLASS_EVERY_MS);
    // For hours there is no network at all; in between some.
    if (dice.next() < 0.15) isOffline = !isOffline;
    for (const road of roads) road.setBad(isOffline && dice.next() < 0.9 ? 1 : 0.7 * dice.next());
    if (dice.next() < 0.05) {
      phone.setClock();
      await phone.setTime(beganMs + day * DAY_MS + (place + 1) * CLASS_EVERY_MS);
    }
    if (dice.next() < 0.25)
      await phone.setRoom(dice.next() < 0.6 ? 'plenty' : dice.next() < 0.7 ? 'small' : 'none');
    if (dice.next() < 0.08) await phone.signOut();
    else if (dice.next() < 0.25) await phone.signIn();
    await save(phone, randomUUID(), reportNo(n, truckId, phone.nowMs(), dice));

    // Something was wrong in one of an earlier class, or it was no class at all.
    const mine = [...saved.values()].filter(({ deviceId }) => deviceId === phone.deviceId);
    const earlier = mine[dice.int(mine.length)];
    if (earlier !== undefined && dice.next() < 0.15) {
      const told = (await phone.told()).find(({ sessionId }) => sessionId === earlier.sessionId);
      if (told !== undefined && told.step !== 'saved') tally['edited once it had arrived'] += 1;
      const report: Report =
        dice.next() < 0.2
          ? { ...earlier.report, state: 'withdrawn' }
          : { ...earlier.report, headCounts: headsOf(dice), notes: `so ${n} ürekebisha` };
      await save(phone, earlier.sessionId, report);
    }
    if (dice.next() < 0.04) {
      const codes = await phone.rescueCodes();
      if (codes.length > 0) await neighbour.bringIn(shuffled(codes, dice.fork(`codes ${n}`)));
    }
    if (dice.next() < 0.45) await phone.pass(dice.next() < 0.35);
  }

  for (const road of roads) road.setBad(0);
  truckLink.restore();
  let nowMs = systemClock.nowMs();
  for (const phone of phones) {
    await phone.setRoom('plenty');
    await phone.signIn();
  }
  const isThrough = ({ step, trouble }: Told) => step === 'counted' || trouble !== null;
  const told: Told[] = [];
  for (const phone of phones) {
    let before = '';
    let movedMs = performance.now();
    while (performance.now() < movedMs + STUCK_AFTER_MS) {
      nowMs += NEXT_TRY_MS;
      await phone.setTime(nowMs);
      await phone.pass(false);
      const list = await phone.told();
      if (list.every(isThrough)) break;
      const now = list.map(({ step }) => step).join();
      if (now !== before) movedMs = performance.now();
      before = now;
    }
  }
  for (const road of roads) await road.quiet();
  const onTruck = await until('the hub', () => passedOn(hub.url), { withinMs: HUB_DONE_WITHIN_MS }).then(
    () => 0,
    () => waitingAt(hub.url),
  );
  for (const phone of phones) told.push(...(await phone.told()));
  return countOf(rig.api, { seed, truckId, saved: [...saved.values()], told, onTruck, tally });
}

async function waitingAt(hubUrl: string): Promise<number> {
  const { waiting } = (await (await fetch(`${hubUrl}/api/v1/hub`)).json()) as { waiting: number };
  return waiting;
}
const passedOn = async (hubUrl: string) => (await waitingAt(hubUrl)) === 0;

const pick = <Item>(list: readonly Item[], dice: Rng): Item => list[dice.int(list.length)] as Item;

/** One to four groups of people, each once. */
function headsOf(dice: Rng): NonNullable<Report['headCounts']> {
  const groups = new Map<string, NonNullable<Report['headCounts']>[number]>();
  for (let left = 1 + dice.int(4); left > 0; left--) {
    const [sex, ageBand, role] = [pick(SEXES, dice), pick(AGE_BANDS, dice), pick(ATTENDEE_ROLES, dice)];
    groups.set(`${sex} ${ageBand} ${role}`, { sex, ageBand, role, count: 1 + dice.int(20) });
  }
  return [...groups.values()];
}

/** Of a class that has just ended, by the phone's clock. */
function reportNo(n: number, truckId: string, nowMs: number, dice: Rng): Report {
  const endMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  const times = {
    truckId,
    startedAt: new Date(endMs - (1 + dice.int(8)) * 15 * MINUTE_MS).toISOString(),
    endedAt: new Date(endMs).toISOString(),
    notes: dice.next() < 0.2 ? `class ${n}: “Faili na folda” – 🖥` : '',
  } as const;
  return dice.next() < 0.1
    ? { ...times, state: 'cancelled', problems: [{ kind: 'fuel', note: '' }] }
    : { ...times, state: 'held', headCounts: headsOf(dice) };
}

/** As somebody photographs them: in any order, some twice. */
function shuffled(codes: readonly string[], dice: Rng): string[] {
  const drawn = codes.flatMap((code) => (dice.next() < 0.3 ? [code, code] : [code]));
  for (let at = drawn.length - 1; at > 0; at--) {
    const other = dice.int(at + 1);
    [drawn[at], drawn[other]] = [drawn[other] as string, drawn[at] as string];
  }
  return drawn;
}
