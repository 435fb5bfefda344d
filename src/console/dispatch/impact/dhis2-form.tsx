/** Where the DHIS2 is and which codes it has for our figures. Admins set it; somebody else's change meanwhile is shown, not lost. */
import type { Dhis2Mapping, Dhis2Settings } from '@digitruck/contract/impact-exports';
import { AGE_BANDS, SEXES } from '@digitruck/contract/session-words';
import { useState } from 'react';
import { fieldProblem, send } from '../../shared/http.ts';
import { impactText } from '../../shared/i18n/impact.ts';
import { exchangeText } from '../../shared/i18n/impact-exchange.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { CheckboxField, SelectField, TextAreaField, TextField } from '../../shared/ui/field.tsx';
import { ConflictPanel } from '../forms/conflict-panel.tsx';
import { FormFoot } from '../forms/form-foot.tsx';
import '../forms/forms.css';
import { type Editor, useEditor, type Versioned } from '../forms/use-editor.ts';
import {
  type Dhis2Draft,
  dhis2BodyOf,
  dhis2DraftOf,
  ELEMENTS,
  ID_SCHEMES,
  PERIOD_TYPES,
  pastedCodes,
  UNIT_KINDS,
  type Unit,
} from './dhis2-draft.ts';
import { categoryName } from './dhis2-names.ts';
import { useImpactChanged } from './queries.ts';

type Stored = Versioned & { readonly mapping: Dhis2Mapping };
type Units = { readonly county: readonly Unit[]; readonly site: readonly Unit[] };

export function Dhis2Form(props: {
  readonly settings: Dhis2Settings;
  readonly units: Units;
  readonly onClose: () => void;
}) {
  const { settings, units, onClose } = props;
  const t = useText(exchangeText);
  const words = useText(impactText);
  const { toast } = useAnnouncer();
  const changed = useImpactChanged();
  const all = [...units.county, ...units.site];
  const put = (version: number, draft: Dhis2Draft) =>
    send<Stored>('PUT', '/exports/dhis2/mapping', { body: { ...dhis2BodyOf(draft), version } });
  const editor = useEditor<Stored, Dhis2Draft>({
    thing: { ...settings, updatedBy: '', updatedAt: '' },
    first: {},
    draftOf: ({ mapping }) => dhis2DraftOf(mapping, all),
    create: (draft) => put(0, draft),
    update: ({ version }, draft) => put(version, draft),
    onSaved: () => {
      void changed();
      toast(t.saved);
      onClose();
    },
  });
  const { draft, failure } = editor;
  const labelOf = (field: string): string => {
    const [part = '', ...rest] = field.replace(/^mapping\./, '').split('.');
    const key = rest.join('.');
    if (part === 'elements') return `${t.elements}: ${words[key as 'people'] ?? key}`;
    if (part === 'categories') return `${t.categories}: ${categoryName(key, words)}`;
    if (part === 'orgUnits') return `${t.orgUnits}: ${all.find((unit) => unit.key === key)?.label ?? key}`;
    return part in t ? String(t[part as 'url']) : field;
  };
  const common = (field: string, label: string) => ({
    label,
    error: fieldProblem(failure, field === 'token' ? field : `mapping.${field}`),
    value: draft[field] ?? '',
    onChange: (event: { target: { value: string } }) => editor.set({ [field]: event.target.value }),
  });
  return (
    <form
      className="form dhis2-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!editor.busy) void editor.submit();
      }}
    >
      {editor.conflict === undefined ? null : (
        <ConflictPanel conflict={editor.conflict} busy={editor.busy} labelOf={labelOf} />
      )}
      <div className="form-columns">
        <TextField {...common('url', t.url)} hint={t.urlHint} inputMode="url" autoComplete="off" />
        <TextField
          {...common('token', t.token)}
          type="password"
          hint={settings.hasToken ? t.tokenKept : t.tokenNone}
          autoComplete="new-password"
        />
        <TextField {...common('user', t.user)} hint={t.userHint} maxLength={80} autoComplete="off" />
      </div>
      {settings.hasToken ? (
        <CheckboxField
          label={t.removeToken}
          checked={draft.removeToken === 'yes'}
          onChange={(event) => editor.set({ removeToken: event.target.checked ? 'yes' : '' })}
        />
      ) : null}
      <div className="form-columns">
        <SelectField {...common('idScheme', t.idScheme)}>
          {ID_SCHEMES.map((one) => (
            <option key={one} value={one}>
              {t[one]}
            </option>
          ))}
        </SelectField>
        <TextField {...common('dataSet', t.dataSet)} maxLength={50} autoComplete="off" />
        <SelectField {...common('periodType', t.periodType)}>
          {PERIOD_TYPES.map((one) => (
            <option key={one} value={one}>
              {t[one]}
            </option>
          ))}
        </SelectField>
      </div>
      <fieldset className="dhis2-codes">
        <legend className="field-label">{t.elements}</legend>
        {ELEMENTS.map((element) => (
          <TextField
            key={element}
            {...common(`elements.${element}`, words[element])}
            maxLength={50}
            autoComplete="off"
          />
        ))}
      </fieldset>
      <Categories draft={draft} set={editor.set} problemOf={(field) => fieldProblem(failure, field)} />
      <SelectField {...common('orgUnitBy', t.orgUnitBy)}>
        {UNIT_KINDS.map((one) => (
          <option key={one} value={one}>
            {t[one]}
          </option>
        ))}
      </SelectField>
      <UnitCodes
        units={draft.orgUnitBy === 'site' ? units.site : units.county}
        draft={draft}
        set={editor.set}
        common={common}
      />
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

