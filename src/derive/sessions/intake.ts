/** What ingest calls with a report that came over MQTT: whose it is, whether it is taken, and what the truck's hub is told. */
import type { Fault } from '@digitruck/contract/faults';
import type { SessionId, TruckId } from '@digitruck/contract/ids';
import type { Actor, Person } from '@digitruck/contract/people';
import type { ReportRelay, SessionBody, SessionMessage, SessionReceipt } from '@digitruck/contract/sessions';
import type { SessionAcceptance } from '../../store/sessions/accept.ts';
import type { ReporterKeyStore } from '../../store/sessions/reporter-keys.ts';

export type SessionIntakeDeps = {
  readonly sessionAcceptance: SessionAcceptance;
  readonly people: { find(personId: string): Promise<Person | undefined> };
  readonly reporterKeys: Pick<ReporterKeyStore, 'isProven'>;
  /** Of the programme. */
  readonly timeZone: string;
};

export function sessionIntake(deps: SessionIntakeDeps) {
  const { sessionAcceptance, people, reporterKeys, timeZone } = deps;

  /**
   * The person that the hub names, if the report is signed with that person's key for this truck, and they may report for it now. A hub that makes
   * up a name, or a report, has no key: what it brings is the truck's.
   */
  async function reporterOf(
    sessionId: SessionId,
    report: SessionBody,
    { personId, proof }: Pick<ReportRelay, 'personId' | 'proof'>,
    truck: Actor,
  ): Promise<Actor> {
    if (personId === null || proof === null) return truck;
    const person = await people.find(personId);
    if (person === undefined || person.disabled || person.role === 'viewer') return truck;
    if (person.role === 'operator' && !person.truckIds.includes(report.truckId)) return truck;
    if (!(await reporterKeys.isProven(personId, sessionId, report, proof))) return truck;
    return { personId: person.personId, name: person.name, via: 'system' };
  }

  return async (
    truckId: TruckId,
    message: SessionMessage,
    receivedMs: number,
  ): Promise<{ readonly receipt: SessionReceipt; readonly refused?: string }> => {
    const { sessionId, relay, ...rest } = message;
    const report: SessionBody = { ...rest, truckId };
    const about = { deviceId: report.device.deviceId, revision: report.device.revision };
    const unfit = (field: string, problem: string, fault: Fault) => {
      const reason = `${field}: ${problem}`;
      const errors = [{ field, problem, ...fault }];
      return {
        receipt: { sessionId, about, state: 'needs-fix', version: null, code: null, reason, errors } as const,
        refused: reason,
      };
    };
    const truck: Actor = { personId: null, name: `truck ${truckId}`, via: 'system' };
    const reporter = relay === null ? truck : await reporterOf(sessionId, report, relay, truck);
    const arrival = { sessionId, report, relay, via: 'mqtt', receivedMs, timeZone } as const;
    const result = await sessionAcceptance.accept(truck, arrival, reporter);
    if (result.ok) {
      const { step, version, code } = result.row;
      return { receipt: { sessionId, about, state: step, version, code, reason: '' } };
    }
    switch (result.reason) {
      case 'version-conflict': {
        const { version, code, updatedBy } = result.current;
        const refused = `${updatedBy} changed this session meanwhile: version ${version} (${code}) stands; this was based on ${report.basedOn}`;
        return { receipt: { sessionId, about, state: 'conflict', version, code, reason: refused }, refused };
      }
      case 'no-such':
        return unfit(result.field, `${result.value} is not there; choose one that exists`, {
          code: 'not-there',
        });
      case 'other-truck':
        return unfit('truckId', "this report was made for another truck; a report's truck never changes", {
          code: 'other-truck',
          params: { truckId: result.truckId },
        });
    }
  };
}
