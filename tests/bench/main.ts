/** `npm run bench -- <what>`: figures of the program on this machine. Nothing here is a test: a slow machine fails nothing. */

const USAGE = `npm run bench -- ingest|api|forecast|planner|alerts|rules|operator|console|impact [options]

  ingest    messages to rows: rates, latencies, CPU and memory, beside what the machine could do at best
  api       how long lists, history and exports of a seeded fleet take
  forecast  skill of the daily forecast, on a file of daily irradiation or on simulated climates
  alerts    a simulated quarter with injected faults: which were told, how soon, and what was told for nothing
  rules     a replay of the rules over a quarter of a fleet that lies in PostgreSQL
  operator  the phone's page: bytes, loads on slow 3G, taps to close a class, reports under 100 schedules of faults
  console   frames of the plan board and the map on a slow CPU, and the first JS
  planner   plans of seeded programmes, and gaps on the public orienteering files
  impact    figures of a million session reports, and the sessions behind them

Each says with --help what it takes.
`;

const [what, ...argv] = process.argv.slice(2);
switch (what) {
  case 'ingest': {
    const { benchIngest } = await import('./ingest/run.ts');
    process.exitCode = await benchIngest(argv);
    break;
  }
  case 'api': {
    const { benchApi } = await import('./api/run.ts');
    process.exitCode = await benchApi(argv);
    break;
  }
  case 'forecast': {
    const { benchForecast } = await import('./forecast/run.ts');
    process.exitCode = benchForecast(argv);
    break;
  }
  case 'planner': {
    const { benchPlanner } = await import('./planner/run.ts');
    process.exitCode = await benchPlanner(argv);
    break;
  }
  case 'alerts': {
    const { benchAlerts } = await import('./alerts/run.ts');
    process.exitCode = benchAlerts(argv);
    break;
  }
  case 'rules': {
    const { benchRules } = await import('./rules/run.ts');
    process.exitCode = await benchRules(argv);
    break;
  }
  case 'operator': {
    const { benchOperator } = await import('./operator/run.ts');
    process.exitCode = await benchOperator(argv);
    break;
  }
  case 'console': {
    const { benchConsole } = await import('./console/run.ts');
    process.exitCode = await benchConsole(argv);
    break;
  }
  case 'impact': {
    const { benchImpact } = await import('./impact/run.ts');
    process.exitCode = await benchImpact(argv);
    break;
  }
  default:
    process.stderr.write(USAGE);
    process.exitCode = what === '--help' || what === '-h' ? 0 : 2;
}
