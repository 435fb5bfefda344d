/** The fields of a truck's form. What a truck has is configuration of each truck, so nothing is guessed. */
import type { TruckRecord } from '@digitruck/contract/registry';
import { LOAD_KINDS } from '@digitruck/contract/registry-words';
import type { ReactNode } from 'react';
import { type Failure, fieldProblem } from '../../shared/http.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { trucksText } from '../../shared/i18n/trucks.ts';
import { Button } from '../../shared/ui/button.tsx';
import { SelectField, TextAreaField, TextField } from '../../shared/ui/field.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { fieldsOf, type LoadDraft } from './truck-draft.ts';

type Props = {
  readonly truck: TruckRecord | undefined;
  readonly failure: Failure | undefined;
  readonly loads: readonly LoadDraft[];
  readonly onLoads: (loads: readonly LoadDraft[]) => void;
};

export function TruckFields({ truck, failure, loads, onLoads }: Props) {
  const t = useText(trucksText);
  const fields = fieldsOf(truck);
  const text = (name: string) => ({ name, defaultValue: fields[name], error: fieldProblem(failure, name) });
  const number = (name: string) => ({ ...text(name), inputMode: 'decimal' as const, autoComplete: 'off' });
  return (
    <>
      <div className="form-columns">
        <TextField label={t.name} hint={t.nameHint} maxLength={120} {...text('name')} />
        <TextField label={t.seats} hint={t.seatsHint} {...number('seats')} />
      </div>
      <Part title={t.depot}>
        <TextField label={t.depotName} maxLength={120} {...text('depot.name')} />
        <TextField label={t.lat} {...number('depot.lat')} />
        <TextField label={t.lon} {...number('depot.lon')} />
      </Part>
      <Part title={t.array}>
        <TextField label={t.peakW} {...number('array.peakW')} />
        <TextField label={t.tiltDeg} {...number('array.tiltDeg')} />
      </Part>
      <Part title={t.batteryPart}>
        <TextField label={t.capacityWh} {...number('battery.capacityWh')} />
        <TextField label={t.reservePct} {...number('battery.reservePct')} />
        <TextField label={t.maxChargeW} {...number('battery.maxChargeW')} />
        <TextField label={t.maxDischargeW} {...number('battery.maxDischargeW')} />
      </Part>
      <Loads loads={loads} onLoads={onLoads} failure={failure} />
      <Part title={t.habits}>
        <TextField label={t.interval} hint={t.intervalHint} {...number('reportingIntervalS')} />
        <TextField label={t.speed} {...number('speedKph')} />
        <TextField label={t.bundle} hint={t.bundleHint} {...number('dataBundleMb')} />
      </Part>
      <TextAreaField label={t.notes} {...text('notes')} />
    </>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <fieldset className="form-part">
      <legend>{title}</legend>
      <div className="form-columns">{children}</div>
    </fieldset>
  );
}

function Loads({ loads, onLoads, failure }: Omit<Props, 'truck'>) {
  const t = useText(trucksText);
  const change = (key: number, over: Partial<LoadDraft>) =>
    onLoads(loads.map((load) => (load.key === key ? { ...load, ...over } : load)));
  const add = () => {
    const key = Math.max(-1, ...loads.map((load) => load.key)) + 1;
    onLoads([...loads, { key, kind: 'other', powerW: '', shedOrder: '50' }]);
  };
  return (
    <fieldset className="form-part">
      <legend>{t.loads}</legend>
      <p className="field-hint">{t.loadsHint}</p>
      {loads.map((load, index) => (
        <div key={load.key} className="load-row">
          <SelectField
            label={t.loadKind}
            value={load.kind}
            onChange={(event) => change(load.key, { kind: event.target.value as LoadDraft['kind'] })}
          >
            {LOAD_KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t[kind]}
              </option>
            ))}
          </SelectField>
          <TextField
            label={t.powerW}
            inputMode="decimal"
            value={load.powerW}
            onChange={(event) => change(load.key, { powerW: event.target.value })}
            error={fieldProblem(failure, `loads[${index}].powerW`)}
          />
          <TextField
            label={t.shedOrder}
            inputMode="numeric"
            value={load.shedOrder}
            onChange={(event) => change(load.key, { shedOrder: event.target.value })}
            error={fieldProblem(failure, `loads[${index}].shedOrder`)}
          />
          <button
            type="button"
            className="icon-button"
            aria-label={t.removeLoad(t[load.kind])}
            onClick={() => onLoads(loads.filter((each) => each.key !== load.key))}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <div>
        <Button small onClick={add}>
          <Icon name="plus" size={14} /> {t.addLoad}
        </Button>
      </div>
    </fieldset>
  );
}
