/** The few pictures beside words; drawn by path, in the colour of the text. Decoration only: words carry the meaning. */
const PATHS = {
  warning: 'M8 2 15 14H1zM8 6v4M8 11.6v.6',
  info: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 7v4.2M8 4.6v.6',
  check: 'm3 8.5 3.2 3.2L13 4.8',
  close: 'm4 4 8 8M12 4l-8 8',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  down: 'm4 6 4 4 4-4',
  up: 'm4 10 4-4 4 4',
  sort: 'm5 6.5 3-3 3 3M5 9.5l3 3 3-3',
  person: 'M8 8.2a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6M2.8 14c.6-2.8 2.6-4.2 5.2-4.2s4.6 1.4 5.2 4.2',
  clock: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 4.5V8l2.4 1.6',
  plus: 'M8 3v10M3 8h10',
  today: 'M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3',
  truck:
    'M1.5 4.5h8v6.5h-8zM9.5 6.8h2.6l2.4 2.4V11h-5M4.2 12.6a1.3 1.3 0 1 0 0-2.6 1.3 1.3 0 0 0 0 2.6M11.6 12.6a1.3 1.3 0 1 0 0-2.6 1.3 1.3 0 0 0 0 2.6',
  site: 'M8 14.2c3-3.6 4.6-6.1 4.6-8A4.6 4.6 0 0 0 3.4 6.2c0 1.9 1.6 4.4 4.6 8M8 7.8a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2',
  data: 'M2 13.5h12M4 11V7.5M8 11V3M12 11V5.5',
  impact: 'M2 12.5 6 8l3 2.6L14 4M10.5 4H14v3.5',
  plan: 'M2 3.5h7v2.6H2zM6 7h8v2.6H6zM3.5 10.5h6v2.6h-6z',
  session: 'M2 2.5h12v7.5H2zM8 10v2.5M5 14l3-1.6L11 14M4.5 5h5M4.5 7.3h3.5',
  pin: 'M8 9.8V14.5M4.8 9.8h6.4L9.8 6.6V2.2H6.2v4.4z',
  table: 'M2 3h12v10H2zM2 6.4h12M2 9.7h12M6.5 3v10',
  download: 'M8 2.5v7.5M4.8 7.2 8 10.4l3.2-3.2M3 13.5h10',
} as const;
export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
