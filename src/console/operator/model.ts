/**
 * The page's state and what can be done to it, apart from how it looks. Screens read `state` and are drawn again when it changes; all that
 * matters is on the disk before the screen says so.
 */
import type { OperatorPack } from '@digitruck/contract/operator';
import type { Session } from '@digitruck/contract/sessions';
import type { Clock } from '../../kernel/clock.ts';
import { askedOf } from './asked.ts';
import type { Reading } from './battery.ts';
import type { Draft } from './draft.ts';
import type { ExamSheet } from './exam-sheets.ts';
import { withoutNames } from './names.ts';
import { broughtIn } from './outbox/brought-in.ts';
import { type Kept, saved, takenUp, yielded } from './outbox/kept.ts';
import type { Outbox, Pass } from './outbox/outbox.ts';
import type { PhotoBox } from './outbox/photos.ts';
import { ask } from './outbox/sender.ts';
import type { Store } from './outbox/store.ts';
import type { Things } from './outbox/things.ts';
import { getJson, myTrucks, type Person, packOf, signIn, signOut, whoAmI } from './requests.ts';
import type { Model, State, TruckName } from './state.ts';

export type ModelDeps = {
  readonly store: Store;
  readonly photos: PhotoBox;
  readonly things: Things;
  readonly makeOutbox: (onChange: (pass?: Pass) => void) => Outbox;
  readonly deviceId: string;
  readonly clock: Clock;
  /** Tells other tabs that something is new; and is told by them. */
  readonly neighbours: { tell(): void; onNews(listener: () => void): void };
};

const REFRESH_EVERY_MS = 15 * 60_000;
const KEEP_COUNTED_MS = 21 * 86_400_000;

