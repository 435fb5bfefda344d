/** What the office has of reports and asks about them: what each was before, which of two versions is right, and what whoever was there is asked. A chunk of its own. */
import type { SessionVersion } from '@digitruck/contract/sessions';
import { type FormEvent, Fragment, useEffect, useState } from 'react';
import { type Asked, reply } from '../asked.ts';
import { fill, go, useModel, usePage } from '../context.tsx';
import { type Kept, reportOf, type Trouble } from '../outbox/kept.ts';
import { Empty } from '../parts/basics.tsx';
import { Differences } from '../parts/differences.tsx';
import { getJson } from '../requests.ts';

/** Each change of a report, the newest first: by whom, when, why if the office said so, and what it was. */
export function Before({ sessionId }: { readonly sessionId: string }) {
  const { t, format } = usePage();
  const [versions, setVersions] = useState<readonly SessionVersion[] | 'unreachable'>();
  const ask = () => {
    setVersions(undefined);
    void getJson<{ items: SessionVersion[] }>(`/api/v1/sessions/${sessionId}/versions`).then((got) =>
      setVersions(got.ok ? got.value.items : 'unreachable'),
    );
  };
  useEffect(ask, [sessionId]);
  if (versions === undefined) return <i className="bone" />;
  if (versions === 'unreachable')
    return (
      <Empty title={t.offline} why={t.signInUnreachable}>
        <button type="button" onClick={ask}>
          {t.tryAgain}
        </button>
      </Empty>
    );
  const changes = versions.slice(0, -1).map((now, at) => ({ now, was: versions[at + 1] ?? now }));
  return (
    <div className="stack" role="status">
      {changes.length === 0 ? <p className="quiet">{t.noHistory}</p> : null}
      {changes.map(({ now, was }) => (
        <Fragment key={now.version}>
          <p>
            <b>
              {format.day(now.madeAt)} {format.time(now.madeAt)} · {now.madeBy}
            </b>
            {now.reason === '' ? '' : ` · ${now.reason}`}
          </p>
          <Differences one={was.report} other={now.report} heads={[t.was, t.is]} />
        </Fragment>
      ))}
    </div>
  );
}

/** Two changed it: both are shown, and one is chosen. */
export function Conflict({ kept, trouble }: { kept: Kept; trouble: Extract<Trouble, { kind: 'conflict' }> }) {
  const { t, model } = usePage();
  return (
    <>
      <p>{fill(t.conflictWhy, '', trouble.current.updatedBy)}</p>
      <Differences one={kept.report} other={reportOf(trouble.current)} heads={[t.yours, t.theirs]} />
      <div className="buttons">
        <button
          type="button"
          className="primary"
          onClick={() => void model.save(kept.sessionId, kept.report)}
        >
          {t.sendMine}
        </button>
        <button type="button" onClick={() => void model.leaveTheirs(kept.sessionId)}>
          {t.keepTheirs}
        </button>
        <button type="button" onClick={() => go('class', kept.sessionId)}>
          {t.edit}
        </button>
      </div>
    </>
  );
}

export function OfficeAsks() {
  const { asked } = useModel();
  return (
    <>
      {asked.map((one) => (
        <Question key={`${one.sessionId} ${one.kind}`} one={one} />
      ))}
    </>
  );
}

function Question({ one }: { readonly one: Asked }) {
  const { t, format, model, say } = usePage();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const got = await reply(one, text.trim());
    const isClosed = !got.ok && got.why === 'refused';
    // Somebody answered it meanwhile, or the report has changed: then it is no question any more.
    if (!got.ok) say(isClosed ? t.changedThere : t.signInUnreachable, true);
    if (got.ok || isClosed) await model.refresh();
    setBusy(false);
  };
  return (
    <form className="card trouble" onSubmit={(event) => void submit(event)}>
      <h2>{t.officeAsks}</h2>
      <p className="quiet">
        {format.day(one.startedAt)} {format.time(one.startedAt)} · {one.by}
      </p>
      <label>
        {one.text}
        <textarea
          rows={2}
          maxLength={1000}
          required
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <button type="submit" disabled={busy || text.trim() === ''}>
        {t.reply}
      </button>
    </form>
  );
}
