/** The pictures of a class, each with who agreed to it; they open whole in a tab of their own. */
import type { Session } from '@digitruck/contract/sessions';
import { apiUrl } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { sessionsText } from '../../shared/i18n/sessions.ts';
import { Card } from '../../shared/ui/card.tsx';

export function Photos({ session: { sessionId, photos } }: { readonly session: Session }) {
  const t = useText(sessionsText);
  const format = useFormat();
  return (
    <Card title={t.photos}>
      {photos.length === 0 ? (
        <p className="muted">{t.noPhotos}</p>
      ) : (
        <ul className="session-photos">
          {photos.map(({ photoId, takenAt, caption, consent }) => {
            const url = apiUrl(`/sessions/${sessionId}/photos/${photoId}`);
            const alt = caption === '' ? t.photoOf(format.dateTime(takenAt)) : caption;
            return (
              <li key={photoId}>
                <figure>
                  <a href={url} target="_blank" rel="noreferrer">
                    <img src={url} alt={alt} loading="lazy" />
                  </a>
                  <figcaption className="small muted">
                    {caption === '' ? null : <span>{caption}. </span>}
                    {t.consent(consent)}
                  </figcaption>
                </figure>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}
