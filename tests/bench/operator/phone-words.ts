/** What the bench and the phone in its browser say to each other. */
import type { Report } from '../../../src/console/operator/outbox/kept.ts';

export type Told = {
  readonly sessionId: string;
  readonly code: string;
  readonly step: string;
  readonly trouble: string | null;
  readonly heads: number;
};
export type Phone = {
  save(sessionId: string, report: Report): Promise<'disk' | 'screen'>;
  pass(): Promise<void>;
  told(): Promise<Told[]>;
  /** Whether the browser's database refuses to be written, as when the phone is full. */
  full: boolean;
};
