/** `/sessions/:sessionId/photos/:photoId`: pictures of a class, small, and only with the consent of those who are on them. */
import { PhotoId, SessionId } from '@digitruck/contract/ids';
import {
  PHOTO_MAX_BYTES,
  PHOTO_TYPES,
  PHOTOS_MAX,
  SessionPhotoQuery,
} from '@digitruck/contract/session-photos';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import type { SessionPhotoStore } from '../../store/sessions/photos.ts';
import type { SessionStore } from '../../store/sessions/sessions.ts';
import { callerOf, type Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { refusal } from '../refusals.ts';
import { failures, Nothing } from '../responses.ts';
import { truckSeen } from './session-access.ts';

const tags = ['sessions'];
const Params = z.object({ sessionId: SessionId, photoId: PhotoId });
const PATH = '/sessions/:sessionId/photos/:photoId';
const DAY_S = 86_400;

export type SessionPhotoDeps = {
  readonly sessions: Pick<SessionStore, 'truckOf'>;
  readonly sessionPhotos: SessionPhotoStore;
};

export function sessionPhotoRoutes(
  { sessions, sessionPhotos }: SessionPhotoDeps,
  { clock }: { readonly clock: Clock },
): Routes {
  return (api) => {
    api.addContentTypeParser(
      [...PHOTO_TYPES],
      { parseAs: 'buffer', bodyLimit: PHOTO_MAX_BYTES },
      (_request, body, done) => done(null, body),
    );

    api.put(
      PATH,
      {
        config: { access: 'operator' },
        bodyLimit: PHOTO_MAX_BYTES,
        schema: {
          summary: 'Add a picture',
          description: `The picture itself is the body: JPEG, PNG or WebP of at most ${PHOTO_MAX_BYTES} bytes. Its report comes first.`,
          tags,
          consumes: [...PHOTO_TYPES],
          params: Params,
          querystring: SessionPhotoQuery,
          body: z.any().meta({ type: 'string', format: 'binary' }),
          response: { 204: Nothing, ...failures(400, 404, 413) },
        },
      },
      async (request, reply) => {
        const caller = callerOf(request);
        const { sessionId, photoId } = request.params;
        const truckId = await truckSeen(sessions, caller, sessionId);
        const image = request.body;
        const contentType = Buffer.isBuffer(image) ? pictureType(image) : undefined;
        if (!Buffer.isBuffer(image) || contentType === undefined) {
          throw problem('bad-input', 'Check: body.', {
            errors: [
              { field: 'body', value: null, problem: 'is no JPEG, PNG or WebP picture', code: 'no-picture' },
            ],
          });
        }
        const key = { truckId, sessionId, photoId };
        const picture = { contentType, image };
        const result = await sessionPhotos.put(caller, key, picture, request.query, clock.nowMs());
        if (!result.ok) {
          throw problem('bad-input', 'Check: photoId.', {
            errors: [
              {
                field: 'photoId',
                value: photoId,
                problem: `a report has at most ${PHOTOS_MAX} pictures; remove one first`,
                code: 'too-many',
                params: { max: PHOTOS_MAX },
              },
            ],
          });
        }
        return reply.code(204).send(null);
      },
    );

    api.get(
      PATH,
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'A picture',
          tags,
          params: Params,
          response: {
            200: {
              description: 'The picture',
              content: Object.fromEntries(
                PHOTO_TYPES.map((type) => [
                  type,
                  { schema: z.any().meta({ type: 'string', format: 'binary' }) },
                ]),
              ),
            },
            ...failures(400, 404),
          },
        },
      },
      async (request, reply) => {
        const { sessionId, photoId } = request.params;
        const truckId = await truckSeen(sessions, callerOf(request), sessionId);
        const found = await sessionPhotos.find({ truckId, sessionId, photoId });
        if (found === undefined) throw refusal({ ok: false, reason: 'not-found' }, 'picture', photoId);
        return reply
          .type(found.contentType)
          .header('cache-control', `private, max-age=${DAY_S}`)
          .send(found.image as never);
      },
    );

    api.delete(
      PATH,
      {
        config: { access: 'operator' },
        schema: {
          summary: 'Take a picture away, for good',
          tags,
          params: Params,
          response: { 204: Nothing, ...failures(400, 404) },
        },
      },
      async (request, reply) => {
        const caller = callerOf(request);
        const { sessionId, photoId } = request.params;
        const truckId = await truckSeen(sessions, caller, sessionId);
        const result = await sessionPhotos.remove(caller, { truckId, sessionId, photoId });
        if (!result.ok) throw refusal(result, 'picture', photoId);
        return reply.code(204).send(null);
      },
    );
  };
}

/** By its first bytes: what a sender calls it says nothing. */
export function pictureType(image: Uint8Array): (typeof PHOTO_TYPES)[number] | undefined {
  const bytes = Buffer.from(image.buffer, image.byteOffset, Math.min(image.length, 16));
  if (bytes.length < 12) return undefined;
  if (bytes.readUIntBE(0, 3) === 0xffd8ff) return 'image/jpeg';
  if (bytes.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP')
    return 'image/webp';
  return undefined;
}
