/** `/alerts`: what the rules found and what people did about it. Operators act on alerts of their own trucks, coordinators on all. */
import {
  type Alert,
  AlertAcknowledge,
  AlertAssign,
  AlertDetail,
  AlertNote,
  AlertPage,
  AlertQuery,
  AlertSnooze,
  Assignees,
} from '@digitruck/contract/alerts';
import { AlertId } from '@digitruck/contract/ids';
import type { Language } from '@digitruck/contract/people';
import { mayAct } from '@digitruck/contract/people-words';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import type { AlertStore, StoredAlert, StoredAlertDetail } from '../../store/alerts/alerts.ts';
import type { NoSuch, NotFound } from '../../store/versions.ts';
import { type Caller, callerOf, type Routes } from '../kit.ts';
import { languageOf } from '../language.ts';
import { problem } from '../problems.ts';
import { refusal } from '../refusals.ts';
import { failures } from '../responses.ts';

/** The words of an alert in a language, and the one thing to do about it. */
export type AlertWording = (alert: StoredAlert, language: Language) => Pick<Alert, 'words' | 'actionKind'>;

export type AlertRouteDeps = {
  readonly alerts: AlertStore;
  readonly wordsOf: AlertWording;
  readonly clock: Clock;
};

const THING = 'alert';
const tags = ['alerts'];
const Params = z.object({ alertId: AlertId });
type Asked = { params: { alertId: AlertId }; caller: Caller | undefined; headers: Headers };
type Headers = { 'accept-language'?: string | undefined };

export function alertRoutes({ alerts, wordsOf, clock }: AlertRouteDeps): Routes {
  const inLanguage = <Stored extends StoredAlert>(stored: Stored, headers: Headers) => ({
    ...stored,
    ...wordsOf(stored, languageOf(headers['accept-language'])),
  });

  async function found(alertId: AlertId): Promise<StoredAlertDetail> {
    const alert = await alerts.find(alertId, clock.nowMs());
    if (alert === undefined) throw refusal({ ok: false, reason: 'not-found' }, THING, alertId);
    return alert;
  }

  /** Acts, if this caller may act on this alert, and answers how it is then. */
  async function act(
    request: Asked,
    work: (caller: Caller, alertId: AlertId, nowMs: number) => Promise<{ ok: true } | NotFound | NoSuch>,
  ) {
    const { alertId } = request.params;
    const caller = callerOf(request);
    checkTruck(caller, await found(alertId));
    const result = await work(caller, alertId, clock.nowMs());
    if (!result.ok) throw refusal(result, THING, alertId);
    return inLanguage(await found(alertId), request.headers);
  }

  const acting = (summary: string, description?: string) => ({
    summary,
    ...(description !== undefined && { description }),
    tags,
    params: Params,
  });
  const response = { 200: AlertDetail, ...failures(400, 404) };

  return (api) => {
    api.get(
      '/alerts',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Alerts: open ones by urgency, cleared ones the newest first',
          tags,
          querystring: AlertQuery,
          response: { 200: AlertPage, ...failures(400) },
        },
      },
      async (request) => {
        const { assignedTo } = request.query;
        // A key has no person: nothing is assigned to it.
        const personId = assignedTo === 'me' ? (callerOf(request).personId ?? '') : assignedTo;
        const page = await alerts.list({ ...request.query, assignedTo: personId }, clock.nowMs());
        return {
          ...page,
          items: page.items.map((alert) => inLanguage(alert, request.headers)),
          open: await alerts.openCounts(),
        };
      },
    );

    api.get(
      '/alerts/assignees',
      {
        config: { access: 'operator' },
        schema: { summary: 'Whom an alert can be given to', tags, response: { 200: Assignees } },
      },
      async () => ({ items: await alerts.assignees() }),
    );

    api.get(
      '/alerts/:alertId',
      {
        config: { access: 'viewer' },
        schema: { summary: 'One alert with all that happened to it', tags, params: Params, response },
      },
      async (request) => inLanguage(await found(request.params.alertId), request.headers),
    );

    api.post(
      '/alerts/:alertId/acknowledge',
      {
        config: { access: 'operator' },
        schema: {
          ...acting(
            'Say that somebody looks after it, or take that back',
            'It then no longer escalates. One that gets worse has to be acknowledged again.',
          ),
          body: AlertAcknowledge,
          response,
        },
      },
      (request) => act(request, (...who) => alerts.acknowledge(who[0], who[1], request.body, who[2])),
    );

    api.post(
      '/alerts/:alertId/snooze',
      {
        config: { access: 'operator' },
        schema: {
          ...acting('Put it off; it wakes by itself', 'It also wakes when it gets worse.'),
          body: AlertSnooze,
          response,
        },
      },
      (request) => act(request, (...who) => alerts.snooze(who[0], who[1], request.body, who[2])),
    );

    api.post(
      '/alerts/:alertId/assign',
      {
        config: { access: 'operator' },
        schema: { ...acting('Give it to somebody, or with null to nobody'), body: AlertAssign, response },
      },
      (request) => act(request, (...who) => alerts.assign(who[0], who[1], request.body, who[2])),
    );

    api.post(
      '/alerts/:alertId/notes',
      {
        config: { access: 'operator' },
        schema: { ...acting('Note something'), body: AlertNote, response },
      },
      async (request) => {
        const { note } = request.body;
        if (note === '') {
          throw problem('bad-input', 'Check: note.', {
            errors: [{ field: 'note', value: note, problem: 'is empty; write what is to be kept' }],
          });
        }
        return act(request, (caller, alertId, nowMs) => alerts.note(caller, alertId, note, nowMs));
      },
    );
  };
}

function checkTruck(caller: Caller, { truckId }: StoredAlert): void {
  if (mayAct(caller.role, 'coordinator')) return;
  if (truckId !== null && caller.truckIds.includes(truckId)) return;
  const own = caller.truckIds.length === 0 ? 'you have none' : `yours: ${caller.truckIds.join(', ')}`;
  const whose = truckId === null ? 'of the service itself' : `of truck ${truckId}`;
  throw problem(
    'not-allowed',
    `An operator acts on alerts of their own trucks (${own}); this one is ${whose}. Ask a coordinator.`,
  );
}
