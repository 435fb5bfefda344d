/** The routes of what trucks have sent: history, gaps, what came in and what was refused, exports. */
import type { Routes } from '../kit.ts';
import { dataRoutes } from './data.ts';
import { exportRoutes } from './exports.ts';
import { gapRoutes } from './gaps.ts';
import { telemetryRoutes } from './telemetry.ts';

export type HistoryDeps = Parameters<typeof telemetryRoutes>[0] &
  Parameters<typeof gapRoutes>[0] &
  Parameters<typeof dataRoutes>[0] &
  Parameters<typeof exportRoutes>[0];

export function historyRoutes(deps: HistoryDeps): Routes[] {
  return [telemetryRoutes(deps), gapRoutes(deps), dataRoutes(deps), exportRoutes(deps)];
}
