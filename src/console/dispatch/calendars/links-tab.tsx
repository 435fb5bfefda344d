/** Who has a link to which calendar, when it was last read; a new address for it, or taken back. */
import type { CalendarLink, CalendarLinkIssued } from '@digitruck/contract/calendars';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { send } from '../../shared/http.ts';
import { calendarsText } from '../../shared/i18n/calendars.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useMay } from '../../shared/me.ts';
import { useNow } from '../../shared/now.ts';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import type { Column } from '../../shared/ui/data-table.tsx';
import { ConfirmButton, Dialog } from '../../shared/ui/dialog.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { EmptyState, useDescribe } from '../../shared/ui/states.tsx';
import { RowList } from '../forms/row-list.tsx';
import { Issued, LinkDialog } from './link-dialog.tsx';
import { type Subject, useLinks } from './queries.ts';

export function LinksTab() {
  const t = useText(calendarsText);
  if (!useMay('operator')) {
    return (
      <Card title={t.links}>
        <EmptyState title={t.notYours} why={t.notYoursWhy} />
      </Card>
    );
  }
  return <LinkList title={t.links} />;
}

/** @param of only the links to this calendar, and new ones are to it */
export function LinkList(props: {
  readonly title: string;
  readonly of?: Subject & { readonly name: string };
}) {
  const t = useText(calendarsText);
  const [making, setMaking] = useState(false);
  const [renewed, setRenewed] = useState<CalendarLinkIssued>();
  const query = useLinks(props.of && { scope: props.of.scope, subjectId: props.of.subjectId });
  const columns = useColumns(props.of !== undefined, setRenewed);
  const make = (
    <Button kind="primary" small onClick={() => setMaking(true)}>
      <Icon name="plus" size={14} /> {t.subscribe}
    </Button>
  );
  return (
    <RowList
      title={props.title}
      caption={t.links}
      actions={make}
      query={query}
      columns={columns}
      rowKey={({ linkId }) => linkId}
      empty={<EmptyState title={t.noLinks} why={t.noLinksWhy} />}
    >
      {making ? (
        <LinkDialog {...(props.of === undefined ? {} : { of: props.of })} onClose={() => setMaking(false)} />
      ) : null}
      {renewed === undefined ? null : (
        <Dialog
          open
          onOpenChange={(open) => open || setRenewed(undefined)}
          title={t.subscribeTo(renewed.subject || t.programme)}
        >
          <Issued link={renewed} onClose={() => setRenewed(undefined)} />
        </Dialog>
      )}
    </RowList>
  );
}

function useColumns(
  ofOne: boolean,
  onRenewed: (link: CalendarLinkIssued) => void,
): readonly Column<CalendarLink>[] {
  const t = useText(calendarsText);
  const format = useFormat();
  const nowMs = useNow(30_000);
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const client = useQueryClient();
  const nameOf = ({ scope, subject }: CalendarLink) =>
    scope === 'programme' ? t.programme : subject === '' ? t.gone : subject;
  const again = () => client.invalidateQueries({ queryKey: keys.calendarLinks });
  const renew = async ({ linkId, version }: CalendarLink) => {
    const result = await send<CalendarLinkIssued>('POST', `/calendar-links/${linkId}/renew`, {
      body: { version },
    });
    if (result.ok) onRenewed(result.value);
    else toast(describe(result.failure), 'danger');
    await again();
  };
  const revoke = async ({ linkId, version }: CalendarLink) => {
    const result = await send('DELETE', `/calendar-links/${linkId}`, { query: { version } });
    toast(result.ok ? t.revoked : describe(result.failure), result.ok ? 'good' : 'danger');
    await again();
  };
  const subject: Column<CalendarLink> = {
    key: 'subject',
    header: t.subject,
    primary: true,
    sortValue: nameOf,
    cell: (link) => (
      <>
        {nameOf(link)}{' '}
        {link.scope === 'programme' ? null : (
          <span className="muted small calendar-kind">{t[link.scope]}</span>
        )}
      </>
    ),
  };
  const label: Column<CalendarLink> = {
    key: 'label',
    header: t.label,
    primary: ofOne,
    sortValue: (link) => link.label,
    cell: (link) => link.label || '–',
  };
  return [
    ...(ofOne ? [] : [subject]),
    label,
    {
      key: 'made',
      header: t.made,
      sortValue: ({ createdAt }) => -Date.parse(createdAt),
      cell: ({ createdAt, renewedAt, createdBy, updatedBy }) =>
        t.madeBy(format.date(renewedAt ?? createdAt), renewedAt === null ? createdBy : updatedBy),
    },
    {
      key: 'read',
      header: t.lastRead,
      sortValue: ({ lastReadAt }) => (lastReadAt === null ? undefined : -Date.parse(lastReadAt)),
      cell: ({ lastReadAt }) => (lastReadAt === null ? t.never : format.ago(lastReadAt, nowMs)),
    },
    {
      key: 'change',
      header: t.change,
      align: 'end',
      cell: (link) => (
        <span className="row row-acts">
          <ConfirmButton
            small
            label={t.renew}
            title={t.renewTitle(nameOf(link))}
            description={t.renewWhy}
            confirmLabel={t.renew}
            onConfirm={() => renew(link)}
          />
          <ConfirmButton
            small
            kind="danger"
            label={t.revoke}
            title={t.revokeTitle(nameOf(link))}
            description={t.revokeWhy}
            confirmLabel={t.revoke}
            onConfirm={() => revoke(link)}
          />
        </span>
      ),
    },
  ];
}
