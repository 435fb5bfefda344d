/** Session reports as tests need them: a class of an afternoon in Baringo, with all that a report must have. */
import { SessionId } from '@digitruck/contract/ids';
import { SessionBody } from '@digitruck/contract/sessions';

export const PHONE_A = '0a0a0a0a-0000-4000-8000-00000000000a';
export const PHONE_B = '0b0b0b0b-0000-4000-8000-00000000000b';

export const sessionId = (number: number) =>
  SessionId.parse(`5e551000-0000-4000-8000-${String(number).padStart(12, '0')}`);

/** @param device over the device's part alone */
export const sessionBody = (over: object = {}, device: object = {}) =>
  SessionBody.parse({
    truckId: 'DT-01',
    state: 'held',
    startedAt: '2026-11-24T11:30:00.000Z',
    endedAt: '2026-11-24T13:30:00.000Z',
    headCounts: [
      { sex: 'female', ageBand: '18-24', role: 'learner', count: 11 },
      { sex: 'male', ageBand: '25-34', role: 'learner', count: 7 },
      { sex: 'female', ageBand: '35-64', role: 'teacher', count: 1 },
    ],
    topics: ['Spreadsheets'],
    device: {
      deviceId: PHONE_A,
      revision: 1,
      savedAt: '2026-11-24T13:31:00.000Z',
      sentAt: '2026-11-24T13:32:00.000Z',
      ...device,
    },
    ...over,
  });
