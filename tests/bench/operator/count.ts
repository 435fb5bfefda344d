/** What three days came to: what was saved on the phones, held against what the phones know, what the office has, and what Impact counts. */
import type { Impact } from '@digitruck/contract/impact';
import { reportCode } from '@digitruck/contract/session-code';
import type { Session, SessionPage } from '@digitruck/contract/sessions';
import type { Report } from '../../../src/console/operator/outbox/kept.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import type { Tally } from './faults.ts';
import type { Told } from './phone-words.ts';

export type Api = <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>;

/** The last that a person saved of a class, and as the how manieth. */
export type Saved = {
  readonly sessionId: string;
  readonly revision: number;
  readonly report: Report;
  readonly deviceId: string;
};

export type Verdict = {
  readonly seed: number;
  readonly reports: number;
  readonly stored: number;
  /** Saved on a phone, and the office has nothing of it. */
  readonly missing: number;
  /** The office has something else than what was saved last. */
  readonly other: number;
  /** Sessions that nobody reported, and versions beyond those that were saved. */
  readonly twice: number;
  /** That wait for a person, though nothing needs one; and that never got as far as "counted" on the phone. */
  readonly asking: number;
  readonly uncounted: number;
  /** That the truck's hub could not pass on, or heard nothing of. */
  readonly onTruck: number;
  /** Totals of the phones that Impact has otherwise, with both: sessions, hours, heads of each sex, age band and role. */
  readonly totalsOff: readonly string[];
  readonly faults: Tally;
};

export const lossesOf = (verdict: Verdict): number => {
  const { missing, other, twice, asking, uncounted, onTruck, totalsOff } = verdict;
  return missing + other + twice + asking + uncounted + onTruck + totalsOff.length;
};

const DAY_MS = 86_400_000;
const PAGE = 200;

export async function countOf(
  api: Api,
  made: {
    readonly seed: number;
    readonly truckId: string;
    readonly saved: readonly Saved[];
    readonly told: readonly Told[];
    readonly onTruck: number;
    readonly tally: Tally;
  },
): Promise<Verdict> {
  const { seed, truckId, saved, told, onTruck, tally } = made;
  const stored = new Map<string, Session>();
  let cursor: string | null = '';
  let rows = 0;
  while (cursor !== null) {
    const query = `limit=${PAGE}&truckId=${truckId}${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const page: SessionPage = await api('GET', `/sessions?${query}`);
    for (const session of page.items) stored.set(session.sessionId, session);
    rows += page.items.length;
    cursor = page.nextCursor;
  }
  tally['arrived by both ways'] = [...stored.values()].filter(
    ({ receivedVia }) => receivedVia.length > 1,
  ).length;

  const codeOf = ({ sessionId, report, deviceId }: Saved) =>
    reportCode(sessionId, { ...report, device: { deviceId } });
  const revisions = new Map(saved.map(({ sessionId, revision }) => [sessionId, revision]));
  let [missing, other, twice] = [0, 0, rows - stored.size];
  for (const each of saved) {
    const session = stored.get(each.sessionId);
    if (session === undefined) missing++;
    else if (session.code !== codeOf(each)) other++;
  }
  for (const { sessionId, version } of stored.values())
    twice += Math.max(0, version - (revisions.get(sessionId) ?? 0));

  return {
    seed,
    reports: saved.length,
    stored: stored.size,
    missing,
    other,
    twice,
    asking: told.filter(({ trouble }) => trouble !== null).length,
    uncounted: told.filter(({ trouble, step }) => trouble === null && step !== 'counted').length,
    onTruck,
    totalsOff: differences(totalsOfPhones(told), await totalsOfImpact(api, truckId)),
    faults: tally,
  };
}

type Totals = ReadonlyMap<string, number>;
function adder() {
  const totals = new Map<string, number>();
  return {
    totals,
    add(name: string, value: number) {
      if (value !== 0) totals.set(name, (totals.get(name) ?? 0) + value);
    },
  };
}
type Group = { readonly sex: string; readonly ageBand: string; readonly role: string };
const nameOf = ({ sex, ageBand, role }: Group) => `${sex} ${ageBand} ${role}`;

/** By the copy that is the newest, where a report was brought to the other phone. */
function totalsOfPhones(told: readonly Told[]): Totals {
  const newest = new Map<string, Told>();
  for (const each of told) {
    const known = newest.get(each.sessionId);
    if (known === undefined || each.revision > known.revision) newest.set(each.sessionId, each);
  }
  const { totals, add } = adder();
  for (const { report } of newest.values()) {
    if (report.state === 'cancelled') add('sessions cancelled', 1);
    if (report.state !== 'held') continue;
    add('sessions held', 1);
    const hours = (Date.parse(report.endedAt ?? '') - Date.parse(report.startedAt)) / 3_600_000;
    add('hours', hours);
    for (const group of report.headCounts ?? []) {
      add(nameOf(group), group.count);
      add('heads', group.count);
      add('head hours', group.count * hours);
    }
  }
  return totals;
}

async function totalsOfImpact(api: Api, truckId: string): Promise<Totals> {
  // The office puts wrong clocks right, so all of it lies in the last days; an hour's difference of zones is no matter.
  const day = (days: number) => new Date(systemClock.nowMs() + days * DAY_MS).toISOString().slice(0, 10);
  const impact: Impact = await api('GET', `/impact?from=${day(-30)}&to=${day(30)}&truckId=${truckId}`);
  const { totals, add } = adder();
  const figure = (id: string) => impact.figures.find((each) => each.id === id)?.value ?? 0;
  add('sessions held', figure('sessionsHeld'));
  add('sessions cancelled', figure('sessionsCancelled'));
  add('hours', figure('hours'));
  add('heads', figure('attendances'));
  add('head hours', figure('attendanceHours'));
  for (const line of impact.categories) add(nameOf(line), line.attendances);
  return totals;
}

function differences(phones: Totals, impact: Totals): string[] {
  return [...new Set([...phones.keys(), ...impact.keys()])]
    .map((name) => [name, phones.get(name) ?? 0, impact.get(name) ?? 0] as const)
    .filter(([, ofPhones, ofImpact]) => Math.abs(ofPhones - ofImpact) > 1e-6)
    .map(([name, ofPhones, ofImpact]) => `${name}: phones ${ofPhones}, Impact ${ofImpact}`);
}
