/** `/calendar/<secret>.ics`, which any calendar program can subscribe to, and `/calendar-links`, who has such an address. */
import {
  type CalendarLink,
  CalendarLinkBody,
  CalendarLinkIssued,
  CalendarLinkRenew,
  CalendarLinks,
  CalendarLinksQuery,
  Trainers,
} from '@digitruck/contract/calendars';
import { CalendarLinkId } from '@digitruck/contract/ids';
import { mayAct } from '@digitruck/contract/people-words';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CalendarLinkStore } from '../../store/visits/calendar-links.ts';
import { type Caller, callerOf, type Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { refusal } from '../refusals.ts';
import { failures, Nothing } from '../responses.ts';
import { VersionQuery } from './version-query.ts';

export type CalendarDeps = {
  readonly calendarLinks: Pick<
    CalendarLinkStore,
    'list' | 'find' | 'create' | 'renew' | 'remove' | 'trainers'
  >;
  readonly openCalendar: (secret: string) => Promise<{ etag: string; text: () => string } | undefined>;
  readonly newSecret: () => { secret: string; hash: string };
};

const Params = z.object({ linkId: CalendarLinkId });
const tags = ['calendars'];
const THING = 'calendar link';
/** Calendar programs look once an hour at most; far more is somebody who tries. */
const READS_PER_MINUTE_MAX = 120;
const ICS_RESPONSE = {
  description: 'iCalendar (RFC 5545): visits as whole days, classes as series in the zone of the programme',
  content: { 'text/calendar': { schema: z.string() } },
};

export function calendarRoutes(
  { calendarLinks, openCalendar, newSecret }: CalendarDeps,
  publicUrl: string | undefined,
): Routes {
  const urlOf = (request: FastifyRequest, secret: string) =>
    `${publicUrl?.replace(/\/$/, '') ?? `${request.protocol}://${request.host}`}/api/v1/calendar/${secret}.ics`;

  /** Coordinators see to all links, others to those of their own calendar. */
  function checkMine(caller: Caller, link: Pick<CalendarLink, 'scope' | 'subjectId'>): void {
    if (mayAct(caller.role, 'coordinator')) return;
    if (link.scope === 'trainer' && link.subjectId === caller.personId) return;
    throw problem(
      'not-allowed',
      'Links of other calendars than your own need the role coordinator or higher.',
    );
  }
  async function ofMine(caller: Caller, linkId: CalendarLinkId): Promise<CalendarLink> {
    const link = await calendarLinks.find(linkId);
    if (link === undefined) throw refusal({ ok: false, reason: 'not-found' }, THING, linkId);
    checkMine(caller, link);
    return link;
  }

  return (api) => {
    api.get(
      '/calendar/:secret.ics',
      {
        config: { access: 'anyone', rateLimit: { max: READS_PER_MINUTE_MAX, timeWindow: 60_000 } },
        schema: {
          summary: 'A calendar, for who has its secret address',
          description:
            'Visits of the last 90 days and to come, those cancelled in the last 90 days as `STATUS:CANCELLED`. `If-None-Match` answers 304.',
          tags,
          params: z.object({ secret: z.string() }),
          response: { 200: ICS_RESPONSE, 304: Nothing, ...failures(404) },
        },
      },
      async (request, reply) => {
        const calendar = await openCalendar(request.params.secret);
        secretHeaders(reply);
        if (calendar === undefined) {
          throw problem(
            'not-found',
            'There is no calendar here. Its link may have been renewed or taken back.',
          );
        }
        reply.header('etag', calendar.etag);
        if (matches(request.headers['if-none-match'], calendar.etag)) return reply.code(304).send(null);
        return reply
          .header('content-type', 'text/calendar; charset=utf-8')
          .header('content-disposition', 'inline; filename="digitruck.ics"')
          .send(calendar.text());
      },
    );

    api.get(
      '/calendar-links',
      {
        config: { access: 'operator' },
        schema: {
          summary: 'Who has a link to a calendar; operators see those of their own',
          tags,
          querystring: CalendarLinksQuery,
          response: { 200: CalendarLinks, ...failures(400) },
        },
      },
      async (request) => {
        const caller = callerOf(request);
        if (mayAct(caller.role, 'coordinator')) return { items: await calendarLinks.list(request.query) };
        const { scope = 'trainer', subjectId = caller.personId } = request.query;
        if (caller.personId === null || scope !== 'trainer' || subjectId !== caller.personId)
          return { items: [] };
        return { items: await calendarLinks.list({ scope, subjectId }) };
      },
    );

    api.get(
      '/calendar-links/trainers',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'People with trucks, who can have a calendar of theirs',
          tags,
          response: { 200: Trainers },
        },
      },
      async () => ({ items: await calendarLinks.trainers() }),
    );

    api.post(
      '/calendar-links',
      {
        config: { access: 'operator' },
        schema: {
          summary:
            'Make a link to the calendar of a truck, a site, a trainer or the programme; its address is shown this once',
          description: 'Operators make links to their own calendar (scope `trainer`), coordinators to any.',
          tags,
          body: CalendarLinkBody,
          response: { 201: CalendarLinkIssued, ...failures(400) },
        },
      },
      async (request, reply) => {
        const caller = callerOf(request);
        checkMine(caller, request.body);
        const { secret, hash } = newSecret();
        const result = await calendarLinks.create(caller, request.body, hash);
        if (!result.ok) throw refusal(result, THING);
        return reply.code(201).send({ ...result.row, url: urlOf(request, secret) });
      },
    );

    api.post(
      '/calendar-links/:linkId/renew',
      {
        config: { access: 'operator' },
        schema: {
          summary: 'Give it another address; the one before opens nothing any more',
          tags,
          params: Params,
          body: CalendarLinkRenew,
          response: { 200: CalendarLinkIssued, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { linkId } = request.params;
        const caller = callerOf(request);
        await ofMine(caller, linkId);
        const { secret, hash } = newSecret();
        const result = await calendarLinks.renew(caller, linkId, request.body.version, hash);
        if (!result.ok) throw refusal(result, THING, linkId);
        return { ...result.row, url: urlOf(request, secret) };
      },
    );

    api.delete(
      '/calendar-links/:linkId',
      {
        config: { access: 'operator' },
        schema: {
          summary: 'Take a link back: its address opens nothing any more',
          tags,
          params: Params,
          querystring: VersionQuery,
          response: { 204: Nothing, ...failures(400, 404, 409) },
        },
      },
      async (request, reply) => {
        const { linkId } = request.params;
        const caller = callerOf(request);
        await ofMine(caller, linkId);
        const result = await calendarLinks.remove(caller, linkId, request.query.version);
        if (!result.ok) throw refusal(result, THING, linkId);
        return reply.code(204).send(null);
      },
    );
  };
}

/** The address is the key to it: no cache between keeps the answer, no page learns where it came from, no search engine lists it. */
function secretHeaders(reply: FastifyReply): void {
  reply
    .header('cache-control', 'private, no-cache')
    .header('referrer-policy', 'no-referrer')
    .header('x-robots-tag', 'noindex, nofollow');
}

function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etag);
}
