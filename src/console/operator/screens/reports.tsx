/** What was saved and how far each report has come; above all, what needs somebody: a refusal to mend, a conflict to decide. */

import { useState } from 'react';
import { fill, go, useModel, usePage } from '../context.tsx';
import { type Kept, stepOf, waits } from '../outbox/kept.ts';
import { photoRefused, photoWaits } from '../outbox/photos.ts';
import { Banner, Empty, Steps } from '../parts/basics.tsx';
import { Later } from '../parts/later.tsx';
import { useTold } from '../parts/told.tsx';

export function Reports() {
  const { t, format, model } = usePage();
  const { kept, photos, onlyHere, examsWait, examsRefused, asked, pack, office, hub, sending } = useModel();
  const troubled = kept.filter(({ trouble }) => trouble !== null);
  const rest = kept.filter(({ trouble }) => trouble === null);
  const waiting = kept.filter(waits).length + examsWait.length;
  const photosWait = photos.filter(photoWaits).length;
  return (
    <div className="stack">
      <h1>{t.reports}</h1>
      {onlyHere.length === 0 ? null : (
        <Banner tone="danger">
          <b>{t.savedScreen}</b>
          <p>{t.screenOnly}</p>
        </Banner>
      )}
      {waiting + photosWait === 0 ? null : (
        <div className="card send">
          <p>
            {[
              waiting > 0 ? format.plural(waiting, t.waiting) : '',
              photosWait > 0 ? `${t.photos}: ${format.number(photosWait)}` : '',
              office === 'unreachable' ? (hub === 'reached' ? t.hubHas : t.lastTry) : '',
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
          <button type="button" disabled={sending} onClick={() => void model.sendNow()}>
            {sending ? t.sending : t.sendNow}
          </button>
        </div>
      )}
      {kept.length === 0 ? <Empty title={t.noReports} why={t.noReportsWhy} /> : null}
      {asked.length === 0 ? null : (
        <Later with={{}} load={() => import('./office-says.tsx').then(({ OfficeAsks }) => OfficeAsks)} />
      )}
      {troubled.map((each) => (
        <TroubledReport key={each.sessionId} kept={each} />
      ))}
      {photos.filter(photoRefused).map((note) => (
        <button
          key={note.photoId}
          type="button"
          className="row to card"
          onClick={() => go('class', note.sessionId)}
        >
          <span className="what">
            <b>{t.photos}</b>
            <small>
              <Later
                with={{ note }}
                load={() => import('../parts/photos-form.tsx').then(({ RefusedPhoto }) => RefusedPhoto)}
              />
            </small>
          </span>
          <span className="steps trouble">{t.needsFix}</span>
        </button>
      ))}
      {[...examsRefused, ...examsWait].map((cohortId) => (
        <button key={cohortId} type="button" className="row to card" onClick={() => go('learners', cohortId)}>
          <span className="what">
            <b>{t.exam}</b>
            <small>{pack?.cohorts.find((cohort) => cohort.cohortId === cohortId)?.name}</small>
          </span>
          <span className={examsRefused.includes(cohortId) ? 'steps trouble' : 'steps'}>
            {examsRefused.includes(cohortId) ? t.needsFix : sending ? t.sending : t.steps.saved}
          </span>
        </button>
      ))}
      {rest.length === 0 ? null : (
        <ul className="rows card">
          {rest.map((each) => (
            <li key={each.sessionId}>
              <ReportRow kept={each} />
            </li>
          ))}
        </ul>
      )}
      <button type="button" className="wide" onClick={() => go('rescue')}>
        {t.rescue}
      </button>
    </div>
  );
}

function ReportRow({ kept }: { readonly kept: Kept }) {
  const { t, format, model } = usePage();
  const { photos } = useModel();
  const told = useTold()(kept.report);
  const mine = photos.filter(({ sessionId }) => sessionId === kept.sessionId);
  const late = mine.filter(photoWaits).length;
  const [open, setOpen] = useState(false);
  const [asking, setAsking] = useState(false);
  const [before, setBefore] = useState(false);
  const step = stepOf(kept);
  const withdrawn = kept.report.state === 'withdrawn';
  return (
    <div className={withdrawn ? 'report gone' : 'report'}>
      <button type="button" className="row" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="what">
          <b>{told.when}</b>
          <small>{told.what}</small>
          {late === 0 ? null : (
            <small className="late">
              {fill(t.photosWait, format.number(late), format.number(mine.length))}
            </small>
          )}
        </span>
        <span className="how">
          <Steps step={step} trouble={null} />
          <code>{kept.code}</code>
        </span>
      </button>
      {open ? (
        <div className="details">
          <p className="quiet">
            {t.stepWhys[step]} {kept.changedThere ? t.changedThere : ''}
          </p>
          <p className="quiet">
            {t.code} <code>{kept.code}</code>. {t.codeWhy}
          </p>
          {mine.length + kept.officeRevision === 0 ? null : (
            <Later
              with={{ sessionId: kept.sessionId, officeHas: kept.officeRevision > 0 }}
              load={() => import('../parts/photos-form.tsx').then(({ Pictures }) => Pictures)}
            />
          )}
          {before ? (
            <Later
              with={{ sessionId: kept.sessionId }}
              load={() => import('./office-says.tsx').then(({ Before }) => Before)}
            />
          ) : null}
          {asking ? (
            <Banner tone="warn">
              <p>{t.withdrawAsk}</p>
              <div className="buttons">
                <button
                  type="button"
                  className="danger"
                  onClick={() => void model.save(kept.sessionId, { ...kept.report, state: 'withdrawn' })}
                >
                  {t.withdraw}
                </button>
                <button type="button" onClick={() => setAsking(false)}>
                  {t.cancel}
                </button>
              </div>
            </Banner>
          ) : (
            <div className="buttons">
              <button type="button" onClick={() => go('class', kept.sessionId)}>
                {t.edit}
              </button>
              {kept.officeRevision === 0 || before ? null : (
                <button type="button" onClick={() => setBefore(true)}>
                  {t.history}
                </button>
              )}
              {withdrawn ? null : (
                <button type="button" onClick={() => setAsking(true)}>
                  {t.withdraw}
                </button>
              )}
            </div>
          )}
        </div>
      ) : null}
    </div>
  );
}

function TroubledReport({ kept }: { readonly kept: Kept }) {
  const { t, model } = usePage();
  const told = useTold()(kept.report);
  const { trouble } = kept;
  if (trouble === null) return null;
  return (
    <article className="card trouble">
      <div className="card-head">
        <h2>{told.when}</h2>
        <Steps step={stepOf(kept)} trouble={trouble} />
      </div>
      <p className="quiet">{told.what}</p>
      {trouble.kind === 'needs-fix' ? (
        <>
          <p>{t.needsFixWhy}</p>
          <Later
            key={kept.writes}
            with={{ kept, inForm: false }}
            load={() => import('../parts/fix.tsx').then(({ Fix }) => Fix)}
          />
          <div className="buttons">
            <button type="button" className="primary" onClick={() => go('class', kept.sessionId)}>
              {t.mend}
            </button>
            <button type="button" onClick={() => void model.save(kept.sessionId, kept.report)}>
              {t.sendAgain}
            </button>
          </div>
        </>
      ) : (
        <Later
          key={kept.writes}
          with={{ kept, trouble }}
          load={() => import('./office-says.tsx').then(({ Conflict }) => Conflict)}
        />
      )}
    </article>
  );
}