/** A table of inputs: ages down, sexes across. */
function Categories(props: {
  readonly draft: Dhis2Draft;
  readonly set: Editor<Dhis2Draft>['set'];
  readonly problemOf: (field: string) => string | undefined;
}) {
  const { draft, set, problemOf } = props;
  const t = useText(exchangeText);
  const words = useText(impactText);
  return (
    <div className="dhis2-grid">
      <table>
        <caption className="field-label">{t.categories}</caption>
        <thead>
          <tr>
            <th scope="col">{words.ageBand}</th>
            {SEXES.map((sex) => (
              <th key={sex} scope="col">
                {words[sex]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {AGE_BANDS.map((age) => (
            <tr key={age}>
              <th scope="row">{age === 'unknown' ? words.unknown : age.replace('-', '–')}</th>
              {SEXES.map((sex) => {
                const key = `${sex} ${age}`;
                const problem = problemOf(`mapping.categories.${key}`);
                return (
                  <td key={sex}>
                    <input
                      className="input"
                      aria-label={categoryName(key, words)}
                      aria-invalid={problem === undefined ? undefined : true}
                      title={problem}
                      maxLength={50}
                      autoComplete="off"
                      value={draft[`categories.${key}`] ?? ''}
                      onChange={(event) => set({ [`categories.${key}`]: event.target.value })}
                    />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function UnitCodes(props: {
  readonly units: readonly Unit[];
  readonly draft: Dhis2Draft;
  readonly set: Editor<Dhis2Draft>['set'];
  readonly common: (field: string, label: string) => object & { readonly label: string };
}) {
  const { units, draft, set, common } = props;
  const t = useText(exchangeText);
  const format = useFormat();
  const [pasted, setPasted] = useState('');
  const [said, setSaid] = useState('');
  const coded = units.filter(({ key }) => (draft[`orgUnits.${key}`] ?? '').trim() !== '').length;
  const take = () => {
    const { codes, unknown } = pastedCodes(pasted, units);
    set(codes);
    const taken = t.taken(format.number(Object.keys(codes).length));
    setSaid(unknown.length === 0 ? taken : `${taken} ${t.notFound(unknown.slice(0, 20).join(', '))}`);
    if (unknown.length === 0) setPasted('');
  };
  if (units.length === 0) return <p className="muted">{t.noUnits}</p>;
  return (
    <>
      <fieldset className="dhis2-codes">
        <legend className="field-label">
          {t.orgUnits}{' '}
          <span className="muted">({t.withCode(format.number(coded), format.number(units.length))})</span>
        </legend>
        {units.map(({ key, label }) => (
          <TextField key={key} {...common(`orgUnits.${key}`, label)} maxLength={50} autoComplete="off" />
        ))}
      </fieldset>
      <TextAreaField
        label={t.paste}
        rows={3}
        value={pasted}
        onChange={(event) => setPasted(event.target.value)}
      />
      <div className="row">
        <Button small disabled={pasted.trim() === ''} onClick={take}>
          {t.take}
        </Button>
        <span role="status">{said}</span>
      </div>
    </>
  );
}
