/** What the page knows and what can be done to it, as its screens see it; `model.ts` does it. */
import type { OperatorPack } from '@digitruck/contract/operator';
import type { Asked } from './asked.ts';
import type { Reading } from './battery.ts';
import type { Draft } from './draft.ts';
import type { ExamSheets } from './exam-sheets.ts';
import type { Kept, Report } from './outbox/kept.ts';
import type { Pass } from './outbox/outbox.ts';
import type { Photo, PhotoNote } from './outbox/photos.ts';
import type { Person } from './requests.ts';

export type TruckName = { readonly truckId: string; readonly name: string };
export type State = {
  readonly ready: boolean;
  readonly person: Person | undefined;
  /** `expired`: reports wait until somebody signs in; nothing else does. */
  readonly signedIn: 'yes' | 'expired';
  readonly trucks: readonly TruckName[];
  readonly truckId: string | undefined;
  readonly pack: OperatorPack | undefined;
  readonly packRefused: string | undefined;
  /** The office is being asked for who, where and which classes. */
  readonly asking: boolean;
  readonly reading: Reading | undefined;
  /** So far the office's clock was ahead of this phone's when it answered last. */
  readonly skewMs: number;
  readonly kept: readonly Kept[];
  readonly onlyHere: readonly string[];
  /** All of this phone's, and those of others that it wants away; what is sent until its report is forgotten. */
  readonly photos: readonly PhotoNote[];
  /** Exam results that wait to be sent, and those that somebody has to look at: by their cohorts. */
  readonly examsWait: readonly string[];
  readonly examsRefused: readonly string[];
  /** What the office asks of who was there. */
  readonly asked: readonly Asked[];
  readonly office: Pass['office'];
  readonly hub: Pass['hub'];
  readonly sending: boolean;
};
export type Model = {
  state(): State;
  subscribe(listener: () => void): () => void;
  start(): Promise<void>;
  signIn(email: string, password: string): Promise<'ok' | 'refused' | 'unreachable' | 'too-many'>;
  signOut(): Promise<void>;
  chooseTruck(truckId: string | undefined): Promise<void>;
  refresh(): Promise<void>;
  /** Resolves once it is written. */
  save(sessionId: string, report: Report): Promise<'disk' | 'screen'>;
  /** Takes up a report that another phone made, to go on with it here. @returns false when the office can't be asked */
  takeUp(sessionId: string): Promise<boolean>;
  /** Leaves what the office has. */
  leaveTheirs(sessionId: string): Promise<void>;
  bringIn(reports: readonly Kept[]): Promise<number>;
  addPhoto(photo: Photo): Promise<boolean>;
  /** Removes it, or has it back (`removed`); sends it again (`refusedWhy`). @param another of a photo of another phone */
  changePhoto(photoId: string, change: Partial<PhotoNote> | 'forget', another?: PhotoNote): Promise<void>;
  saidCharge(socPct: number): Promise<void>;
  photoOf(photoId: string): Promise<Blob | undefined>;
  /** What is being filled in, by the name of its class. */
  keepDraft(name: string, draft: Draft): void;
  draft(name: string): Promise<Draft | undefined>;
  dropDraft(name: string): Promise<void>;
  sendNow(): Promise<void>;
  /** Exam results of cohorts; the code for them comes when it is needed. */
  examSheets(): Promise<ExamSheets>;
};
