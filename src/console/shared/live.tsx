/**
 * The fleet as it is now, in the query cache under ['live'], fed by the socket; while the socket is down, by asking for the
 * trucks every 15 s. `useLive()` gives it to any screen, with the age and the way it came.
 */
import type { Truck, TruckNow } from '@digitruck/contract/fleet';
import type { LiveMessage, LiveSubject } from '@digitruck/contract/live';
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type Fleet, inOrder, mergeFleet } from './fleet.ts';
import { get } from './http.ts';
import { keys } from './query.ts';
import { type LinkState, liveUrl, openSocket, type SocketLike } from './socket.ts';

export const POLL_EVERY_MS = 15_000;
const TRUCKS_MAX = 1000;

export type { Fleet };

export type Live = {
  readonly state: LinkState;
  /** Undefined until the first answer. */
  readonly fleet: Fleet | undefined;
  readonly truck: (truckId: string) => TruckNow | undefined;
  readonly retry: () => void;
};
type Link = { readonly state: LinkState; readonly retry: () => void };
const LinkContext = createContext<Link>({ state: 'connecting', retry: () => {} });

/** Which queries are asked again when the feed says that a subject changed. */
const SUBJECT_KEYS: { readonly [Subject in LiveSubject]: readonly (readonly string[])[] } = {
  trucks: [keys.trucks],
  sites: [keys.sites],
  courses: [keys.courses],
  requests: [keys.requests],
  commands: [['commands']],
  quarantine: [keys.quarantine, keys.dataHealth],
  pending: [keys.pending, keys.dataHealth],
  gaps: [['gaps'], keys.dataHealth],
  visits: [keys.visits],
  plans: [keys.plans],
  disruptions: [['disruptions']],
  forecasts: [keys.forecasts],
  holidays: [keys.holidays],
  maintenance: [keys.maintenance],
  alerts: [keys.alerts, keys.alertRules],
  // Attendance comes with them.
  sessions: [['sessions'], ['cohorts']],
  cohorts: [['cohorts']],
};

export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<LinkState>('connecting');
  const [retry, setRetry] = useState<() => void>(() => () => {});
  useEffect(() => {
    const socket = openSocket({
      open: () => new WebSocket(liveUrl(window.location)) as unknown as SocketLike,
      onMessage: (message) => takeIn(client, message, Date.now()),
      onState: setState,
    });
    setRetry(() => () => socket.retryNow());
    const online = () => socket.retryNow();
    window.addEventListener('online', online);
    return () => {
      window.removeEventListener('online', online);
      socket.close();
    };
  }, [client]);
  useEffect(() => {
    if (state !== 'down') return;
    const poll = () => void pollOnce(client);
    poll();
    const timer = setInterval(poll, POLL_EVERY_MS);
    return () => clearInterval(timer);
  }, [client, state]);
  const link = useMemo(() => {
    const retryNow = () => {
      retry();
      // Whoever asks for another try is not made to wait for the next poll.
      if (state === 'down') void pollOnce(client);
    };
    return { state, retry: retryNow };
  }, [state, retry, client]);
  return <LinkContext value={link}>{children}</LinkContext>;
}

export function useLive(): Live {
  const { state, retry } = useContext(LinkContext);
  const { data: fleet } = useQuery<Fleet>({
    queryKey: keys.live,
    // The socket fills it; there is nothing to fetch.
    queryFn: () => Promise.reject(new Error('the live feed fills this')),
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  return useMemo(
    () => ({
      state,
      retry,
      fleet,
      truck: (truckId: string) => fleet?.trucks.find((truck) => truck.truckId === truckId),
    }),
    [state, retry, fleet],
  );
}

/** One message of the feed into the cache. */
export function takeIn(client: QueryClient, message: LiveMessage, receivedAtMs: number): void {
  if (message.type === 'closing') return;
  const before = client.getQueryData<Fleet>(keys.live);
  client.setQueryData<Fleet>(keys.live, mergeFleet(before, message, receivedAtMs));
  for (const truck of message.trucks) {
    client.setQueryData<Truck>(keys.truck(truck.truckId), (old) =>
      old === undefined
        ? undefined
        : { ...old, link: truck.link, latest: truck.latest, activity: truck.activity },
    );
  }
  if (message.type === 'snapshot') return;
  for (const subject of message.changed) {
    for (const queryKey of SUBJECT_KEYS[subject] ?? []) void client.invalidateQueries({ queryKey });
  }
}

async function pollOnce(client: QueryClient): Promise<void> {
  const result = await get<{ items: Truck[] }>('/trucks', { limit: TRUCKS_MAX });
  if (!result.ok) return;
  const receivedAtMs = Date.now();
  client.setQueryData<Fleet>(keys.live, {
    trucks: inOrder(result.value.items.map(nowOf)),
    at: new Date(receivedAtMs).toISOString(),
    receivedAtMs,
    pulse: null,
  });
}

function nowOf(truck: Truck): TruckNow {
  const { truckId, name, seats, link, latest, activity } = truck;
  return { truckId, name: name === '' ? truckId : name, seats, link, latest, activity };
}
