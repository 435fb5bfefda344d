/** A truck falls silent, through a real broker and the whole service: it is told once, and over when the truck is back. */
import { AlertDetail, AlertPage, AlertRule } from '@digitruck/contract/alerts';
import { beforeAll, describe, expect, test } from 'vitest';
import { atEnd } from '../support/at-end.ts';
import { type Running, runService } from '../support/running-service.ts';
import { until } from '../support/until.ts';

/** A quarter of a minute's silence, a look of the engine, and what a busy machine takes. */
const WITHIN_MS = 90_000;

// With one broker: what tells silence is the same behind each.
describe('a truck', () => {
  let office: Running;
  beforeAll(async () => {
    office = await runService({}, atEnd, { alertsEveryMs: 500 });
  });

  test('silent is told once, and clears', { timeout: 4 * WITHIN_MS }, async () => {
    const { status, body } = await office.api('PUT', '/alert-rules/truck-silent', {
      change: { clearAfterS: 0, thresholds: { atLeastMin: 0.25, habitFactor: 1 } },
      version: 0,
    });
    expect(status).toBe(200);
    expect(AlertRule.parse(body).fleet?.thresholds?.atLeastMin).toBe(0.25);
    for (const truckId of ['GONE', 'HERE']) {
      const added = await office.api('POST', '/trucks', { truckId, reportingIntervalS: 5 });
      expect(added.status).toBe(201);
    }
    const trucks = new Map(
      await Promise.all(
        ['GONE', 'HERE'].map(async (truckId) => [truckId, await office.client({ truckId })] as const),
      ),
    );
    let seq = 0;
    const send = async (truckId: string) => {
      const sample = { bootId: 'b', seq: seq++, sampledAt: new Date().toISOString(), batterySocPct: 71 };
      await trucks
        .get(truckId)
        ?.publishAsync(`digitruck/v1/${truckId}/telemetry`, JSON.stringify(sample), { qos: 1 });
    };
    const silent = async () => {
      const { body: page } = await office.api('GET', '/alerts?state=all&kind=truck-silent');
      return AlertPage.parse(page).items;
    };

    await send('GONE');
    const raised = await until(
      'the silent truck to be told',
      async () => {
        await send('HERE');
        return (await silent())[0];
      },
      { withinMs: WITHIN_MS },
    );
    expect(raised).toMatchObject({
      truckId: 'GONE',
      state: 'raised',
      severity: 'soon',
      actionKind: 'call-operator',
      words: { title: expect.stringMatching(/^GONE: not heard since /) },
    });

    const cleared = await until(
      'it to be over',
      async () => {
        await send('HERE');
        await send('GONE');
        const all = await silent();
        // Whatever happens meanwhile, nobody is told twice, and nobody else.
        expect(all.map(({ truckId }) => truckId)).toEqual(['GONE']);
        return all.find(({ state }) => state === 'cleared');
      },
      { withinMs: WITHIN_MS },
    );
    const { body: detail } = await office.api('GET', `/alerts/${cleared.alertId}`);
    expect(AlertDetail.parse(detail).events.map(({ kind }) => kind)).toEqual(['raised', 'cleared']);
  });
});
