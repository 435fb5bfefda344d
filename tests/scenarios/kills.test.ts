/**
 * ACCEPTANCE cases 21 and 22: service and broker are killed in mid batch, and a fleet that keeps to receipts loses nothing and
 * nothing is stored twice. Simulated trucks write a ledger of what they were promised; `verify` holds it against the database.
 */
import { describe, test } from 'vitest';
import { expectComplete, LEDGER_TRUCKS, loginOf, startLedgerFleet } from '../support/ledger-fleet.ts';
import { findMosquitto } from '../support/mosquitto.ts';
import { spawnService } from '../support/running-service.ts';
import { runShippedMosquitto } from '../support/shipped-mosquitto.ts';

const KILLS = 3;

if (findMosquitto() === undefined) console.info('No Mosquitto on this machine: its kills are not tried.');

test('22: the service and its embedded broker killed with -9 again and again', {
  timeout: 400_000,
}, async () => {
  const service = await spawnService();
  await service.start();
  const fleet = await startLedgerFleet(service, { seed: 'kills' });
  for (let kill = 0; kill < KILLS; kill++) {
    await fleet.moreReceipts();
    await service.kill9();
    await service.start();
  }
  await expectComplete(service.database.url, fleet);
});

describe.runIf(findMosquitto() !== undefined)('with Mosquitto under its shipped configuration', () => {
  test('21, 22: Mosquitto killed with -9 again and again, and the service between', {
    timeout: 400_000,
  }, async () => {
    const mosquitto = await runShippedMosquitto(LEDGER_TRUCKS.map(loginOf));
    const service = await spawnService(mosquitto.settings);
    await service.start();
    const fleet = await startLedgerFleet(service, { seed: 'mosquitto', withLogins: true });
    for (let kill = 0; kill < KILLS; kill++) {
      await fleet.moreReceipts();
      await mosquitto.kill9();
      await mosquitto.restart();
      if (kill > 0) continue;
      await fleet.moreReceipts();
      await service.kill9();
      await service.start();
    }
    await expectComplete(service.database.url, fleet);
  });
});
