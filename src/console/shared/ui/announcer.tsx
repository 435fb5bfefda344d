/** Short messages: shown for a while in a corner, and read out by screen readers. `announce` only reads out. */
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { useText } from '../i18n/language.tsx';
import { uiText } from '../i18n/ui.ts';
import { Icon } from './icon.tsx';

type ToastTone = 'good' | 'danger' | 'info';
type Toast = { readonly id: number; readonly text: string; readonly tone: ToastTone };
type Announcer = {
  readonly announce: (text: string) => void;
  readonly toast: (text: string, tone?: ToastTone) => void;
};
const AnnouncerContext = createContext<Announcer>({ announce: () => {}, toast: () => {} });
/** Bad news stays until it is closed. */
const SHOWN_FOR_MS = 6000;

export function AnnouncerProvider({ children }: { children: ReactNode }) {
  const t = useText(uiText);
  const [said, setSaid] = useState('');
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const next = useRef(0);
  const close = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const announce = useCallback((text: string) => {
    // The same words twice in a row are only read again when the text differs.
    setSaid((before) => (before === text ? `${text}\u00a0` : text));
  }, []);
  const toast = useCallback(
    (text: string, tone: ToastTone = 'good') => {
      next.current += 1;
      const id = next.current;
      setToasts((all) => [...all.slice(-3), { id, text, tone }]);
      announce(text);
      if (tone !== 'danger') setTimeout(() => close(id), SHOWN_FOR_MS);
    },
    [announce, close],
  );
  const value = useMemo(() => ({ announce, toast }), [announce, toast]);
  return (
    <AnnouncerContext value={value}>
      {children}
      <div className="hidden-text" aria-live="polite" aria-atomic="true">
        {said}
      </div>
      {toasts.length === 0 ? null : (
        <section className="toasts no-print" aria-label={t.messages}>
          {toasts.map(({ id, text, tone }) => (
            <div key={id} className={`toast toast-${tone}`}>
              <Icon name={tone === 'good' ? 'check' : tone === 'danger' ? 'warning' : 'info'} />
              <span>{text}</span>
              <button type="button" className="icon-button" aria-label={t.close} onClick={() => close(id)}>
                <Icon name="close" />
              </button>
            </div>
          ))}
        </section>
      )}
    </AnnouncerContext>
  );
}

export function useAnnouncer(): Announcer {
  return useContext(AnnouncerContext);
}
