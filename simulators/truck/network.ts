/** The mobile network where the truck is: good in town, poor in the bush, slow in the evening. */
import type { Place } from '../../src/kernel/geo.ts';
import { clamp, hashNormal, seedOf, smoothNormal } from '../physics/noise.ts';

const HOUR_MS = 3_600_000;
/** Cells of a twentieth of a degree (some 5 km), the reach of a base station. */
const CELLS_PER_DEG = 20;

export type NetworkNow = {
  readonly downlinkKbps: number;
  readonly uplinkKbps: number;
  readonly latencyMs: number;
  readonly signalDbm: number;
};
export type Network = (timeMs: number, place: Place, localHour: number, users: number) => NetworkNow;

/**
 * Rates are the cell's median (log-normal over cells, median 14 Mbit/s, as 4G in Kenya), times a busy-hour factor,
 * times fading; latency rises as the signal falls.
 */
export function network(seed: number | string): Network {
  const cellSeed = seedOf(seed, 'cell');
  const fadeSeed = seedOf(seed, 'fade');
  return (timeMs, place, localHour, users) => {
    const cell = Math.round(place.lat * CELLS_PER_DEG) * 7919 + Math.round(place.lon * CELLS_PER_DEG);
    const quality = hashNormal(cellSeed, cell);
    const fade = smoothNormal(fadeSeed ^ cell, timeMs / (7 * 60_000));
    const signalDbm = clamp(-88 + 8 * quality + 3 * fade, -120, -55);
    // Slowest around eight in the evening, fastest before dawn.
    const busy =
      1 - 0.42 * Math.exp(-(((localHour - 20) / 3.2) ** 2)) - 0.2 * Math.exp(-(((localHour - 12) / 4) ** 2));
    const downlinkKbps = clamp(
      14_000 * Math.exp(0.75 * quality + 0.22 * fade) * busy * (users > 0 ? 0.9 : 1),
      64,
      120_000,
    );
    const jitter = smoothNormal(fadeSeed, timeMs / (0.2 * HOUR_MS));
    return {
      downlinkKbps,
      uplinkKbps: clamp(downlinkKbps * (0.27 + 0.05 * jitter), 32, 40_000),
      latencyMs: clamp(
        46 * Math.exp(-0.35 * quality - 0.15 * fade + 0.12 * jitter) * (1.6 - 0.6 * busy),
        18,
        1500,
      ),
      signalDbm,
    };
  };
}
