/** What was refused: somebody speaks in a truck's name, or more and more cannot be used. */
import { countedLastHour } from '../facts.ts';
import { above, defineRule, told } from '../rule.ts';

export const credentialsMisuse = defineRule({
  kind: 'credentials-misuse',
  description:
    "Messages on this truck's topics carry another truck's name, or somebody tries passwords in its name.",
  severity: 'urgent',
  times: { raiseAfterS: 0, clearAfterS: 3600, coolDownS: 6 * 3600 },
  thresholds: {
    mismatches: {
      unit: 'messages',
      min: 1,
      max: 1000,
      default: 1,
      description: 'So many messages of an hour say another name',
    },
    refusedSignIns: {
      unit: 'tries',
      min: 1,
      max: 10_000,
      default: 10,
      description: 'So many sign-ins of an hour were refused',
    },
  },
  visit: 'none',
  judge: ({ memory, link, nowMs }, t) => {
    const mismatches = countedLastHour(memory, nowMs, 'identityMismatch');
    if (mismatches >= t.mismatches || link.refusedSignIns >= t.refusedSignIns) return 'bad';
    return mismatches === 0 && !(link.refusedSignIns > 0) ? 'fine' : 'between';
  },
  tell: ({ memory, link, nowMs }) => ({
    mismatchesLastHour: countedLastHour(memory, nowMs, 'identityMismatch'),
    refusedSignIns: told(link.refusedSignIns),
  }),
});

export const quarantineRising = defineRule({
  kind: 'quarantine-rising',
  description: 'Many more of its messages are refused than usual.',
  severity: 'note',
  times: { raiseAfterS: 600, clearAfterS: 1800, coolDownS: 12 * 3600 },
  thresholds: {
    perHour: {
      unit: 'messages',
      min: 1,
      max: 100_000,
      default: 20,
      description: 'At least so many in an hour',
    },
    timesUsual: { unit: 'times', min: 1, max: 1000, default: 5, description: 'And so many times the usual' },
  },
  visit: 'none',
  judge: ({ memory, nowMs }, t) => {
    const refused = countedLastHour(memory, nowMs, 'quarantined');
    const bad = Math.max(t.perHour, t.timesUsual * memory.usualQuarantined);
    return above(refused, bad, bad / 4);
  },
  tell: ({ memory, nowMs }) => ({
    refusedLastHour: countedLastHour(memory, nowMs, 'quarantined'),
    usualPerHour: told(memory.usualQuarantined, 1),
  }),
});
