/** `/holidays`: public holidays by country. Booked visits follow each change, and the answer says how many did. */
import {
  HolidayBody,
  HolidayChanged,
  HolidayImport,
  HolidayImported,
  HolidayRemoved,
  Holidays,
  HolidaysQuery,
  HolidayUpdate,
} from '@digitruck/contract/holidays';
import { HolidayId } from '@digitruck/contract/ids';
import { z } from 'zod';
import type { HolidayStore } from '../../store/registry/holidays.ts';
import { callerOf, type Routes } from '../kit.ts';
import { refusal } from '../refusals.ts';
import { failures } from '../responses.ts';
import { VersionQuery } from './version-query.ts';

export type HolidayDeps = { readonly holidays: HolidayStore };

const Params = z.object({ holidayId: HolidayId });
const tags = ['holidays'];
const THING = 'holiday';

/** @param today of the programme */
export function holidayRoutes({ holidays }: HolidayDeps, today: () => string): Routes {
  return (api) => {
    api.get(
      '/holidays',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Public holidays, by day',
          tags,
          querystring: HolidaysQuery,
          response: { 200: Holidays, ...failures(400) },
        },
      },
      async (request) => ({ items: await holidays.list(request.query) }),
    );

    api.post(
      '/holidays',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Enter a holiday; booked visits leave it out from today on',
          tags,
          body: HolidayBody,
          response: { 201: HolidayChanged, ...failures(400, 409) },
        },
      },
      async (request, reply) => {
        const result = await holidays.create(callerOf(request), request.body, today());
        if (!result.ok) throw refusal(result, THING);
        const { row, visitsChanged } = result;
        return reply.code(201).send({ ...row, visitsChanged });
      },
    );

    api.post(
      '/holidays/import',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Enter a list of holidays, all or none; what is there already is not entered twice',
          tags,
          body: HolidayImport,
          response: { 200: HolidayImported, ...failures(400) },
        },
      },
      (request) => holidays.import(callerOf(request), request.body.holidays, today()),
    );

    api.patch(
      '/holidays/:holidayId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Change a holiday; booked visits follow from today on',
          tags,
          params: Params,
          body: HolidayUpdate,
          response: { 200: HolidayChanged, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { holidayId } = request.params;
        const result = await holidays.update(callerOf(request), holidayId, request.body, today());
        if (!result.ok) throw refusal(result, THING, holidayId);
        return { ...result.row, visitsChanged: result.visitsChanged };
      },
    );

    api.delete(
      '/holidays/:holidayId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Take a holiday out; booked visits get the day back from today on',
          tags,
          params: Params,
          querystring: VersionQuery,
          response: { 200: HolidayRemoved, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { holidayId } = request.params;
        const result = await holidays.remove(callerOf(request), holidayId, request.query.version, today());
        if (!result.ok) throw refusal(result, THING, holidayId);
        return { visitsChanged: result.visitsChanged };
      },
    );
  };
}
