/** `GET /live`: the WebSocket. Who may open it is checked like for any route, and again while it is open. */

import type { IncomingHttpHeaders } from 'node:http';
import { LiveMessage } from '@digitruck/contract/live';
import { mayAct } from '@digitruck/contract/people-words';
import type { Caller, Routes } from '../kit.ts';
import type { LiveHub } from '../live.ts';
import { problem } from '../problems.ts';
import { failures } from '../responses.ts';

export function liveRoutes(deps: {
  readonly live: LiveHub;
  readonly authenticate: (headers: IncomingHttpHeaders) => Promise<Caller | undefined>;
}): Routes {
  return (api) => {
    api.route({
      method: 'GET',
      url: '/live',
      exposeHeadRoute: false,
      config: { access: 'viewer' },
      schema: {
        summary: 'The fleet as it changes (WebSocket)',
        description:
          'Open it as a WebSocket. First a snapshot comes, then deltas with what changed, at most four a second, ' +
          'each after the one before was read. Nothing may be sent. A closing message says why the service ends it.',
        tags: ['live'],
        response: {
          101: {
            description: 'Each message of the socket',
            content: { 'application/json': { schema: LiveMessage } },
          },
          ...failures(400, 401, 403),
        },
      },
      handler: async () => {
        throw problem('bad-input', 'Open /api/v1/live as a WebSocket (Upgrade: websocket).');
      },
      wsHandler: (socket, request) => {
        const { headers } = request;
        deps.live.join(socket, {
          credential: `${headers.authorization ?? ''}\n${headers.cookie ?? ''}`,
          mayStay: async () => {
            const caller = await deps.authenticate(headers);
            return caller !== undefined && mayAct(caller.role, 'viewer');
          },
        });
      },
    });
  };
}
