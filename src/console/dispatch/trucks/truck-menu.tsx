/** What can be done with one truck of the list. Nothing is offered that the role does not allow. */
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useText } from '../../shared/i18n/language.tsx';
import { todayText } from '../../shared/i18n/today.ts';
import { trucksText } from '../../shared/i18n/trucks.ts';
import { useMay } from '../../shared/me.ts';
import { Menu, MenuItem } from '../../shared/ui/menu.tsx';
import { CredentialsDialog } from './credentials-dialog.tsx';
import { TruckDialog } from './truck-dialog.tsx';

export function TruckMenu({ truckId, title }: { readonly truckId: string; readonly title: string }) {
  const t = useText(trucksText);
  const today = useText(todayText);
  const [, navigate] = useLocation();
  const mayEdit = useMay('coordinator');
  const mayIssue = useMay('engineer');
  const [open, setOpen] = useState<'edit' | 'credentials'>();
  const button = useRef<HTMLElement>(null);
  if (!mayEdit) return null;
  const close = (isOpen: boolean) => {
    if (!isOpen) setOpen(undefined);
  };
  return (
    <>
      <Menu
        label={t.actionsOf(title)}
        trigger={<span aria-hidden="true">⋯</span>}
        className="icon-button truck-menu"
        button={button}
      >
        <MenuItem onSelect={() => navigate(`/trucks/${truckId}`)}>{today.openTruck}</MenuItem>
        <MenuItem onSelect={() => setOpen('edit')}>{t.edit}</MenuItem>
        {mayIssue ? <MenuItem onSelect={() => setOpen('credentials')}>{t.credentials}</MenuItem> : null}
      </Menu>
      {open === 'edit' ? <TruckDialog open onOpenChange={close} editing={truckId} home={button} /> : null}
      {open === 'credentials' ? (
        <CredentialsDialog open onOpenChange={close} truckId={truckId} title={title} home={button} />
      ) : null}
    </>
  );
}
