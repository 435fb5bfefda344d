/** What the bench and the phone in its browser say to each other. */
import type { Report } from '../../../src/console/operator/outbox/kept.ts';

export type Told = {
  readonly sessionId: string;
  readonly revision: number;
  readonly code: string;
  readonly step: string;
  readonly trouble: string | null;
  readonly report: Report;
};
/** What the phone has room for: all of it, only the browser's small storage, nothing. */
export type Room = 'plenty' | 'small' | 'none';
/** What the phone's clock says, and what time it is: nobody sets how long things last. */
export type Times = { readonly saysMs: number; readonly trueMs: number };
export type PhoneSettings = {
  readonly deviceId: string;
  readonly hub: string;
  readonly times: Times;
  /** As over plain http on a truck's Wi-Fi, where a browser has no locks. */
  readonly withoutLocks: boolean;
  readonly room: Room;
};
export type Phone = {
  setTimes(times: Times): void;
  setRoom(room: Room): void;
  save(sessionId: string, report: Report): Promise<'database' | 'small' | 'screen'>;
  /** Whether another tab was at it. */
  pass(): Promise<'passed' | 'another tab'>;
  told(): Promise<Told[]>;
  /** Codes of all that waits, for another phone; none when nothing does. */
  rescueCodes(): Promise<string[]>;
  /** @returns how many of them are news here */
  bringIn(codes: readonly string[]): Promise<number>;
  /** How many reports only this page has. */
  onlyHere(): number;
};
