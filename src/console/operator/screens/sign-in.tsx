/** Signing in, once with a network; and which truck one is on. */
import { type FormEvent, useState } from 'react';
import { useModel, usePage } from '../context.tsx';
import { Empty, Languages } from '../parts/basics.tsx';

export function SignIn({
  again = false,
  onDone,
}: {
  readonly again?: boolean;
  readonly onDone?: () => void;
}) {
  const { model, t } = usePage();
  const [failed, setFailed] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    const how = await model.signIn(String(form.get('email')), String(form.get('password')));
    setBusy(false);
    if (how === 'ok') return onDone?.();
    setFailed(
      how === 'refused' ? t.signInRefused : how === 'too-many' ? t.tooManyTries : t.signInUnreachable,
    );
  };
  return (
    <form className="card form" onSubmit={(event) => void submit(event)}>
      <h1>{t.signIn}</h1>
      <p className="quiet">{again ? t.signInAgain : t.signInWhy}</p>
      <label>
        {t.email}
        <input name="email" type="email" autoComplete="username" autoCapitalize="none" required />
      </label>
      <label>
        {t.password}
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      {failed === '' ? null : (
        <p className="fault" role="alert">
          {failed}
        </p>
      )}
      <button type="submit" className="primary" disabled={busy}>
        {t.signIn}
      </button>
      {again ? null : <Languages />}
    </form>
  );
}

export function ChooseTruck() {
  const { model, t } = usePage();
  const { trucks } = useModel();
  if (trucks.length === 0)
    return (
      <Empty first title={t.noTruck} why={t.noTruckWhy}>
        <button type="button" onClick={() => void model.refresh()}>
          {t.tryAgain}
        </button>
      </Empty>
    );
  return (
    <div className="stack">
      <h1>{t.whichTruck}</h1>
      <ul className="rows card">
        {trucks.map(({ truckId, name }) => (
          <li key={truckId}>
            <button type="button" className="row" onClick={() => void model.chooseTruck(truckId)}>
              <span>
                <b>{name}</b>
                {name === truckId ? null : <small>{truckId}</small>}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
