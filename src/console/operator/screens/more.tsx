/** Language, look, truck, how reports are kept, signing out. */

import { useState } from 'react';
import { fill, type Look, useModel, useNowMs, usePage } from '../context.tsx';
import { stepOf } from '../outbox/kept.ts';
import { Banner, Languages, Section } from '../parts/basics.tsx';

const LOOKS: readonly Look[] = ['auto', 'sun', 'dark'];

export function More() {
  const page = usePage();
  const { t, format, model, look } = page;
  const { person, pack, truckId, trucks, kept, examsWait } = useModel();
  const nowMs = useNowMs();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const uncounted = kept.filter((each) => stepOf(each) !== 'counted').length + examsWait.length;
  const keeping = { disk: t.keptWell, small: t.keptSmall, screen: t.keptNowhere }[page.keeping];
  return (
    <div className="stack">
      <h1>{t.more}</h1>
      <Section title={t.language}>
        <Languages />
        {t.draftTranslation === '' ? null : <p className="quiet">{t.draftTranslation}</p>}
      </Section>
      <Section title={t.look}>
        <div className="chips">
          {LOOKS.map((each) => (
            <button
              key={each}
              type="button"
              className="chip"
              aria-pressed={each === look}
              onClick={() => page.setLook(each)}
            >
              {t.looks[each]}
            </button>
          ))}
        </div>
      </Section>
      <Section
        title={t.truck}
        aside={
          trucks.length > 1 ? (
            <button type="button" className="link" onClick={() => void model.chooseTruck(undefined)}>
              {t.change}
            </button>
          ) : undefined
        }
      >
        <p>
          <b>{pack?.truckName ?? truckId ?? '–'}</b> {pack && pack.truckName !== truckId ? truckId : ''}
        </p>
        {pack === undefined ? null : (
          <p className="quiet">
            {t.packUpdated} · {fill(t.asOf, format.age(nowMs - Date.parse(pack.madeAt)))}
          </p>
        )}
        <button
          type="button"
          disabled={busy}
          onClick={() => {
            setBusy(true);
            void model.refresh().finally(() => setBusy(false));
          }}
        >
          {t.update}
        </button>
      </Section>
      <Section title={t.kept}>
        <p>{keeping}</p>
      </Section>
      <Section title={person?.name ?? t.signIn}>
        <p className="quiet">{person?.email}</p>
        {asking ? (
          <Banner tone="warn">
            <p>{fill(t.signOutWaits, format.number(uncounted))}</p>
            <div className="buttons">
              <button type="button" className="danger" onClick={() => void model.signOut()}>
                {t.signOut}
              </button>
              <button type="button" onClick={() => setAsking(false)}>
                {t.cancel}
              </button>
            </div>
          </Banner>
        ) : (
          <button type="button" onClick={() => (uncounted > 0 ? setAsking(true) : void model.signOut())}>
            {t.signOut}
          </button>
        )}
      </Section>
    </div>
  );
}
