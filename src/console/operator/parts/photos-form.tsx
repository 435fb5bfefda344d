/** Photos of a class: only once somebody has said that all in them agreed; made small here, sent after the reports. */
import { type ChangeEvent, useEffect, useState } from 'react';
import { fill, useModel, usePage } from '../context.tsx';
import type { PhotoNote } from '../outbox/photos.ts';
import { smallPicture } from '../small-picture.ts';
import { uuid4 } from '../uuid.ts';
import { Icon, Section } from './basics.tsx';

export function PhotosForm(props: {
  readonly sessionId: string;
  readonly photoOf: (photoId: string) => Promise<Blob | undefined>;
  readonly onAdded: () => void;
}) {
  const { t, model, clock, say } = usePage();
  const { photos, person } = useModel();
  const [agreed, setAgreed] = useState(false);
  const [busy, setBusy] = useState(false);
  const mine = photos.filter(({ sessionId }) => sessionId === props.sessionId);
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
      {mine.length === 0 ? null : (
        <ul className="photos">
          {mine.map((photo) => (
            <Thumb key={photo.photoId} photo={photo} photoOf={props.photoOf} />
          ))}
        </ul>
      )}
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

function Thumb(props: {
  readonly photo: PhotoNote;
  readonly photoOf: (photoId: string) => Promise<Blob | undefined>;
}) {
  const { t, model, format } = usePage();
  const { photoId, bytes, refusedWhy } = props.photo;
  const [url, setUrl] = useState<string>();
  const { photoOf } = props;
  useEffect(() => {
    let made: string | undefined;
    void photoOf(photoId).then((blob) => {
      if (blob === undefined) return;
      made = URL.createObjectURL(blob);
      setUrl(made);
    });
    return () => {
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [photoId, photoOf]);
  return (
    <li>
      {url === undefined ? (
        <span className="picture" />
      ) : (
        <img className="picture" src={url} alt={t.photos} />
      )}
      <small>{refusedWhy ?? `${format.number(bytes / 1000)} kB · ${t.photoWaits}`}</small>
      <button
        type="button"
        className="round"
        aria-label={t.removePhoto}
        onClick={() => void model.removePhoto(photoId)}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}