export function modelOf(deps: ModelDeps): Model {
  const { store, photos, things, deviceId, clock, neighbours } = deps;
  const listeners = new Set<() => void>();
  let state: State = {
    ready: false,
    person: undefined,
    signedIn: 'yes',
    trucks: [],
    truckId: undefined,
    pack: undefined,
    packRefused: undefined,
    asking: false,
    reading: undefined,
    skewMs: 0,
    kept: [],
    onlyHere: [],
    photos: [],
    examsWait: [],
    examsRefused: [],
    asked: [],
    office: 'not-tried',
    hub: 'not-tried',
    sending: false,
  };
  const set = (change: Partial<State>) => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };
  /** What can't be kept is not worth losing the page for: the pack comes again, reports go their own way. */
  const keep = (name: string, thing: unknown) => things.set(name, thing).catch(() => {});

  let timer: ReturnType<typeof setTimeout> | undefined;
  const outbox = deps.makeOutbox((pass) => {
    void readKept();
    neighbours.tell();
    if (pass === undefined) return;
    const { office, hub } = pass;
    if (office === 'signed-out') set({ office, hub, signedIn: 'expired' });
    else set({ office: office === 'not-tried' ? state.office : office, hub });
  });

  async function readKept(): Promise<void> {
    const [kept, pictures] = await Promise.all([store.all(), photos.notes().catch(() => [])]);
    kept.sort((a, b) => (a.report.startedAt < b.report.startedAt ? 1 : -1));
    set({ kept, onlyHere: store.onlyHere(), photos: pictures });
    await purge(kept);
  }

  const examSheets = async () => (await import('./exam-sheets.ts')).examSheets(things, ask, clock, deviceId);
  async function readExams(): Promise<void> {
    const names = (await things.names().catch(() => [])).filter((name) => name.startsWith('exam '));
    const all = await Promise.all(names.map((name) => things.get<ExamSheet>(name)));
    const of = (...wanted: string[]) =>
      all.flatMap((sheet) => (sheet && wanted.includes(sheet.state) ? [sheet.cohortId] : []));
    set({ examsWait: of('waits'), examsRefused: of('refused', 'conflict') });
  }
  async function sendExams(): Promise<void> {
    await readExams();
    if (state.examsWait.length === 0) return;
    await (await examSheets()).send();
    await readExams();
  }

  /** Who decides over results needs the names. */
  const examsHere = () => [...state.examsWait, ...state.examsRefused];
  async function purge(kept: readonly Kept[]): Promise<void> {
    const { pack } = state;
    if (pack === undefined) return;
    const without = withoutNames(pack, kept, clock.nowMs(), examsHere());
    if (without === pack) return;
    set({ pack: without });
    await keep(`pack ${pack.truckId}`, without);
  }

  /** What was counted weeks ago is in the office; the phone need not carry it. */
  async function forgetOld(): Promise<void> {
    const before = clock.nowMs() - KEEP_COUNTED_MS;
    for (const { sessionId, officeStep, officeRevision, revision, savedAt } of await store.all()) {
      const done = officeStep === 'counted' && officeRevision >= revision;
      if (!done || Date.parse(savedAt) >= before) continue;
      await store.update(sessionId, () => null);
      for (const note of state.photos)
        if (note.sessionId === sessionId && note.sentAt !== undefined && note.removed !== true)
          await photos.remove(note.photoId).catch(() => {});
    }
  }

  async function sendNow(now = true): Promise<void> {
    clearTimeout(timer);
    set({ sending: true });
    try {
      await outbox.pass({ now });
      await readKept();
      await sendExams().catch(() => {});
    } finally {
      set({ sending: false });
      const reportMs = await outbox.nextMs();
      const nextMs = reportMs ?? (state.examsWait.length > 0 ? Number.POSITIVE_INFINITY : undefined);
      clearTimeout(timer);
      if (nextMs !== undefined) {
        const inMs = Math.min(60_000, Math.max(1000, nextMs - clock.nowMs()));
        timer = setTimeout(() => void sendNow(false), inMs);
      }
    }
  }

  async function loadPack(truckId: string): Promise<void> {
    const pack = await things.get<OperatorPack>(`pack ${truckId}`);
    const reading = await things.get<Reading>(`charge ${truckId}`);
    // What was made later than now was not: the clock was set back, or never right.
    const skewMs = pack === undefined ? 0 : Math.max(0, Date.parse(pack.madeAt) - clock.nowMs());
    set({ truckId, pack, reading, skewMs, packRefused: undefined });
  }

  async function refreshPack(): Promise<void> {
    const { truckId } = state;
    if (truckId === undefined) return;
    const got = await packOf(truckId);
    if (!got.ok) {
      if (got.why === 'signed-out') set({ signedIn: 'expired', office: 'signed-out' });
      if (got.why === 'unreachable') set({ office: 'unreachable' });
      if (got.why === 'refused') set({ packRefused: got.detail });
      return;
    }
    const skewMs = Date.parse(got.value.madeAt) - clock.nowMs();
    const pack = withoutNames(got.value, await store.all(), clock.nowMs(), examsHere());
    await keep(`pack ${truckId}`, pack);
    if (state.truckId === truckId)
      set({ pack, skewMs, packRefused: undefined, office: 'reached', signedIn: 'yes' });
  }

  async function refreshPerson(): Promise<boolean> {
    const [me, trucks] = await Promise.all([whoAmI(), myTrucks()]);
    if (!me.ok) {
      if (me.why === 'signed-out') set({ signedIn: 'expired', office: 'signed-out' });
      if (me.why === 'unreachable') set({ office: 'unreachable' });
      return false;
    }
    const { person } = me.value;
    const list = trucks.ok ? trucks.value.items : state.trucks;
    set({ person, trucks: list, signedIn: 'yes' });
    await keep('person', { person, trucks: list });
    const [only] = list;
    const known = list.some(({ truckId }) => truckId === state.truckId);
    if (!known && list.length === 1 && only !== undefined) await takeTruck(only.truckId);
    return true;
  }

  async function takeTruck(truckId: string | undefined): Promise<void> {
    await keep('truck', truckId);
    if (truckId === undefined) set({ truckId: undefined, pack: undefined, asked: [] });
    else await loadPack(truckId);
  }

  async function refreshAsked(): Promise<void> {
    const { truckId } = state;
    const asked = truckId === undefined ? [] : await askedOf(truckId);
    if (asked !== undefined) set({ asked });
  }

  /** Whatever else is known is shown meanwhile. */
  async function whileAsking<Result>(work: () => Promise<Result>): Promise<Result> {
    set({ asking: true });
    try {
      return await work();
    } finally {
      set({ asking: false });
    }
  }
  const refresh = () =>
    whileAsking(async () => {
      const known = await refreshPerson();
      await refreshPack();
      if (known) await refreshAsked();
      return known;
    });

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async start() {
      neighbours.onNews(() => void readKept());
      const [known, truckId] = await Promise.all([
        things.get<{ person: Person; trucks: readonly TruckName[] }>('person').catch(() => undefined),
        things.get<string>('truck').catch(() => undefined),
        readKept(),
        readExams().catch(() => {}),
      ]);
      if (known !== undefined) set({ person: known.person, trucks: known.trucks });
      if (truckId !== undefined && known !== undefined) {
        await loadPack(truckId);
        await purge(state.kept);
      }
      // What is known, or the form to sign in, is shown before anybody is asked: on a slow network that is a second.
      set({ ready: true, asking: true });
      await refresh();
      void forgetOld();
      void sendNow();
      setInterval(() => {
        if (document.visibilityState === 'visible') void refresh();
      }, REFRESH_EVERY_MS);
      const again = () => {
        if (document.visibilityState === 'visible') void sendNow();
      };
      addEventListener('online', () => {
        again();
        void refresh();
      });
      document.addEventListener('visibilitychange', again);
    },

    async signIn(email, password) {
      const got = await signIn(email, password);
      if (!got.ok) return got.why === 'signed-out' ? 'refused' : got.why;
      if (!(await refresh())) return 'unreachable';
      void sendNow();
      return 'ok';
    },

    async signOut() {
      await signOut();
      for (const name of await things.names().catch(() => []))
        if (/^(pack|charge|person|truck|draft)\b/.test(name)) await keep(name, undefined);
      // Faces are nobody's business who takes up this phone next: the office has them.
      await photos.makeRoom(0).catch(() => {});
      set({ person: undefined, trucks: [], truckId: undefined, pack: undefined, asked: [], signedIn: 'yes' });
    },

    async chooseTruck(truckId) {
      await takeTruck(truckId);
      await whileAsking(refreshPack);
    },
    async refresh() {
      await refresh();
    },
    sendNow: () => sendNow(),
    examSheets,

    async save(sessionId, report) {
      const where = await store.update(sessionId, (before) =>
        saved(before, {
          sessionId,
          report,
          deviceId,
          personId: state.person?.personId ?? null,
          atMs: clock.nowMs(),
        }),
      );
      await readKept();
      neighbours.tell();
      void sendNow();
      return where;
    },
    async takeUp(sessionId) {
      const got = await getJson<Session>(`/api/v1/sessions/${sessionId}`);
      if (!got.ok) return false;
      await store.update(sessionId, (before) => before ?? takenUp(got.value, deviceId, clock.nowMs()));
      await readKept();
      return true;
    },
    async leaveTheirs(sessionId) {
      await store.update(sessionId, (kept) => (kept === undefined ? undefined : yielded(kept)));
      await readKept();
    },
    async bringIn(reports) {
      let count = 0;
      for (const each of reports)
        await store.update(each.sessionId, (before) => {
          const after = broughtIn(before, each);
          if (after !== undefined) count++;
          return after;
        });
      await readKept();
      void sendNow();
      return count;
    },

    async addPhoto(photo) {
      try {
        await photos.add(photo);
      } catch {
        return false;
      }
      await readKept();
      return true;
    },
    async changePhoto(photoId, change, another) {
      await (change === 'forget' ? photos.remove(photoId) : photos.change(photoId, change, another));
      await readKept();
    },
    async saidCharge(socPct) {
      const reading = { socPct, at: new Date(clock.nowMs()).toISOString() };
      set({ reading });
      if (state.truckId !== undefined) await keep(`charge ${state.truckId}`, reading);
    },
    photoOf: async (photoId) => (await photos.read(photoId).catch(() => undefined))?.image,
    keepDraft: (name, draft) => void keep(`draft ${name}`, draft),
    draft: (name) => things.get<Draft>(`draft ${name}`).catch(() => undefined),
    dropDraft: (name) => keep(`draft ${name}`, undefined),
  };
}
