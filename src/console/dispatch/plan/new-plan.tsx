/** The form that has a plan made: from when, how long, how long to search. The plan's page then shows how it comes along. */

import type { PlanId } from '@digitruck/contract/ids';
import type { PlanRequest, PlanSummary } from '@digitruck/contract/plans';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { type Failure, fieldProblem, send } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import { keys } from '../../shared/query.ts';
import { Banner } from '../../shared/ui/banner.tsx';
import { Dialog, DialogFoot } from '../../shared/ui/dialog.tsx';
import { SelectField, TextField } from '../../shared/ui/field.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';
import { useToday } from '../sites/today.ts';
import { addDays, nextMonday } from './days.ts';

const WEEKS = [4, 8, 12, 26] as const;
const SECONDS = [5, 20, 60, 300] as const;
/** Hosts want to know a while before; the first days of a plan are rarely free to choose. */
const BEGINS_IN_DAYS = 7;

export function NewPlanDialog(props: {
  readonly plans: readonly PlanSummary[];
  readonly onClose: () => void;
}) {
  const t = useText(planText);
  const format = useFormat();
  const describe = useDescribe();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const first = nextMonday(addDays(useToday(), BEGINS_IN_DAYS));
  const [from, setFrom] = useState(first);
  const [name, setName] = useState(() => t.namePattern(format.date(first, 'UTC')));
  const [weeks, setWeeks] = useState('12');
  const [seconds, setSeconds] = useState('20');
  const [pinsOf, setPinsOf] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const body: Partial<PlanRequest> = {
      name,
      from,
      days: Number(weeks) * 7,
      seconds: Number(seconds),
      pinsOf: pinsOf === '' ? null : (pinsOf as PlanId),
    };
    const result = await send<PlanSummary>('POST', '/plans', { body });
    setBusy(false);
    if (!result.ok) return setFailure(result.failure);
    await client.invalidateQueries({ queryKey: keys.plans });
    navigate(`/plan/${result.value.planId}`);
  };
  const named = ['name', 'from'].some((field) => fieldProblem(failure, field) !== undefined);
  return (
    <Dialog open onOpenChange={(open) => open || props.onClose()} title={t.newPlan} description={t.newWhy}>
      <form className="form" onSubmit={submit}>
        {failure === undefined || named ? null : (
          <Banner tone="danger" alert>
            {describe(failure)}
          </Banner>
        )}
        <TextField
          label={t.name}
          required
          maxLength={120}
          value={name}
          error={fieldProblem(failure, 'name')}
          onChange={(event) => setName(event.target.value)}
        />
        <div className="form-columns">
          <TextField
            label={t.from}
            type="date"
            required
            value={from}
            error={fieldProblem(failure, 'from')}
            onChange={(event) => setFrom(event.target.value)}
          />
          <SelectField label={t.weeks} value={weeks} onChange={(event) => setWeeks(event.target.value)}>
            {WEEKS.map((n) => (
              <option key={n} value={n}>
                {t.weeksOf(n)}
              </option>
            ))}
          </SelectField>
        </div>
        <SelectField
          label={t.search}
          hint={t.searchHint}
          value={seconds}
          onChange={(event) => setSeconds(event.target.value)}
        >
          {SECONDS.map((n) => (
            <option key={n} value={n}>
              {t.seconds(format.number(n))}
            </option>
          ))}
        </SelectField>
        {props.plans.length === 0 ? null : (
          <SelectField label={t.keepPins} value={pinsOf} onChange={(event) => setPinsOf(event.target.value)}>
            <option value="">{t.noPins}</option>
            {props.plans.map((plan) => (
              <option key={plan.planId} value={plan.planId}>
                {plan.name}
              </option>
            ))}
          </SelectField>
        )}
        <DialogFoot busy={busy} saveLabel={t.make} onCancel={props.onClose} />
      </form>
    </Dialog>
  );
}
