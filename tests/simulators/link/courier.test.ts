import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noFigures } from '../../../simulators/fleet/figures.ts';
import { Courier } from '../../../simulators/link/courier.ts';
import type { KeptSample } from '../../../simulators/link/kept.ts';
import { rng } from '../../../src/kernel/rng.ts';

const AT = '2026-11-23T07:15:00.000Z';
type Sent = { seqs: number[]; bytes: number; done(pubacked: boolean): void };

function sample(seq: number, json = `{"bootId":"b","seq":${seq}}`): KeptSample {
  return {
    truckId: 'DT-01',
    bootId: 'b',
    seq,
    sampledAtMs: seq * 1000,
    json,
    attempts: 0,
    waits: 0,
    pubacked: false,
    receipted: false,
  };
}

function harness(
  options: { batchSamplesMax?: number; extraCopies?: () => number; heldBack?: () => boolean } = {},
) {
  const sent: Sent[] = [];
  const figures = noFigures();
  const courier = new Courier({
    figures,
    random: rng('courier'),
    batchSamplesMax: options.batchSamplesMax ?? 500,
    resendAfterMs: 20_000,
    publish(payload, done) {
      const value = JSON.parse(payload);
      const samples: { seq: number }[] = value.samples ?? [value];
      sent.push({ seqs: samples.map((s) => s.seq), bytes: payload.length, done });
    },
    onPubacked() {},
    onReceipted() {},
    extraCopies: options.extraCopies ?? (() => 0),
    heldBack: options.heldBack ?? (() => false),
  });
  return { courier, sent, figures };
}
const receipt = (from: number, to: number) => ({
  bootId: 'b',
  stored: [[from, to] as [number, number]],
  at: AT,
});

test('sends a live sample singly and keeps it until its receipt', () => {
  const { courier, sent, figures } = harness();
  courier.linkUp();
  courier.offer(sample(0));
  courier.pump(0);
  expect(sent.map((s) => s.seqs)).toEqual([[0]]);
  sent[0]?.done(true);
  expect(courier.waiting).toBe(1);
  expect(courier.unsent).toBe(0);
  courier.receipt(receipt(0, 0));
  expect(courier.waiting).toBe(0);
  expect(figures).toMatchObject({ published: 1, pubacked: 1, receipted: 1, resent: 0 });
});

test('sends a backlog in batches of at most 500 and 256 KiB, oldest first, behind what is live', () => {
  const { courier, sent } = harness();
  for (let seq = 0; seq < 1200; seq++) courier.offer(sample(seq));
  courier.linkUp();
  courier.offer(sample(1200));
  courier.pump(0);
  expect(sent.map((s) => s.seqs.length)).toEqual([1, 500, 500, 200]);
  expect(sent[0]?.seqs).toEqual([1200]);
  expect(sent[1]?.seqs.slice(0, 3)).toEqual([0, 1, 2]);

  const big = harness();
  for (let seq = 0; seq < 500; seq++)
    big.courier.offer(sample(seq, `{"seq":${seq},"fill":"${'x'.repeat(900)}"}`));
  big.courier.linkUp();
  big.courier.pump(0);
  expect(big.sent.length).toBeGreaterThan(1);
  for (const message of big.sent) expect(message.bytes).toBeLessThan(256 * 1024);
  expect(big.sent.flatMap((s) => s.seqs)).toHaveLength(500);
});

test('sends singly when told so, and never has too much in flight', () => {
  const { courier, sent } = harness({ batchSamplesMax: 1 });
  for (let seq = 0; seq < 100; seq++) courier.offer(sample(seq));
  courier.linkUp();
  courier.pump(0);
  expect(sent).toHaveLength(20);
  for (const message of sent.slice()) message.done(true);
  courier.pump(50);
  expect(sent).toHaveLength(40);
  expect(sent.every((s) => s.seqs.length === 1)).toBe(true);
});

test('sends again what a broken connection left unacknowledged', () => {
  const { courier, sent, figures } = harness();
  courier.linkUp();
  courier.offer(sample(0));
  courier.offer(sample(1));
  courier.pump(0);
  sent[0]?.done(true);
  courier.linkDown();
  sent[1]?.done(false);
  courier.pump(100);
  expect(sent).toHaveLength(2);
  courier.linkUp();
  courier.pump(200);
  expect(sent[2]?.seqs).toEqual([1]);
  expect(figures.resent).toBe(1);
});

test('sends again what has a PUBACK but no receipt, later and later', () => {
  const { courier, sent, figures } = harness();
  courier.linkUp();
  courier.offer(sample(0));
  courier.pump(0);
  sent[0]?.done(true);
  courier.pump(19_000);
  expect(sent).toHaveLength(1);
  courier.pump(31_000);
  expect(sent).toHaveLength(2);
  sent[1]?.done(true);
  courier.pump(31_000 + 39_000);
  expect(sent).toHaveLength(2);
  courier.pump(31_000 + 61_000);
  expect(sent).toHaveLength(3);
  courier.receipt(receipt(0, 0));
  sent[2]?.done(true);
  courier.pump(10_000_000);
  expect(sent).toHaveLength(3);
  expect(figures).toMatchObject({ resent: 2, pubacked: 1 });
});

