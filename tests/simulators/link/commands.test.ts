import type { CommandMessage } from '@digitruck/contract/commands';
import { CommandId } from '@digitruck/contract/ids';
import { beforeEach, expect, test } from 'vitest';
import { CommandDesk } from '../../../simulators/link/commands.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 7);
let did: string[] = [];
const desk = new CommandDesk({
  setIntervalS: (s) => did.push(`interval ${s}`),
  setLowPower: (on) => did.push(`low power ${on}`),
  sendBacklog: (ms) => did.push(`backlog ${ms}`),
  showMessage: (text) => did.push(text),
});
beforeEach(() => {
  did = [];
});

let number = 0;
function command(
  kind: string,
  args: Record<string, unknown>,
  expiresAt = '2026-11-23T08:00:00Z',
): CommandMessage {
  const commandId = CommandId.parse(`00000000-0000-4000-8000-${String(++number).padStart(12, '0')}`);
  return { commandId, kind, args, issuedAt: '2026-11-23T06:59:00Z', expiresAt };
}

test('obeys each kind', () => {
  const orders = [
    command('reporting-interval', { intervalS: 30 }),
    command('low-power', { on: true }),
    command('send-backlog', { from: '2026-11-20T00:00:00Z' }),
    command('show-message', { text: 'Road closed at Hola' }),
  ];
  for (const order of orders)
    expect(desk.handle(order, NOW_MS)).toEqual({
      ack: { commandId: order.commandId, state: 'done', at: '2026-11-23T07:00:00.000Z' },
      first: true,
    });
  expect(did).toEqual([
    'interval 30',
    'low power true',
    `backlog ${Date.UTC(2026, 10, 20)}`,
    'Road closed at Hola',
  ]);
});

test('refuses with the reason, and does nothing', () => {
  const refused = (order: CommandMessage) => desk.handle(order, NOW_MS).ack;
  expect(refused(command('self-destruct', {}))).toMatchObject({
    state: 'refused',
    reason: 'unknown kind "self-destruct"',
  });
  expect(refused(command('reporting-interval', { intervalS: 1 })).reason).toContain('args.intervalS');
  expect(refused(command('low-power', {})).reason).toContain('args.on');
  expect(refused(command('low-power', { on: true }, '2026-11-23T06:59:59Z')).reason).toContain('expired');
  expect(did).toEqual([]);
});

test('a command that comes twice is done once and answered twice the same', () => {
  const order = command('show-message', { text: 'once' });
  const first = desk.handle(order, NOW_MS);
  const second = desk.handle(order, NOW_MS + 60_000);
  expect(second).toEqual({ ack: first.ack, first: false });
  expect(did).toEqual(['once']);
});
