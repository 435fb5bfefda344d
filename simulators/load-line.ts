/** One connection of the load generator with the trucks it speaks for, and the readings they send. */
import { connect as connectSocket, type Socket } from 'node:net';
import { assert } from '../src/kernel/assert.ts';
import { simulateHistory } from './fleet/history.ts';
import type { Login } from './link/connection.ts';
import { connectPacket, incomingPackets } from './wire.ts';

/** Message ids are 1 to 65,535. */
export const IDS = 65_536;
/** Room for one sample with its topic; half of that is needed. */
export const SAMPLE_MAX_BYTES = 1024;
const BATCH_HEAD = Buffer.from('{"samples":[');
const BATCH_TAIL = Buffer.from(']}');
const COMMA = 0x2c;

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
  /** Memory whose bytes are sent: used again, for new memory costs more than what is written into it. */
  readonly spare: Buffer[];
};

/** Samples written into one piece of memory: pre-made bytes with a new number and time. */
export function payloadWriter(bootId: string, samplesMax: number) {
  const beforeSeq = Buffer.from(`{"bootId":${JSON.stringify(bootId)},"seq":`);
  const payload = Buffer.allocUnsafe(samplesMax * SAMPLE_MAX_BYTES + BATCH_HEAD.length + BATCH_TAIL.length);
  let end = 0;

  function sample(truck: LoadTruck, afterSeq: Buffer, readings: readonly Buffer[]): void {
    end += beforeSeq.copy(payload, end);
    end += payload.write(String(truck.seq), end, 'latin1');
    end += afterSeq.copy(payload, end);
    end += readings[truck.readings]?.copy(payload, end) ?? 0;
    truck.seq++;
    truck.readings = truck.readings + 1 === readings.length ? 0 : truck.readings + 1;
  }

  /** The truck's next samples, measured at `at`; good until the next call. */
  return (truck: LoadTruck, count: number, at: string, readings: readonly Buffer[]): Buffer => {
    const afterSeq = Buffer.from(`,"sampledAt":"${at}",`);
    end = 0;
    if (count > 1) end += BATCH_HEAD.copy(payload);
    for (let i = 0; i < count; i++) {
      if (i > 0) payload[end++] = COMMA;
      sample(truck, afterSeq, readings);
    }
    if (count > 1) end += BATCH_TAIL.copy(payload, end);
    return payload.subarray(0, end);
  };
}

/** Readings of a simulated day, as the inside of a JSON object. */
export function premadeReadings(truckId: string): Buffer[] {
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
    Buffer.from(JSON.stringify(readings).slice(1)),
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
      spare: [],
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
