/**
 * Who is behind each connection of the embedded broker.
 *
 * aedes knows sessions by client id alone, so one truck could end or inherit another's. Here the client id is
 * qualified with the user name, and only the qualified one reaches aedes.
 */
import type { TruckId } from '@digitruck/contract/ids';
import type { Client, ConnectPacket } from 'aedes';
import type { TakeoverEvent } from './broker-types.ts';

export type Session = {
  /** As the client gave it. */
  clientId: string;
  address: string;
  truckId: TruckId | undefined;
  /** Until it has signed in. */
  connect: ConnectPacket | undefined;
};

/** Sessions that outlive their connection, for each truck: firmware that invents client ids would leave thousands. */
const KEPT_PER_TRUCK = 4;

export function brokerSessions() {
  const sessions = new WeakMap<Client, Session>();
  const connected = new Map<Client, Session>();
  const kept = new Map<TruckId, Set<string>>();

  function of(client: Client): Session {
    const session = sessions.get(client);
    if (!session) throw new Error('every client of the broker has a session');
    return session;
  }

  /** The office's clients come and go: what is queued for them while they are away would grow without bound. */
  function mayOutlive(session: Session): boolean {
    if (session.truckId === undefined) return false;
    const ids = kept.get(session.truckId) ?? new Set();
    kept.set(session.truckId, ids);
    if (ids.size >= KEPT_PER_TRUCK && !ids.has(session.clientId)) return false;
    ids.add(session.clientId);
    return true;
  }

  return {
    of,
    open(client: Client, address: string): void {
      sessions.set(client, { clientId: '', address, truckId: undefined, connect: undefined });
    },
    connecting(client: Client, packet: ConnectPacket): void {
      const session = of(client);
      session.clientId = packet.clientId;
      session.connect = packet;
      const username = packet.username ?? '';
      if (packet.clientId !== '') packet.clientId = `${username.length}/${username}/${packet.clientId}`;
    },
    signedIn(client: Client, session: Session): void {
      if (session.clientId === '') session.clientId = client.id;
      if (session.connect?.clean === false && !mayOutlive(session)) {
        session.connect.clean = true;
        (client as { clean: boolean }).clean = true;
      }
      session.connect = undefined;
    },
    /** Others that are connected under the same client id. */
    takeovers(client: Client, { clientId, truckId }: Session): TakeoverEvent[] {
      return [...connected].flatMap(([other, session]) =>
        other !== client && session.clientId === clientId
          ? [{ clientId, truckId, otherTruckId: session.truckId }]
          : [],
      );
    },
    connected: (client: Client) => connected.set(client, of(client)),
    disconnected: (client: Client) => connected.delete(client),
    ofTruck: (truckId: TruckId) => [...connected].filter(([, session]) => session.truckId === truckId),
    forgetKept: (truckId: TruckId) => kept.delete(truckId),
    count: () => connected.size,
  };
}
