/**
 * Photos of a report: taken only once somebody has said that all in them agreed, made small here, sent after the reports; and looked at afterwards, those
 * of other phones as well. A chunk of its own.
 */
import type { SessionPhoto } from '@digitruck/contract/session-photos';
import type { Session } from '@digitruck/contract/sessions';
import { type ChangeEvent, useEffect, useState } from 'react';
import { fill, useModel, usePage } from '../context.tsx';
import { type PhotoNote, photoRefused } from '../outbox/photos.ts';
import { getJson } from '../requests.ts';
import { smallPicture } from '../small-picture.ts';
import { uuid4 } from '../uuid.ts';
import { Icon, Section } from './basics.tsx';
import { WhyPhoto } from './why.tsx';

type Of = { readonly sessionId: string; readonly officeHas: boolean };

export function PhotosForm(props: Of & { readonly onAdded: () => void }) {
  const { t, model, clock, say } = usePage();
  const { person } = useModel();
  const [agreed, setAgreed] = useState(false);
  const [busy, setBusy] = useState(false);
  const take = async (event: ChangeEvent<HTMLInputElement>) => {
    const input = event.currentTarget;
    const [file] = input.files ?? [];
    if (file === undefined) return;
    setBusy(true);
    const photoId = uuid4();
    const consent = fill(t.consentBy, person?.name ?? '');
    const takenAt = new Date(clock.nowMs()).toISOString();
    const kept = await smallPicture(file).then(
      (image) =>
        model.addPhoto({ photoId, sessionId: props.sessionId, takenAt, caption: '', consent, image }),
      () => false,
    );
    if (kept) props.onAdded();
    else say(t.photoFailed, true);
    setBusy(false);
    input.value = '';
  };
  return (
    <Section title={t.photos}>
      <Pictures sessionId={props.sessionId} officeHas={props.officeHas} />
      <label className="tick">
        <input
          type="checkbox"
          checked={agreed}
          onChange={(event) => setAgreed(event.currentTarget.checked)}
        />
        {t.consent}
      </label>
      <label className={agreed && !busy ? 'button' : 'button off'}>
        <Icon name="photo" /> {t.takePhoto}
        <input
          className="unseen"
          type="file"
          accept="image/*"
          capture="environment"
          disabled={!agreed || busy}
          onChange={(event) => void take(event)}
        />
      </label>
    </Section>
  );
}

/** What there is: here, and at the office if it can be asked. One that the office has no more was taken away there, and goes here as well. */
export function Pictures({ sessionId, officeHas }: Of) {
  const { t, model } = usePage();
  const { photos } = useModel();
  const mine = photos.filter((note) => note.sessionId === sessionId);
  const [there, setThere] = useState<readonly SessionPhoto[]>([]);
  useEffect(() => {
    if (!officeHas) return;
    const before = model.state().photos;
    void getJson<Session>(`/api/v1/sessions/${sessionId}`).then((got) => {
      if (!got.ok) return;
      const { photos: there } = got.value;
      setThere(there);
      for (const { photoId, sentAt, removed, ...note } of before)
        if (
          note.sessionId === sessionId &&
          sentAt !== undefined &&
          removed !== true &&
          !there.some((one) => one.photoId === photoId)
        )
          void model.changePhoto(photoId, 'forget');
    });
  }, [sessionId, officeHas, model]);
  const others: PhotoNote[] = there
    .filter(({ photoId }) => !mine.some((note) => note.photoId === photoId))
    .map((one) => ({ ...one, sessionId, refusedWhy: null, sentAt: one.takenAt }));
  const all = [...mine, ...others];
  if (all.length === 0) return null;
  return (
    <>
      <ul className="photos">
        {all.map((note) => (
          <Thumb key={note.photoId} note={note} />
        ))}
      </ul>
      <p className="quiet">{t.consentGone}</p>
    </>
  );
}

function Thumb({ note }: { readonly note: PhotoNote }) {
  const { t, model, format } = usePage();
  const { photoId, sessionId, bytes, sentAt, removed = false, consent } = note;
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    let made: string | undefined;
    void model.photoOf(photoId).then((blob) => {
      if (blob !== undefined) made = URL.createObjectURL(blob);
      setUrl(made ?? `/api/v1/sessions/${sessionId}/photos/${photoId}`);
    });
    return () => {
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [photoId, sessionId, model]);
  const [unseen, setUnseen] = useState(false);
  return (
    <li className={removed ? 'gone' : ''}>
      {url === undefined || unseen ? (
        <span className="picture">{unseen ? <Icon name="photo" /> : null}</span>
      ) : (
        <a href={url} target="_blank" rel="noreferrer">
          <img className="picture" src={url} alt={consent} onError={() => setUnseen(true)} />
        </a>
      )}
      <span className="what">
        <b>
          {removed
            ? t.photoRemoved
            : photoRefused(note)
              ? t.needsFix
              : sentAt === undefined
                ? `${format.number(bytes / 1000)} kB · ${t.photoWaits}`
                : `${t.photoSent} · ${format.day(note.takenAt)} ${format.time(note.takenAt)}`}
        </b>
        <small>
          {photoRefused(note) ? (
            <WhyPhoto note={note} />
          ) : unseen && sentAt !== undefined ? (
            t.offline
          ) : (
            consent
          )}
        </small>
      </span>
      {removed ? (
        <button type="button" onClick={() => void model.changePhoto(photoId, { removed: false })}>
          {t.undo}
        </button>
      ) : (
        <button
          type="button"
          className="round"
          aria-label={t.removePhoto}
          onClick={() => void model.changePhoto(photoId, { removed: true }, note)}
        >
          <Icon name="close" />
        </button>
      )}
    </li>
  );
}

/** In the list of what needs somebody. */
export const RefusedPhoto = WhyPhoto;
