/** Signing in with e-mail and password (better-auth's own path), then on to where one was going. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { type Failure, fetched, get, send } from '../shared/http.ts';
import { useText } from '../shared/i18n/language.tsx';
import { shellText } from '../shared/i18n/shell.ts';
import { keys } from '../shared/query.ts';
import { Button } from '../shared/ui/button.tsx';
import { TextField } from '../shared/ui/field.tsx';
import { useDescribe } from '../shared/ui/states.tsx';
import { Gate } from './gate.tsx';

export function SignInScreen() {
  const t = useText(shellText);
  const describe = useDescribe();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [search] = useSearchParams();
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const setUp = useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => fetched(get<{ needed: boolean }>('/setup', undefined, signal)),
    retry: false,
  });
  const signIn = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    const result = await send('POST', '/api/auth/sign-in/email', {
      body: { email: form.get('email'), password: form.get('password') },
    });
    setBusy(false);
    setFailure(result.ok ? undefined : result.failure);
    if (!result.ok) return;
    client.removeQueries({ queryKey: keys.me });
    navigate(safeNext(search.get('next')), { replace: true });
  };
  return (
    <Gate title={t.signIn} why={t.signInWhy}>
      {setUp.data?.needed ? (
        <p className="badge-warn notice" role="status">
          {t.setUpFirst}
        </p>
      ) : null}
      <form className="form" onSubmit={(event) => void signIn(event)}>
        <TextField label={t.email} name="email" type="email" autoComplete="username" required />
        <TextField
          label={t.password}
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        {failure === undefined ? null : (
          <p className="field-error" role="alert">
            {refusal(failure, t) ?? describe(failure)}
          </p>
        )}
        <Button kind="primary" type="submit" busy={busy}>
          {t.signIn}
        </Button>
      </form>
    </Gate>
  );
}

function refusal(
  failure: Failure,
  t: { readonly signInRefused: string; readonly tooManyTries: string },
): string | undefined {
  if (failure.kind !== 'problem') return undefined;
  if (failure.problem.status === 429) return t.tooManyTries;
  return failure.problem.status < 500 ? t.signInRefused : undefined;
}

/** Only a path of this console, so that a crafted link can't lead elsewhere after signing in. */
export function safeNext(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : '/';
}
