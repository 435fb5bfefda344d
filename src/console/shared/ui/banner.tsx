/** A strip over a whole screen: the feed is down, the browser is offline. `alert` is read out at once. */
import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

export function Banner(props: {
  readonly tone?: 'info' | 'warn' | 'danger';
  readonly alert?: boolean;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  const { tone = 'info', alert, action, children } = props;
  return (
    <div className={`banner banner-${tone}`} role={alert ? 'alert' : 'status'}>
      <Icon name={tone === 'info' ? 'info' : 'warning'} />
      <p>{children}</p>
      {action}
    </div>
  );
}
