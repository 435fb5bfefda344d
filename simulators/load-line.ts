/** One connection of the load generator with the trucks it speaks for, and the readings they send. */
import { connect as connectSocket, type Socket } from 'node:net';
import { assert } from '../src/kernel/assert.ts';
import { simulateHistory } from './fleet/history.ts';
import type { Login } from './link/connection.ts';
import { connectPacket, incomingPackets } from './wire.ts';

/** Message ids are 1 to 65,535. */
export const IDS = 65_536;

export type LoadTruck = { readonly truckId: string; readonly topic: Buffer; readings: number; seq: number };
export type Line = {
  readonly socket: Socket;
  readonly trucks: readonly LoadTruck[];
  /** By message id: which truck and its first seq; -1 is free. */
  readonly truckOf: Int32Array;
  readonly seqOf: Float64Array;
  readonly sentAtMs: Float64Array;
  nextId: number;
  nextTruck: number;
  inflight: number;
  blocked: boolean;
};

/** Readings of a simulated day, as the inside of a JSON object. */
export function premadeReadings(truckId: string): string[] {
  const startMs = Date.UTC(2026, 3, 13, 4);
  const day = simulateHistory({
    truck: { truckId },
    seed: 'load',
    startMs,
    endMs: startMs + 10 * 3_600_000,
    intervalS: 60,
    bootId: 'x',
  });
  return [...day].map(({ bootId: _boot, seq: _seq, sampledAt: _at, ...readings }) =>
    JSON.stringify(readings).slice(1),
  );
}

/** Connects; rejects with the reason when the broker does not take it. */
export function openLine(
  mqttUrl: string,
  clientId: string,
  trucks: readonly LoadTruck[],
  login: Login | undefined,
): Promise<Line> {
  const url = new URL(mqttUrl);
  assert(
    url.protocol === 'mqtt:' || url.protocol === 'tcp:',
    'the load generator speaks plain MQTT over TCP only',
  );
  return new Promise((resolve, reject) => {
    const socket = connectSocket({ host: url.hostname, port: Number(url.port || 1883), noDelay: true });
    const line: Line = {
      socket,
      trucks,
      truckOf: new Int32Array(IDS).fill(-1),
      seqOf: new Float64Array(IDS),
      sentAtMs: new Float64Array(IDS),
      nextId: 1,
      nextTruck: 0,
      inflight: 0,
      blocked: false,
    };
    const handshake = incomingPackets({
      onConnack(code) {
        socket.off('data', handshake);
        socket.off('close', refused);
        if (code === 0) resolve(line);
        else reject(new Error(`the broker refused the connection (CONNACK ${code})`));
      },
      onPuback() {},
    });
    const refused = () => reject(new Error('the broker closed the connection'));
    socket.on('data', handshake);
    socket.on('close', refused);
    socket.once('error', (error: NodeJS.ErrnoException) => reject(new Error(error.message || error.code)));
    socket.once('connect', () => socket.write(connectPacket(clientId, login)));
  });
}
