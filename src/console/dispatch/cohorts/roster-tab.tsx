/** The roster: who has a seat, who waits in which order, who left and why; and all that can be done with one of them. */
import type { Cohort, Enrolment } from '@digitruck/contract/cohorts';
import { useRef, useState } from 'react';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { rosterText } from '../../shared/i18n/roster.ts';
import { useMay } from '../../shared/me.ts';
import { Badge, type Tone } from '../../shared/ui/badge.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../shared/ui/menu.tsx';
import { EmptyState } from '../../shared/ui/states.tsx';
import { saveFrom } from '../sites/download.ts';
import { useLearnerName } from './cohort-name.ts';
import { ImportDialog } from './import-dialog.tsx';
import { LearnerDialog } from './learner-dialog.tsx';
import { DropDialog, EraseDialog, RevokeDialog } from './learner-dialogs.tsx';
import { useLearnerActs } from './use-learner-acts.ts';

const TONES: Record<Enrolment['state'], Tone> = {
  enrolled: 'good',
  waiting: 'info',
  'dropped-out': 'neutral',
  completed: 'good',
};
type Open =
  | { readonly what: 'edit' | 'drop' | 'erase' | 'revoke'; readonly one: Enrolment }
  | { readonly what: 'add' | 'import' };

export function RosterTab({
  cohort,
  list,
}: {
  readonly cohort: Cohort;
  readonly list: readonly Enrolment[];
}) {
  const t = useText(rosterText);
  const format = useFormat();
  const nameOf = useLearnerName();
  const acts = useLearnerActs(cohort);
  const mayDecide = useMay('coordinator');
  const [open, setOpen] = useState<Open>();
  const home = useRef<HTMLElement>(null);
  const { certifies } = cohort.course;
  const full = cohort.figures.enrolled + cohort.figures.completed >= cohort.seats;

  const columns: readonly Column<Enrolment>[] = [
    {
      key: 'number',
      header: t.number,
      align: 'end',
      wideOnly: true,
      sortValue: ({ number }) => number,
      cell: ({ number }) => format.number(number),
    },
    {
      key: 'learner',
      header: t.learner,
      primary: true,
      sortValue: (one) => nameOf(one),
      cell: (one) => (
        <span className="row">
          <span className={one.learner.name === null ? 'muted' : undefined}>{nameOf(one)}</span>
          {one.learner.erasedAt === null ? null : <Badge>{t.erased}</Badge>}
          {one.learner.unreadable ? <Badge tone="danger">{t.unreadable}</Badge> : null}
          {one.learner.sameAs === null ? null : <Badge>{t.countsAsOther}</Badge>}
        </span>
      ),
    },
    {
      key: 'group',
      header: t.group,
      cell: ({ learner, ageBand }) => (
        <span className="small">
          {[
            t[`sex_${learner.sex}`],
            ageBand === 'unknown' ? undefined : ageBand,
            learner.role === 'learner' ? undefined : t[`role_${learner.role}`],
          ]
            .filter((part) => part !== undefined)
            .join(' · ')}
        </span>
      ),
    },
    {
      key: 'state',
      header: t.state,
      sortValue: ({ state }) => state,
      cell: ({ state, dropReason, noShow }) => (
        <span className="row">
          <Badge tone={TONES[state]}>{t[`state_${state}`]}</Badge>
          {dropReason === null ? null : <span className="muted small">{t[`drop_${dropReason}`]}</span>}
          {noShow ? <Badge tone="warn">{t.noShow}</Badge> : null}
        </span>
      ),
    },
    {
      key: 'attended',
      header: t.attended,
      align: 'end',
      sortValue: ({ attended }) => attended,
      cell: ({ attended, called }) =>
        called === 0 ? '–' : `${format.number(attended)} / ${format.number(called)}`,
    },
    {
      key: 'hours',
      header: t.hours,
      align: 'end',
      sortValue: ({ hours }) => hours,
      cell: ({ hours, called }) => (called === 0 ? '–' : format.number(hours, 1)),
    },
    ...(certifies
      ? [
          {
            key: 'certificate',
            header: t.certificate,
            wideOnly: true,
            cell: ({ certificateNumber }: Enrolment) =>
              certificateNumber === null ? '' : <code className="small">{certificateNumber}</code>,
          },
        ]
      : []),
    {
      key: 'actions',
      header: t.actions,
      cell: (one) => (
        <span className="row cohort-actions">
          {one.state === 'waiting' && !full ? (
            <Button small onClick={() => void acts.enrolment(one, { state: 'enrolled' })}>
              {t.moveUp}
              <span className="hidden-text"> {nameOf(one)}</span>
            </Button>
          ) : null}
          <LearnerMenu one={one} label={t.actionsFor(nameOf(one))} />
        </span>
      ),
    },
  ];

  function LearnerMenu({ one, label }: { readonly one: Enrolment; readonly label: string }) {
    const button = useRef<HTMLElement>(null);
    const show = (what: 'edit' | 'drop' | 'erase' | 'revoke') => {
      home.current = button.current;
      setOpen({ what, one });
    };
    const { certificateNumber } = one;
    return (
      <Menu label={label} trigger={<Icon name="menu" />} className="icon-button" button={button}>
        <MenuItem onSelect={() => show('edit')}>{t.edit}</MenuItem>
        {one.state === 'enrolled' ? (
          <MenuItem onSelect={() => void acts.enrolment(one, { state: 'completed' })}>{t.complete}</MenuItem>
        ) : null}
        {one.state === 'dropped-out' || one.state === 'completed' ? (
          <MenuItem onSelect={() => void acts.enrolment(one, { state: 'enrolled' })}>{t.takeBack}</MenuItem>
        ) : null}
        {one.state === 'dropped-out' ? null : <MenuItem onSelect={() => show('drop')}>{t.dropOut}</MenuItem>}
        {certificateNumber === null ? null : (
          <>
            <MenuSeparator />
            <MenuItem onSelect={() => acts.print({ learnerId: one.learnerId })}>{t.print}</MenuItem>
            {mayDecide ? <MenuItem onSelect={() => show('revoke')}>{t.revoke}</MenuItem> : null}
          </>
        )}
        {mayDecide ? (
          <>
            <MenuSeparator />
            {one.learner.sameAs === null ? null : (
              <MenuItem onSelect={() => void acts.notSame(one)}>{t.undoSame}</MenuItem>
            )}
            <MenuItem
              onSelect={() => saveFrom(acts.exportUrl(one), `learner-${one.learnerId.slice(0, 8)}.json`)}
            >
              {t.exportData}
            </MenuItem>
            <MenuItem onSelect={() => show('erase')}>{t.erase}</MenuItem>
          </>
        ) : null}
      </Menu>
    );
  }

  const close = () => setOpen(undefined);
  return (
    <Card
      flush
      title={t.roster}
      actions={
        <>
          <Button small onClick={() => setOpen({ what: 'import' })}>
            {t.importCsv}
          </Button>
          <Button small kind="primary" onClick={() => setOpen({ what: 'add' })}>
            <Icon name="plus" size={14} /> {t.addLearner}
          </Button>
        </>
      }
    >
      <DataTable
        caption={t.roster}
        columns={columns}
        rows={list}
        rowKey={({ learnerId }) => learnerId}
        initialSort={{ key: 'number', direction: 'ascending' }}
        rowClass={({ state }) => (state === 'dropped-out' ? 'row-stale' : undefined)}
        empty={<EmptyState title={t.roster} why={t.importWhat} />}
      />
      {open?.what === 'add' ? <LearnerDialog cohort={cohort} onClose={close} /> : null}
      {open?.what === 'import' ? <ImportDialog cohort={cohort} onClose={close} /> : null}
      {open?.what === 'edit' ? (
        <LearnerDialog cohort={cohort} one={open.one} home={home} onClose={close} />
      ) : null}
      {open?.what === 'drop' ? <DropDialog one={open.one} acts={acts} home={home} onClose={close} /> : null}
      {open?.what === 'erase' ? <EraseDialog one={open.one} acts={acts} home={home} onClose={close} /> : null}
      {open?.what === 'revoke' ? (
        <RevokeDialog one={open.one} acts={acts} home={home} onClose={close} />
      ) : null}
    </Card>
  );
}
