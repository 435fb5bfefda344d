/** Figures of alerts for Prometheus: right while the database answers, missing while it does not. */
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { registerAlertFigures } from '../src/alert-figures.ts';

test('open alerts by severity and deliveries by state; nothing old while the database is away', async () => {
  let away = false;
  const answer = async <T>(counts: T) => {
    if (away) throw new Error('the database is away');
    return counts;
  };
  const registry = new Registry();
  registerAlertFigures(registry, {
    alerts: { openCounts: () => answer({ urgent: 1, soon: 2, note: 0 }) },
    deliveries: { counts: () => answer({ waiting: 3, quiet: 0, told: 40, failed: 1, dropped: 2 }) },
  });
  const lines = async () =>
    (await registry.metrics()).split('\n').filter((line) => line.startsWith('digitruck_'));
  expect(await lines()).toEqual([
    'digitruck_alerts_open{severity="urgent"} 1',
    'digitruck_alerts_open{severity="soon"} 2',
    'digitruck_alerts_open{severity="note"} 0',
    'digitruck_alert_deliveries{state="waiting"} 3',
    'digitruck_alert_deliveries{state="quiet"} 0',
    'digitruck_alert_deliveries{state="told"} 40',
    'digitruck_alert_deliveries{state="failed"} 1',
    'digitruck_alert_deliveries{state="dropped"} 2',
  ]);
  away = true;
  expect(await lines()).toEqual([]);
});
