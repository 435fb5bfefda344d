import { expect, test } from 'vitest';
import { parseRecordingLine, payloadOf, recordingLine } from '../../../simulators/recording/line.ts';
import { messageOf } from '../../../simulators/recording/play.ts';

const AT = '2026-11-23T07:15:00.000Z';
const roundTrip = (payload: Buffer) => {
  const line = recordingLine({ topic: 'a/b', at: AT, payload });
  expect(line).not.toContain('\n');
  const parsed = parseRecordingLine(line);
  if (!parsed.ok) throw new Error(parsed.problem);
  return { line, payload: payloadOf(parsed.line) };
};

test('JSON stands in a line as it came', () => {
  const { line, payload } = roundTrip(Buffer.from('{"solarW":1830.50,"big":1e308}'));
  expect(line).toBe(`{"topic":"a/b","at":"${AT}","payload":{"solarW":1830.50,"big":1e308}}`);
  expect(JSON.parse(payload.toString())).toEqual({ solarW: 1830.5, big: 1e308 });
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['text', Buffer.from('ERR bus timeout')],
  ['JSON cut short', Buffer.from('{"a":')],
  ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0])],
])('%s comes back byte for byte', (_what, bytes) => {
  expect(roundTrip(bytes).payload).toEqual(bytes);
});

test('JSON over several lines becomes one', () => {
  expect(JSON.parse(roundTrip(Buffer.from('{\n "a": 1\n}')).payload.toString())).toEqual({ a: 1 });
});

test('a line that is none says why', () => {
  expect(parseRecordingLine('x')).toEqual({ ok: false, problem: 'is not JSON' });
  expect(parseRecordingLine('{"topic":"a","payload":1}')).toMatchObject({ ok: false });
});

test('rebased, times are those of publishing and boots have new names, in batches too', () => {
  const sample = { bootId: 'b', seq: 1, sampledAt: '2026-11-23T07:14:50.000Z', solarW: 5 };
  const line = (topic: string, payload: Parameters<typeof messageOf>[0]['payload']) => ({
    topic,
    at: AT,
    payload,
  });
  const nowMs = Date.parse(AT) + 86_400_000;
  const played = (topic: string, payload: Parameters<typeof messageOf>[0]['payload']) =>
    JSON.parse(messageOf(line(topic, payload), { bootPrefix: 'r1-' }).payload(nowMs).toString());
  const moved = { ...sample, bootId: 'r1-b', sampledAt: '2026-11-24T07:14:50.000Z' };
  expect(played('digitruck/v1/DT-01/telemetry', sample)).toEqual(moved);
  expect(played('digitruck/v1/DT-01/telemetry', { samples: [sample, sample] })).toEqual({
    samples: [moved, moved],
  });
  expect(played('digitruck/v1/DT-01/status', { state: 'online', bootId: 'b', at: AT })).toEqual({
    state: 'online',
    bootId: 'r1-b',
    at: '2026-11-24T07:15:00.000Z',
  });
  expect(messageOf(line('digitruck/v1/DT-01/status', {}), undefined).retain).toBe(true);
  expect(messageOf(line('digitruck/v1/DT-01/telemetry', sample), undefined).payload(nowMs).toString()).toBe(
    JSON.stringify(sample),
  );
});
