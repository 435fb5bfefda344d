/**
 * The reports a hub has been given, one file each of session and device. A file is written whole beside its place, forced to the disk and
 * then moved there, so that after a power cut each is there as it was or as it is, and never half.
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { FieldError } from '@digitruck/contract/problems';
import { z } from 'zod';

/** What a hub has to know of a report; the rest is the office's to judge, whose version may be newer than the hub's. */
export const GivenReport = z.looseObject({
  truckId: z.string(),
  device: z.looseObject({ deviceId: z.uuid().toLowerCase(), revision: z.int().min(1) }),
});
export type GivenReport = z.infer<typeof GivenReport>;

/** `conflict`: somebody else changed it; only the office can ask which one is right. */
export const HUB_STEPS = ['on-truck', 'received', 'counted', 'needs-fix', 'conflict'] as const;
export const HubReport = z.object({
  sessionId: z.string(),
  report: GivenReport,
  code: z.string(),
  takenAt: z.string(),
  /** Who reports, as the phone says, and the phone's proof of it: both are the office's to judge. */
  personId: z.string().nullable(),
  proof: z.string().nullable().default(null),
  step: z.enum(HUB_STEPS),
  version: z.int().nullable(),
  reason: z.string(),
  /** The office's reason against it, field by field. */
  errors: z.array(FieldError.omit({ value: true })).optional(),
});
export type HubReport = z.infer<typeof HubReport>;

export type ReportFolder = {
  all(): Iterable<HubReport>;
  ofSession(sessionId: string): HubReport[];
  find(sessionId: string, deviceId: string): HubReport | undefined;
  /** Returns once it is on the disk. @throws when the disk is full or broken */
  keep(report: HubReport): void;
  forget(report: HubReport): void;
};

const fileOf = (sessionId: string, deviceId: string) => `${sessionId}.${deviceId}.json`;
const nameOf = ({ sessionId, report }: HubReport) => fileOf(sessionId, report.device.deviceId);

export function reportFolder(folder: string): ReportFolder {
  mkdirSync(folder, { recursive: true });
  const kept = new Map<string, HubReport>();
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.new')) rmSync(join(folder, name));
    if (!name.endsWith('.json')) continue;
    kept.set(name, HubReport.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
  }

  return {
    all: () => kept.values(),
    ofSession: (sessionId) => [...kept.values()].filter((report) => report.sessionId === sessionId),
    find: (sessionId, deviceId) => kept.get(fileOf(sessionId, deviceId)),
    keep(report) {
      const name = nameOf(report);
      const path = join(folder, name);
      const file = openSync(`${path}.new`, 'w');
      try {
        writeSync(file, JSON.stringify(report));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(`${path}.new`, path);
      syncFolder(folder);
      kept.set(name, report);
    },
    forget(report) {
      const name = nameOf(report);
      rmSync(join(folder, name), { force: true });
      kept.delete(name);
    },
  };
}

/** The move itself has to reach the disk, too. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
