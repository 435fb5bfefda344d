/** First run: the link that the service printed carries a one-time token, with which the first administrator is made. */
import type { SetUp } from '@digitruck/contract/people';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import type { z } from 'zod';
import { type Failure, fieldProblem, send } from '../shared/http.ts';
import { useText } from '../shared/i18n/language.tsx';
import { shellText } from '../shared/i18n/shell.ts';
import { keys } from '../shared/query.ts';
import { Button, LinkButton } from '../shared/ui/button.tsx';
import { TextField } from '../shared/ui/field.tsx';
import { useDescribe } from '../shared/ui/states.tsx';
import { Gate } from './gate.tsx';

export function SetUpScreen() {
  const t = useText(shellText);
  const describe = useDescribe();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [search] = useSearchParams();
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const token = search.get('token');
  if (token === null || token === '') {
    return (
      <Gate title={t.setUp} why={t.setUpNoToken}>
        <LinkButton href="/sign-in">{t.signIn}</LinkButton>
      </Gate>
    );
  }
  const create = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '');
    const body: z.infer<typeof SetUp> = {
      token,
      name: text('name'),
      email: text('email'),
      password: text('password'),
    };
    setBusy(true);
    const made = await send('POST', '/setup', { body });
    if (!made.ok) {
      setBusy(false);
      setFailure(made.failure);
      return;
    }
    await send('POST', '/api/auth/sign-in/email', { body: { email: body.email, password: body.password } });
    setBusy(false);
    client.removeQueries({ queryKey: keys.me });
    navigate('/', { replace: true });
  };
  const spent = failure?.kind === 'problem' && [401, 403, 404, 409, 410].includes(failure.problem.status);
  const fieldErrors = failure?.kind === 'problem' && (failure.problem.errors?.length ?? 0) > 0;
  return (
    <Gate title={t.setUp} why={t.setUpWhy}>
      <form className="form" onSubmit={(event) => void create(event)}>
        <TextField
          label={t.name}
          name="name"
          autoComplete="name"
          required
          maxLength={120}
          error={fieldProblem(failure, 'name')}
        />
        <TextField
          label={t.email}
          name="email"
          type="email"
          autoComplete="username"
          required
          error={fieldProblem(failure, 'email')}
        />
        <TextField
          label={t.password}
          hint={t.passwordHint}
          name="password"
          type="password"
          autoComplete="new-password"
          required
          minLength={12}
          error={fieldProblem(failure, 'password')}
        />
        {failure === undefined || fieldErrors ? null : (
          <p className="field-error" role="alert">
            {spent ? t.setUpSpent : describe(failure)}
          </p>
        )}
        <Button kind="primary" type="submit" busy={busy}>
          {t.createAccount}
        </Button>
      </form>
    </Gate>
  );
}
