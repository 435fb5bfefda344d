/** IATI: who reports, for which activity, and the file. What is set is the programme's, not this browser's. */
import type { IatiSettings, IatiState } from '@digitruck/contract/iati';
import { IATI_ORG_ROLES, IATI_ORG_TYPES } from '@digitruck/contract/iati-words';
import type { ImpactPeriod } from '@digitruck/contract/impact-periods';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { apiUrl, failureOf, fetched, fieldProblem, get, send } from '../../shared/http.ts';
import { iatiText } from '../../shared/i18n/iati.ts';
import { exchangeText } from '../../shared/i18n/impact-exchange.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useMay } from '../../shared/me.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { SelectField, TextField } from '../../shared/ui/field.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { ConflictPanel } from '../forms/conflict-panel.tsx';
import { FormFoot } from '../forms/form-foot.tsx';
import '../forms/forms.css';
import { useEditor, type Versioned } from '../forms/use-editor.ts';

type Stored = Versioned & { readonly settings: IatiSettings | null };
type Draft = { readonly [Field in string]: string };
const FIRST: Draft = {
  orgRef: '',
  orgName: '',
  orgType: '22',
  orgRole: '4',
  activityId: 'DIGITRUCK',
  startedOn: '',
};

export function IatiCard({ period }: { readonly period: ImpactPeriod }) {
  const t = useText(iatiText);
  const exchange = useText(exchangeText);
  const format = useFormat();
  const maySet = useMay('coordinator');
  const [editing, setEditing] = useState(false);
  const { data, isError, error, refetch } = useQuery({
    queryKey: ['iati'],
    queryFn: ({ signal }) => fetched(get<IatiState>('/exports/iati/settings', {}, signal)),
  });
  const settings = data?.settings;
  return (
    <Card title="IATI">
      <div className="stack">
        <p className="muted">{t.why}</p>
        {isError ? (
          <ErrorState failure={failureOf(error)} onRetry={() => void refetch()} />
        ) : data === undefined ? (
          <Skeleton lines={2} />
        ) : editing ? (
          <IatiForm
            state={data}
            onClose={() => {
              setEditing(false);
              void refetch();
            }}
          />
        ) : (
          <>
            {settings === null || settings === undefined ? (
              <p>{t.notSet}</p>
            ) : (
              <dl className="facts">
                <Fact term={t.who}>
                  {settings.orgName === '' ? settings.orgRef : `${settings.orgName} (${settings.orgRef})`},{' '}
                  {t[`type${settings.orgType}`]}
                </Fact>
                <Fact term={t.activity}>{`${settings.orgRef}-${settings.activityId}`}</Fact>
                <Fact term={t.started}>{format.date(settings.startedOn, 'UTC')}</Fact>
              </dl>
            )}
            <p className="row">
              <a
                className="button button-plain"
                href={apiUrl('/exports/iati', { periodId: period.periodId })}
                download
              >
                {exchange.download('IATI (XML)')}
              </a>
              {maySet ? (
                <Button onClick={() => setEditing(true)}>{settings === null ? t.set : t.change}</Button>
              ) : null}
            </p>
          </>
        )}
      </div>
    </Card>
  );
}

function Fact({ term, children }: { readonly term: string; readonly children: React.ReactNode }) {
  return (
    <div className="fact">
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function IatiForm({ state, onClose }: { readonly state: IatiState; readonly onClose: () => void }) {
  const t = useText(iatiText);
  const { toast } = useAnnouncer();
  const put = (version: number, draft: Draft) =>
    send<Stored>('PUT', '/exports/iati/settings', { body: { settings: draft, version } });
  const editor = useEditor<Stored, Draft>({
    thing: { settings: state.settings, version: state.version, updatedBy: '', updatedAt: '' },
    first: FIRST,
    draftOf: ({ settings }) => settings ?? FIRST,
    create: (draft) => put(0, draft),
    update: ({ version }, draft) => put(version, draft),
    onSaved: () => {
      toast(t.saved);
      onClose();
    },
  });
  const { draft, failure } = editor;
  const field = (name: 'orgRef' | 'orgName' | 'orgType' | 'orgRole' | 'activityId' | 'startedOn') => ({
    label: t[name],
    error: fieldProblem(failure, `settings.${name}`),
    value: draft[name] ?? '',
    onChange: (event: { target: { value: string } }) => editor.set({ [name]: event.target.value }),
  });
  const labelOf = (name: string) => String(t[name.replace(/^settings\./, '') as 'orgRef'] ?? name);
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!editor.busy) void editor.submit();
      }}
    >
      {editor.conflict === undefined ? null : (
        <ConflictPanel conflict={editor.conflict} busy={editor.busy} labelOf={labelOf} />
      )}
      <TextField {...field('orgRef')} hint={t.orgRefHint} maxLength={96} autoComplete="off" />
      <TextField {...field('orgName')} hint={t.orgNameHint} maxLength={160} autoComplete="organization" />
      <div className="form-columns">
        <SelectField {...field('orgType')}>
          {IATI_ORG_TYPES.map((one) => (
            <option key={one} value={one}>
              {t[`type${one}`]}
            </option>
          ))}
        </SelectField>
        <SelectField {...field('orgRole')}>
          {IATI_ORG_ROLES.map((one) => (
            <option key={one} value={one}>
              {t[`role${one}`]}
            </option>
          ))}
        </SelectField>
      </div>
      <div className="form-columns">
        <TextField {...field('activityId')} hint={t.activityIdHint} maxLength={60} autoComplete="off" />
        <TextField {...field('startedOn')} type="date" />
      </div>
      <FormFoot
        labelOf={labelOf}
        failure={failure}
        busy={editor.busy}
        saveLabel={t.save}
        onCancel={onClose}
        unchanged={editor.changed.length === 0}
      />
    </form>
  );
}
