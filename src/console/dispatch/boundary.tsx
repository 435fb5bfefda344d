/**
 * A screen that breaks leaves the frame standing: the others still work. Also catches a chunk that is gone after an update, and one that was never
 * fetched while the device is offline: that one comes by itself when there is a network.
 */
import { Component, type ReactNode, useEffect, useState } from 'react';
import { useText } from '../shared/i18n/language.tsx';
import { shellText } from '../shared/i18n/shell.ts';
import { Button } from '../shared/ui/button.tsx';

export class ScreenBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError() {
    return { broken: true };
  }
  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const t = useText(shellText);
  const [isOffline] = useState(!navigator.onLine);
  useEffect(() => {
    if (!isOffline) return;
    const again = () => window.location.reload();
    window.addEventListener('online', again);
    return () => window.removeEventListener('online', again);
  }, [isOffline]);
  return (
    <div className="page">
      <div className="error-state" role="alert">
        <h3>{isOffline ? t.notHere : t.broken}</h3>
        <p className="muted">{isOffline ? t.notHereWhy : t.brokenWhy}</p>
        {isOffline ? null : (
          <Button kind="primary" onClick={() => window.location.reload()}>
            {t.reload}
          </Button>
        )}
      </div>
    </div>
  );
}
