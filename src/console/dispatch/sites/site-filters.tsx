/** Search, filters and sort of the list. What is typed is asked for when the typing pauses. */
import { useEffect, useRef, useState } from 'react';
import { useText } from '../../shared/i18n/language.tsx';
import { sitesText } from '../../shared/i18n/sites.ts';
import { useWide } from '../../shared/use-wide.ts';
import { AGREEMENTS, ASPECTS, READINESS_CHOICES } from './readiness.ts';
import { type FilterKey, type SiteQuery, type SiteSort, SORTS } from './site-query.ts';

const TYPING_PAUSE_MS = 300;
const SORT_WORDS = {
  waiting: 'sortWaiting',
  name: 'sortName',
  county: 'sortCounty',
  learners: 'sortLearners',
  updated: 'sortUpdated',
} as const satisfies { readonly [Sort in SiteSort]: string };

export function SiteFilters(props: {
  readonly query: SiteQuery;
  readonly counties: readonly string[];
  readonly onChange: (change: Partial<SiteQuery>) => void;
}) {
  const { query, counties, onChange } = props;
  const t = useText(sitesText);
  const wide = useWide();
  const choose = (key: FilterKey) => (value: string) => onChange({ [key]: value === '' ? undefined : value });
  const aspects = (
    <div className="site-filter-row">
      {ASPECTS.map((aspect) => (
        <Choice key={aspect} label={t[aspect]} worded value={query[aspect] ?? ''} onChoose={choose(aspect)}>
          <option value="">{t.any}</option>
          {(aspect === 'agreement' ? AGREEMENTS : READINESS_CHOICES).map((choice) => (
            <option key={choice} value={choice}>
              {t[choice]}
            </option>
          ))}
        </Choice>
      ))}
    </div>
  );
  return (
    <search className="site-filters" aria-label={t.filters}>
      <SearchBox value={query.q ?? ''} onSearch={choose('q')} />
      <div className="site-filter-row">
        <Choice label={t.county} value={query.county ?? ''} onChoose={choose('county')}>
          <option value="">{t.allCounties}</option>
          {counties.map((county) => (
            <option key={county} value={county}>
              {county}
            </option>
          ))}
        </Choice>
        <Choice label={t.waiting} value={query.waiting ?? ''} onChoose={choose('waiting')}>
          <option value="">{t.anyWaiting}</option>
          <option value="true">{t.onlyWaiting}</option>
          <option value="false">{t.notWaiting}</option>
        </Choice>
        <Choice
          label={t.sort}
          value={query.sort}
          onChoose={(sort) => onChange({ sort: SORTS.find((name) => name === sort) })}
        >
          {SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {t[SORT_WORDS[sort]]}
            </option>
          ))}
        </Choice>
      </div>
      {wide ? (
        aspects
      ) : (
        <details className="site-filter-more" open={ASPECTS.some((aspect) => query[aspect] !== undefined)}>
          <summary>{t.readiness}</summary>
          {aspects}
        </details>
      )}
    </search>
  );
}

/** A select that says what it is about: by its own words, or with a small label over it. */
function Choice(props: {
  readonly label: string;
  readonly worded?: boolean;
  readonly value: string;
  readonly onChoose: (value: string) => void;
  readonly children: React.ReactNode;
}) {
  return (
    <label className="site-choice">
      <span className={props.worded ? 'site-choice-label' : 'hidden-text'}>{props.label}</span>
      <select
        className="input"
        data-set={props.value !== '' && props.worded ? '' : undefined}
        value={props.value}
        onChange={(event) => props.onChoose(event.target.value)}
      >
        {props.children}
      </select>
    </label>
  );
}

function SearchBox({ value, onSearch }: { readonly value: string; readonly onSearch: (q: string) => void }) {
  const t = useText(sitesText);
  const [typed, setTyped] = useState(value);
  const asked = useRef(value);
  const search = useRef(onSearch);
  search.current = onSearch;
  useEffect(() => {
    // Cleared or changed from elsewhere, e.g. by the way back.
    if (value !== asked.current) setTyped(value);
    asked.current = value;
  }, [value]);
  useEffect(() => {
    const q = typed.trim();
    if (q === asked.current) return;
    const timer = setTimeout(() => {
      asked.current = q;
      search.current(q);
    }, TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <input
      type="search"
      className="input"
      aria-label={t.search}
      placeholder={t.search}
      value={typed}
      maxLength={200}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