test('what was made out of reach waits for the next sample within reach, or for the end', () => {
  const { courier, sent } = harness();
  courier.linkUp();
  courier.offer(sample(0), false);
  courier.offer(sample(1), false);
  courier.pump(0);
  expect(sent).toEqual([]);
  expect([courier.unsent, courier.sendable]).toEqual([2, 0]);
  courier.offer(sample(2));
  courier.offer(sample(3), false);
  courier.pump(50);
  expect(sent.map((s) => s.seqs)).toEqual([[2], [0, 1]]);
  courier.release();
  courier.pump(100);
  expect(sent.at(-1)?.seqs).toEqual([3]);
});

test('a receipt may cover more than was sent, and comes before the PUBACK or twice', () => {
  const { courier, sent, figures } = harness();
  courier.linkUp();
  courier.offer(sample(0));
  courier.pump(0);
  courier.receipt(receipt(0, 4_000_000_000));
  courier.receipt(receipt(0, 4_000_000_000));
  courier.receipt({ bootId: 'other', stored: [[0, 9]], at: AT });
  sent[0]?.done(true);
  expect(courier.waiting).toBe(0);
  expect(figures).toMatchObject({ receipted: 1, pubacked: 1 });
});

test('sends what is kept since a time when the office asks for it', () => {
  const { courier, sent } = harness();
  courier.linkUp();
  for (let seq = 0; seq < 4; seq++) courier.offer(sample(seq));
  courier.pump(0);
  for (const message of sent) message.done(true);
  expect(courier.resendFrom(2000)).toBe(2);
  courier.pump(10);
  expect(sent.slice(4).map((s) => s.seqs)).toEqual([[2, 3]]);
});

test('copies and overtakes on purpose', () => {
  const copies = harness({ extraCopies: () => 2 });
  copies.courier.linkUp();
  copies.courier.offer(sample(0));
  copies.courier.pump(0);
  expect(copies.sent.map((s) => s.seqs)).toEqual([[0], [0], [0]]);
  for (const message of copies.sent) message.done(true);
  expect(copies.figures).toMatchObject({ published: 1, duplicates: 2, pubacked: 1 });

  let first = true;
  const late = harness({
    heldBack: () => {
      const held = first;
      first = false;
      return held;
    },
  });
  late.courier.linkUp();
  for (let seq = 0; seq < 4; seq++) late.courier.offer(sample(seq));
  late.courier.pump(0);
  expect(late.sent.flatMap((s) => s.seqs)).toEqual([1, 2, 3, 0]);
});

test('whatever the link does, everything arrives and nothing is forgotten without a receipt', () => {
  const action = fc.oneof(
    { weight: 4, arbitrary: fc.constant('offer' as const) },
    { weight: 4, arbitrary: fc.constant('pump' as const) },
    { weight: 3, arbitrary: fc.constant('puback' as const) },
    fc.constant('lose' as const),
    fc.constant('up' as const),
    fc.constant('down' as const),
    fc.constant('receipt' as const),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 300 }), fc.boolean(), (actions, shuffles) => {
      const { courier, sent, figures } = harness({ heldBack: () => shuffles });
      const stored = new Set<number>();
      let [made, nowMs, answered] = [0, 0, 0];
      const answer = (kept: boolean) => {
        const message = sent[answered];
        if (message === undefined) return;
        answered++;
        if (kept) for (const seq of message.seqs) stored.add(seq);
        message.done(true);
      };
      const confirm = () =>
        courier.receipt({ bootId: 'b', stored: [...stored].map((seq) => [seq, seq]), at: AT });
      for (const what of actions) {
        nowMs += 7000;
        if (what === 'offer') courier.offer(sample(made++));
        else if (what === 'pump') courier.pump(nowMs);
        else if (what === 'puback') answer(true);
        else if (what === 'lose') answer(false);
        else if (what === 'up') courier.linkUp();
        else if (what === 'down') {
          courier.linkDown();
          answered = sent.length;
        } else confirm();
        expect(courier.waiting).toBeGreaterThanOrEqual(made - stored.size);
      }
      courier.linkUp();
      for (let i = 0; i < 60 && courier.waiting > 0; i++) {
        courier.release();
        nowMs += 700_000;
        courier.pump(nowMs);
        while (answered < sent.length) answer(true);
        confirm();
      }
      expect(courier.waiting).toBe(0);
      expect(stored.size).toBe(made);
      expect(figures.receipted).toBe(made);
    }),
    { numRuns: 150 },
  );
});

test('waits longer after each receipt that did not come, but not after a lost connection', () => {
  const { courier, sent } = harness();
  courier.linkUp();
  courier.offer(sample(0));
  courier.pump(0);
  for (let i = 0; i < 10; i++) {
    courier.linkDown();
    courier.linkUp();
    courier.pump(0);
  }
  expect(sent).toHaveLength(11);
  sent.at(-1)?.done(true);
  // Half as long again at most, by jitter.
  courier.pump(19_999);
  expect(sent).toHaveLength(11);
  courier.pump(30_000);
  expect(sent).toHaveLength(12);
  sent.at(-1)?.done(true);
  courier.pump(69_999);
  expect(sent).toHaveLength(12);
  courier.pump(90_000);
  expect(sent).toHaveLength(13);
});
