/** A number that opens: by click and by key, to what it is and to the sessions that make it. */
import type { Impact as Answer, ImpactFigure } from '@digitruck/contract/impact';
import type { Measure } from '@digitruck/contract/impact-words';
import type { ReactNode } from 'react';
import { impactText } from '../../shared/i18n/impact.ts';
import { filterText } from '../../shared/i18n/impact-filter.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { behindOf, type Opened } from './opened.ts';

/** A number that opens to what makes it; one that is not known opens to why. */
export function Figure(props: {
  readonly answer: Answer | undefined;
  readonly id: Measure;
  readonly onOpen: (opened: Opened) => void;
}) {
  const { answer, id, onOpen } = props;
  const t = useText(impactText);
  const format = useFormat();
  const figure = answer?.figures.find((one) => one.id === id);
  if (answer === undefined || figure === undefined) return <span className="number-waits" />;
  const definition = answer.definitions.find((one) => one.id === id);
  const text = textOf(figure, format);
  return (
    <Opens
      label={`${text} ${t[id]}`}
      onOpen={() =>
        onOpen({
          title: `${text} ${t[id]}`,
          path: figure.open,
          definition,
          behind: behindOf(id, answer),
        })
      }
    >
      {text}
    </Opens>
  );
}

const FRACTIONS: ReadonlySet<Measure> = new Set(['hoursPerPerson', 'parity', 'costPerPerson']);
function textOf({ id, value, unit }: ImpactFigure, format: ReturnType<typeof useFormat>): string {
  const number = format.number(value, FRACTIONS.has(id) ? 2 : 0);
  return id === 'costPerPerson' && value !== null ? `${number} ${unit}` : number;
}

export function Opens(props: {
  readonly label?: string;
  readonly onOpen: () => void;
  readonly children: ReactNode;
}) {
  return (
    <button type="button" className="impact-opens" aria-label={props.label} onClick={props.onOpen}>
      {props.children}
    </button>
  );
}

/** The name of a row: only what it is of. */
export function Into({ name, onInto }: { readonly name: string; readonly onInto: () => void }) {
  const t = useText(filterText);
  return (
    <button
      type="button"
      className="impact-into"
      aria-label={t.into(name)}
      title={t.into(name)}
      onClick={onInto}
    >
      {name}
    </button>
  );
}

/** A figure's name at the head of a column. */
export function capital(text: string, locale: string): string {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}
