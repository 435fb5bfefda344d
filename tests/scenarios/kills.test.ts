/**
 * ACCEPTANCE cases 21 and 22: service and broker are killed in mid batch, and a fleet that keeps to receipts loses nothing and
 * nothing is stored twice. Simulated trucks write a ledger of what they were promised; `verify` holds it against the database.
 */
import { test } from 'vitest';
import { expectComplete, LEDGER_TRUCKS, loginOf, startLedgerFleet } from '../support/ledger-fleet.ts';
import { findMosquitto } from '../support/mosquitto.ts';
import { spawnService } from '../support/running-service.ts';
import { runShippedMosquitto } from '../support/shipped-mosquitto.ts';

const KILLS = 3;

async function embeddedBroker(): Promise<void> {
  const service = await spawnService();
  await service.start();
  const fleet = await startLedgerFleet(service, { seed: 'kills' });
  for (let kill = 0; kill < KILLS; kill++) {
    await fleet.moreReceipts();
    await service.kill9();
    await service.start();
  }
  await expectComplete(service.database.url, fleet);
}

async function shippedMosquitto(): Promise<void> {
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
}

const hasMosquitto = findMosquitto() !== undefined;
if (!hasMosquitto) console.info('No Mosquitto on this machine: its kills are not tried.');

// The brokers at the same time, for most of it is waiting until all are back.
test(`21, 22: the service killed with -9 again and again, with its embedded broker${hasMosquitto ? ', and with a Mosquitto that is killed too' : ''}`, {
  timeout: 400_000,
}, async () => {
  await Promise.all([embeddedBroker(), ...(hasMosquitto ? [shippedMosquitto()] : [])]);
});
