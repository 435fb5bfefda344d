/** A site by its name: what is written is looked for, and one of what is offered has to be taken. */
import { type ReactNode, useId, useState } from 'react';
import { useText } from '../../../shared/i18n/language.tsx';
import { disruptionText } from '../../../shared/i18n/plan-disruptions.ts';
import { Field } from '../../../shared/ui/field.tsx';
import type { NamedSite } from './draft.ts';
import { useSitesNamed } from './queries.ts';

export function SitePicker(props: {
  readonly label: ReactNode;
  readonly value: NamedSite | undefined;
  readonly onPick: (site: NamedSite | undefined) => void;
}) {
  const t = useText(disruptionText);
  const listId = useId();
  const [words, setWords] = useState(props.value?.name ?? '');
  const [left, setLeft] = useState(false);
  const offered = useSitesNamed(words).data ?? [];
  // Two schools may have one name.
  const nameOf = ({ name, county }: { name: string; county: string }) =>
    county === '' ? name : `${name} · ${county}`;
  const write = (text: string) => {
    setWords(text);
    const site = offered.find((each) => nameOf(each) === text);
    props.onPick(
      site === undefined ? undefined : { siteId: site.siteId, name: site.name, lat: site.lat, lon: site.lon },
    );
  };
  const missing = left && words !== '' && props.value === undefined;
  return (
    <Field label={props.label} hint={t.siteHint} error={missing ? t.noSite : undefined}>
      {(control) => (
        <>
          <input
            {...control}
            className="input"
            list={listId}
            autoComplete="off"
            required
            value={words}
            onChange={(event) => write(event.target.value)}
            onBlur={(event) => {
              // The answer may have come after the last letter.
              write(event.target.value);
              setLeft(true);
            }}
          />
          <datalist id={listId}>
            {offered.map((site) => (
              <option key={site.siteId} value={nameOf(site)} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
