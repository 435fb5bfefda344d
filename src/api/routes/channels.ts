/**
 * `/alert-channels`: who is told of alerts who is not looking at a screen. Coordinators see channels and what was sent; engineers and
 * admins, who know where messages may go, set them up. A webhook's address often is its password, so only they see it whole.
 */
import {
  Channel,
  ChannelBody,
  ChannelList,
  ChannelMade,
  ChannelUpdate,
  Delivery,
  DeliveryPage,
  DeliveryQuery,
} from '@digitruck/contract/channels';
import { ChannelId } from '@digitruck/contract/ids';
import { mayAct } from '@digitruck/contract/people-words';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import type { ChannelStore } from '../../store/alerts/channels.ts';
import type { DeliveryStore } from '../../store/alerts/deliveries.ts';
import { callerOf, type Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { refusal } from '../refusals.ts';
import { failures, Nothing } from '../responses.ts';
import { VersionQuery } from './version-query.ts';

export type ChannelDeps = {
  readonly channels: ChannelStore;
  readonly deliveries: Pick<DeliveryStore, 'list' | 'addTest'>;
  /** Whether there is an SMTP server. */
  readonly emailReady: boolean;
  readonly clock: Clock;
};

const THING = 'channel';
const tags = ['alerts'];
const Params = z.object({ channelId: ChannelId });

export function channelRoutes(deps: ChannelDeps): Routes {
  const { channels, deliveries, clock } = deps;
  return (api) => {
    api.get(
      '/alert-channels',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Who is told of alerts, and how',
          description: 'Below engineer a webhook’s address is shown by its host alone.',
          tags,
          response: { 200: ChannelList },
        },
      },
      async (request) => {
        const whole = mayAct(callerOf(request).role, 'engineer');
        const items = await channels.list();
        return { items: whole ? items : items.map(byHost), emailReady: deps.emailReady };
      },
    );

    api.get(
      '/alert-channels/deliveries',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'What was told to whom, and what could not be, the newest first',
          tags,
          querystring: DeliveryQuery,
          response: { 200: DeliveryPage, ...failures(400) },
        },
      },
      (request) => deliveries.list(request.query),
    );

    api.post(
      '/alert-channels',
      {
        config: { access: 'engineer' },
        schema: {
          summary: 'Add a channel',
          description: 'The answer for a webhook carries the secret that signs it; it is shown once.',
          tags,
          body: ChannelBody,
          response: { 201: ChannelMade, ...failures(400) },
        },
      },
      async (request, reply) => reply.code(201).send(await channels.create(callerOf(request), request.body)),
    );

    api.patch(
      '/alert-channels/:channelId',
      {
        config: { access: 'engineer' },
        schema: {
          summary: 'Replace a channel’s settings',
          tags,
          params: Params,
          body: ChannelUpdate,
          response: { 200: Channel, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { channelId } = request.params;
        const result = await channels.update(callerOf(request), channelId, request.body);
        if (result.ok) return result.row;
        if (result.reason !== 'other-kind') throw refusal(result, THING, channelId);
        const kind = 'a channel stays what it is; add another one instead';
        throw problem('bad-input', 'Check: body.kind.', {
          errors: [{ field: 'body.kind', value: request.body.body.kind, problem: kind }],
        });
      },
    );

    api.delete(
      '/alert-channels/:channelId',
      {
        config: { access: 'engineer' },
        schema: {
          summary: 'Delete a channel with the record of what it told (or switch it off: `enabled` false)',
          tags,
          params: Params,
          querystring: VersionQuery,
          response: { 204: Nothing, ...failures(400, 404, 409) },
        },
      },
      async (request, reply) => {
        const { channelId } = request.params;
        const result = await channels.remove(callerOf(request), channelId, request.query.version);
        if (!result.ok) throw refusal(result, THING, channelId);
        return reply.code(204).send(null);
      },
    );

    api.post(
      '/alert-channels/:channelId/secret',
      {
        config: { access: 'engineer' },
        schema: {
          summary: 'A new secret for a webhook; the old one signs nothing any more',
          tags,
          params: Params,
          response: { 200: ChannelMade, ...failures(404) },
        },
      },
      async (request) => {
        const { channelId } = request.params;
        const result = await channels.renewSecret(callerOf(request), channelId);
        if ('reason' in result) throw refusal(result, 'webhook', channelId);
        return result;
      },
    );

    api.post(
      '/alert-channels/:channelId/test',
      {
        config: { access: 'engineer' },
        schema: {
          summary: 'Send a test message',
          description:
            'It is sent at once, also in quiet hours; what became of it stands among the deliveries.',
          tags,
          params: Params,
          response: { 202: Delivery, ...failures(400, 404, 503) },
        },
      },
      async (request, reply) => {
        const { channelId } = request.params;
        const channel = await channels.find(channelId);
        if (channel?.kind === 'email' && !deps.emailReady) {
          throw problem('not-ready', 'No SMTP server is set; start the service with SMTP_URL and MAIL_FROM.');
        }
        const result = await deliveries.addTest(channelId, clock.nowMs());
        if (!result.ok) throw refusal(result, THING, channelId);
        return reply.code(202).send(result.row);
      },
    );
  };
}

function byHost(channel: Channel): Channel {
  return channel.kind === 'webhook' ? { ...channel, url: `${new URL(channel.url).origin}/...` } : channel;
}
