/** Pictures of sessions: small, with the consent of those who are on them, and taken away when that is wished. */
import type { PhotoId, SessionId, TruckId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import { PHOTOS_MAX, type SessionPhotoQuery } from '@digitruck/contract/session-photos';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { and, eq, ne } from '../drizzle.ts';
import { recordChange } from '../people/audit.ts';
import { sessionPhotos } from '../tables/sessions.ts';
import { NOT_FOUND, type NotFound } from '../versions.ts';
import { lockSession } from './locks.ts';

export type PhotoKey = {
  readonly truckId: TruckId;
  readonly sessionId: SessionId;
  readonly photoId: PhotoId;
};
export type Picture = { readonly contentType: string; readonly image: Buffer };
export type TooMany = { readonly ok: false; readonly reason: 'too-many' };

export function sessionPhotoStore(db: Db) {
  return {
    async find(key: PhotoKey): Promise<Picture | undefined> {
      const [row] = await db.select().from(sessionPhotos).where(isPhoto(key));
      return row && { contentType: row.contentType, image: row.image };
    },

    /** The same picture again changes nothing; another one, or other words, take the place of what was there. */
    async put(
      actor: Actor,
      key: PhotoKey,
      picture: Picture,
      { takenAt, caption, consent }: SessionPhotoQuery,
      receivedMs: number,
    ): Promise<{ readonly ok: true; readonly created: boolean } | TooMany> {
      return db.transaction(async (tx) => {
        await lockSession(tx, key.sessionId);
        const [known] = await tx.select().from(sessionPhotos).where(isPhoto(key));
        const others = await tx.$count(
          sessionPhotos,
          and(
            eq(sessionPhotos.truckId, key.truckId),
            eq(sessionPhotos.sessionId, key.sessionId),
            ne(sessionPhotos.photoId, key.photoId),
          ),
        );
        if (others >= PHOTOS_MAX) return { ok: false, reason: 'too-many' } as const;
        const isSame =
          known?.image.equals(picture.image) === true &&
          known.caption === caption &&
          known.consent === consent;
        if (isSame) return { ok: true, created: false } as const;
        const values = {
          ...key,
          ...picture,
          takenAt: new Date(takenAt),
          caption,
          consent,
          receivedAt: new Date(receivedMs),
          receivedFrom: actor.name,
        };
        if (known === undefined) await tx.insert(sessionPhotos).values(values);
        else await tx.update(sessionPhotos).set(values).where(isPhoto(key));
        await note(tx, actor, known === undefined ? 'add' : 'replace', key, consent);
        return { ok: true, created: known === undefined } as const;
      });
    },

    async remove(actor: Actor, key: PhotoKey): Promise<{ readonly ok: true } | NotFound> {
      return db.transaction(async (tx) => {
        await lockSession(tx, key.sessionId);
        const [gone] = await tx.delete(sessionPhotos).where(isPhoto(key)).returning();
        if (gone === undefined) return NOT_FOUND;
        await note(tx, actor, 'remove', key, gone.consent);
        return { ok: true } as const;
      });
    },
  };
}
export type SessionPhotoStore = ReturnType<typeof sessionPhotoStore>;

function isPhoto({ truckId, sessionId, photoId }: PhotoKey) {
  return and(
    eq(sessionPhotos.truckId, truckId),
    eq(sessionPhotos.sessionId, sessionId),
    eq(sessionPhotos.photoId, photoId),
  );
}

async function note(tx: Tx, actor: Actor, verb: string, key: PhotoKey, consent: string): Promise<void> {
  await recordChange(tx, {
    actor,
    action: `session-photo.${verb}`,
    subject: 'session',
    subjectId: key.sessionId,
    after: { photoId: key.photoId, consent },
  });
  await notifyChanges(tx, { subjects: ['sessions'] });
}
