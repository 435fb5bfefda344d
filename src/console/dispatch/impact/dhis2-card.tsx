/** DHIS2: where it is and with which codes, whether it answers, a dry run of a closed period, and the sending. */
import type { Dhis2Check } from '@digitruck/contract/dhis2-check';
import type { Dhis2Answer, Dhis2Settings } from '@digitruck/contract/impact-exports';
import type { ImpactPeriod } from '@digitruck/contract/impact-periods';
import { useState } from 'react';
import { addDays } from '../../../kernel/zone.ts';
import { failureOf, send } from '../../shared/http.ts';
import { exchangeText } from '../../shared/i18n/impact-exchange.ts';
import { useFormat, useLanguage, useText } from '../../shared/i18n/language.tsx';
import { useMay } from '../../shared/me.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { ConfirmButton } from '../../shared/ui/dialog.tsx';
import { ErrorState, Skeleton, useDescribe } from '../../shared/ui/states.tsx';
import { useToday } from '../sites/today.ts';
import { Dhis2Said } from './dhis2-answer.tsx';
import { CATEGORIES, ELEMENTS } from './dhis2-draft.ts';
import { Dhis2Form } from './dhis2-form.tsx';
import { useCoverage, useDhis2, useImpact } from './queries.ts';

/** Sites of the last two years are offered for codes. */
const SITES_DAYS = 730;

export function Dhis2Card({ period }: { readonly period: ImpactPeriod | undefined }) {
  const t = useText(exchangeText);
  const maySend = useMay('coordinator');
  const { data, isError, error, refetch, isFetching } = useDhis2(maySend);
  return (
    <Card title="DHIS2">
      <div className="stack">
        <p className="muted">{t.dhis2Why}</p>
        {!maySend ? (
          <p>{t.noRight}</p>
        ) : isError ? (
          <ErrorState failure={failureOf(error)} onRetry={() => void refetch()} retrying={isFetching} />
        ) : data === undefined ? (
          <Skeleton lines={4} height={24} />
        ) : (
          <Settings settings={data} period={period} />
        )}
      </div>
    </Card>
  );
}

function Settings(props: { readonly settings: Dhis2Settings; readonly period: ImpactPeriod | undefined }) {
  const { settings, period } = props;
  const t = useText(exchangeText);
  const format = useFormat();
  const maySet = useMay('admin');
  const [editing, setEditing] = useState(false);
  const { mapping, hasToken } = settings;
  const today = useToday();
  const span = { from: addDays(today, -SITES_DAYS), to: today };
  const counties = useCoverage(span).data?.items;
  const sites = useImpact({ ...span, groupBy: 'site', only: {} }).data;
  const units = {
    county: (counties ?? [])
      .filter(({ county }) => county !== '')
      .map(({ county }) => ({ key: county, label: county })),
    site: (sites?.groupBy === 'site' ? sites.rows : [])
      .filter(({ key }) => key !== 'none')
      .map(({ key, label }) => ({ key, label })),
  };
  if (editing && counties !== undefined)
    return <Dhis2Form settings={settings} units={units} onClose={() => setEditing(false)} />;
  const codes = (of: Readonly<Record<string, unknown>>, keys: readonly string[]) =>
    t.withCode(format.number(keys.filter((key) => of[key] !== undefined).length), format.number(keys.length));
  const isSet = mapping.url !== '';
  return (
    <>
      {isSet ? (
        <dl className="facts">
          <Fact term={t.address}>{mapping.url}</Fact>
          <Fact term={t.hasToken}>{hasToken ? t.kept : t.none}</Fact>
          <Fact term={t.dataSet}>{mapping.dataSet || '–'}</Fact>
          <Fact term={t.periodType}>{t[mapping.periodType]}</Fact>
          <Fact term={t.elements}>{codes(mapping.elements, ELEMENTS)}</Fact>
          <Fact term={t.categories}>{codes(mapping.categories, CATEGORIES)}</Fact>
          <Fact term={t.orgUnits}>
            {codes(
              mapping.orgUnits,
              units[mapping.orgUnitBy].map(({ key }) => key),
            )}
          </Fact>
        </dl>
      ) : (
        <p>
          {t.notSet} {maySet ? null : t.notSetAdmin}
        </p>
      )}
      <div className="row">
        {maySet ? (
          <Button kind={isSet ? 'plain' : 'primary'} onClick={() => setEditing(true)}>
            {t.change}
          </Button>
        ) : null}
        {isSet ? <Check /> : null}
      </div>
      {isSet && period !== undefined ? <Sending key={period.periodId} period={period} /> : null}
    </>
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

function Check() {
  const t = useText(exchangeText);
  const describe = useDescribe();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const check = async () => {
    setBusy(true);
    const result = await send<Dhis2Check>('POST', '/exports/dhis2/check');
    setBusy(false);
    if (!result.ok) return setSaid(describe(result.failure));
    const { reached, message, who, version, dataSet } = result.value;
    if (!reached) return setSaid(t.notReached(message));
    const set = dataSet === null ? '' : dataSet.found ? t.dataSetFound(dataSet.name ?? '') : t.dataSetMissing;
    setSaid(`${t.reached(who ?? '–', version ?? '–')} ${set}`);
  };
  return (
    <>
      <Button busy={busy} onClick={check}>
        {t.check}
      </Button>
      <span role="status">{said}</span>
    </>
  );
}

function Sending({ period }: { readonly period: ImpactPeriod }) {
  const t = useText(exchangeText);
  const describe = useDescribe();
  const { language } = useLanguage();
  const [said, setSaid] = useState<Dhis2Answer | string>();
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const go = async (dryRun: boolean) => {
    setBusy(true);
    const body = { periodId: period.periodId, dryRun };
    const result = await send<Dhis2Answer>('POST', '/exports/dhis2/send', { body, language });
    setBusy(false);
    setSaid(result.ok ? result.value : describe(result.failure));
    if (result.ok && result.value.status !== 'error') setTried(true);
  };
  return (
    <>
      <div className="row">
        <Button kind={tried ? 'plain' : 'primary'} busy={busy} onClick={() => void go(true)}>
          {t.dryRun}
        </Button>
        {tried ? (
          <ConfirmButton
            label={t.send}
            title={t.sendTitle(period.name)}
            description={t.sendWhy}
            confirmLabel={t.send}
            onConfirm={() => go(false)}
          />
        ) : (
          <span className="muted">{t.dryFirst}</span>
        )}
      </div>
      {said === undefined ? null : typeof said === 'string' ? (
        <p role="alert">{said}</p>
      ) : (
        <Dhis2Said said={said} />
      )}
    </>
  );
}
