/** Where a teacher teaches: typed, with the sites that fit offered; one that is no site of ours stays as it was typed. */
import type { SiteListItem, SitePage } from '@digitruck/contract/registry-lists';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { fetched, get } from '../../shared/http.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { rosterText } from '../../shared/i18n/roster.ts';
import { keys } from '../../shared/query.ts';
import { TextField } from '../../shared/ui/field.tsx';
import { useSite } from '../sites/queries.ts';
import { type School, schoolLabel, schoolOf } from './school.ts';

const OFFERED = 8;
const CHARS_MIN = 2;

export function SchoolField(props: {
  readonly school: School;
  readonly error: string | undefined;
  readonly onChange: (school: School) => void;
}) {
  const { school, error, onChange } = props;
  const t = useText(rosterText);
  const listId = useId();
  const offered = useSchoolsLike(school.siteId === '' ? school.name : '');
  const known = useKnownSchool(school);
  return (
    <>
      <TextField
        label={t.school}
        hint={school.siteId === '' ? t.schoolHint : t.schoolIsSite}
        error={error}
        value={known}
        maxLength={120}
        autoComplete="off"
        list={listId}
        onChange={(event) => onChange(schoolOf(event.target.value, offered))}
      />
      <datalist id={listId}>
        {offered.map((site) => (
          <option key={site.siteId} value={schoolLabel(site)} />
        ))}
      </datalist>
    </>
  );
}

const NONE: readonly SiteListItem[] = [];
function useSchoolsLike(text: string): readonly SiteListItem[] {
  // What stands behind the comma is the county; the service looks for names.
  const q = (text.split(',')[0] ?? '').trim();
  const { data } = useQuery({
    queryKey: [...keys.sites, 'schools-like', q],
    queryFn: ({ signal }) => fetched(get<SitePage>('/sites', { q, limit: OFFERED }, signal)),
    select: ({ items }) => items,
    enabled: q.length >= CHARS_MIN,
    placeholderData: keepPreviousData,
  });
  return data ?? NONE;
}

/** A learner carries the id of the site alone. */
function useKnownSchool({ siteId, name }: School): string {
  const site = useSite(siteId, siteId !== '' && name === '').data;
  return name === '' && site !== undefined ? schoolLabel(site) : name;
}
