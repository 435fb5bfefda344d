/** The fields of one rule, for its dialog and for trying it on the past. */

import { SEVERITIES } from '@digitruck/contract/alert-words';
import type { AlertRule } from '@digitruck/contract/alerts';
import { unitSign } from '../../shared/format.ts';
import { alertRulesText } from '../../shared/i18n/alert-rules.ts';
import { alertsText } from '../../shared/i18n/alerts.ts';
import { useFormat, useLanguage, useText } from '../../shared/i18n/language.tsx';
import { limitAbout } from '../../shared/i18n/rule-words.ts';
import { CheckboxField, SelectField, TextField } from '../../shared/ui/field.tsx';
import type { DraftFault, RuleDraft } from './rule-draft.ts';

/** What a limit means, in the language that it could be said in. */
export function LimitWords(props: {
  readonly kind: AlertRule['kind'];
  readonly info: AlertRule['thresholds'][number];
}) {
  const { language } = useLanguage();
  const { text, lang } = limitAbout(props.kind, props.info, language);
  return <span lang={lang}>{text}</span>;
}

export function RuleFields(props: {
  readonly rule: AlertRule;
  readonly draft: RuleDraft;
  readonly faults: Readonly<Record<string, DraftFault>>;
  readonly onChange: (draft: RuleDraft) => void;
}) {
  const t = useText(alertRulesText);
  const alerts = useText(alertsText);
  const format = useFormat();
  const { rule, draft, faults, onChange } = props;
  const severities = { urgent: alerts.urgent, soon: alerts.soon, note: alerts.noteWord };
  const faultOf = (field: string) => {
    const fault = faults[field];
    return fault === undefined ? undefined : t.bad(format.number(fault.min, 3), format.number(fault.max, 3));
  };
  const time = (field: 'raiseAfter' | 'clearAfter' | 'coolDown', label: string) => (
    <TextField
      label={label}
      hint={t.minutesHint}
      inputMode="decimal"
      value={draft[field]}
      error={faultOf(field)}
      onChange={(event) => onChange({ ...draft, [field]: event.target.value })}
    />
  );
  return (
    <>
      <CheckboxField
        label={t.enabled}
        checked={draft.enabled}
        onChange={(event) => onChange({ ...draft, enabled: event.target.checked })}
      />
      <div className="rule-fields">
        <SelectField
          label={t.urgency}
          value={draft.severity}
          onChange={(event) => onChange({ ...draft, severity: event.target.value as RuleDraft['severity'] })}
        >
          {SEVERITIES.map((severity) => (
            <option key={severity} value={severity}>
              {severities[severity]}
            </option>
          ))}
        </SelectField>
        {time('raiseAfter', t.speaksAfter)}
        {time('clearAfter', t.quietAfter)}
        {time('coolDown', t.restsFor)}
        {rule.thresholds.map((info) => (
          <TextField
            key={info.name}
            label={<LimitWords kind={rule.kind} info={info} />}
            hint={`${t.range(format.number(info.min, 3), format.number(info.max, 3), unitSign(info.unit))} · ${t.usual(format.number(info.default, 3))}`}
            inputMode="decimal"
            value={draft.thresholds[info.name] ?? ''}
            error={faultOf(info.name)}
            onChange={(event) =>
              onChange({ ...draft, thresholds: { ...draft.thresholds, [info.name]: event.target.value } })
            }
          />
        ))}
      </div>
    </>
  );
}
