/** On the page of a truck or a site: how many have a link to its calendar, and a new one. The list itself is in Calendars. */
import './calendars.css';
import { useState } from 'react';
import { Link } from 'wouter';
import { calendarsText } from '../../shared/i18n/calendars.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { useMay } from '../../shared/me.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { LinkDialog } from './link-dialog.tsx';
import { type Subject, useLinks } from './queries.ts';

export function CalendarCard(props: Subject & { readonly name: string }) {
  if (!useMay('coordinator')) return null;
  return <Inside {...props} />;
}

function Inside({ scope, subjectId, name }: Subject & { readonly name: string }) {
  const t = useText(calendarsText);
  const [making, setMaking] = useState(false);
  const links = useLinks({ scope, subjectId }).data;
  return (
    <Card
      title={t.calendar}
      actions={
        <Button small onClick={() => setMaking(true)}>
          {t.subscribe}
        </Button>
      }
    >
      <p className="small">{t.calendarWhy}</p>
      <p className="small muted">
        {links === undefined ? ' ' : `${t.linksOf(links.length)} · `}
        <Link href="/calendars">{t.toAll}</Link>
      </p>
      {making ? <LinkDialog of={{ scope, subjectId, name }} onClose={() => setMaking(false)} /> : null}
    </Card>
  );
}
