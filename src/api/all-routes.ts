/** Every route of the service in one list: what main.ts mounts, and what the tests of access and documentation look at. */
import type { Me } from '@digitruck/contract/people';
import type { Clock } from '../kernel/clock.ts';
import { localDayOf } from '../kernel/zone.ts';
import type { CommandStore } from '../store/commands.ts';
import type { AuditStore } from '../store/people/audit.ts';
import type { KeyStore } from '../store/people/keys.ts';
import type { PeopleStore } from '../store/people/people.ts';
import type { CredentialStore } from '../store/registry/credentials.ts';
import type { Auth } from './auth.ts';
import { docsRoutes } from './docs.ts';
import { healthRoutes, type ReadyState } from './health.ts';
import type { Routes } from './kit.ts';
import type { LiveHub } from './live.ts';
import { type Metrics, metricsRoutes } from './metrics.ts';
import { type AlertRuleDeps, alertRuleRoutes } from './routes/alert-rules.ts';
import { type AlertRouteDeps, alertRoutes } from './routes/alerts.ts';
import { auditRoutes } from './routes/audit.ts';
import { type CalendarDeps, calendarRoutes } from './routes/calendars.ts';
import { type CertificateDeps, certificateRoutes } from './routes/certificates.ts';
import { type ChannelDeps, channelRoutes } from './routes/channels.ts';
import { type CohortDeps, cohortRoutes } from './routes/cohorts.ts';
import { commandRoutes } from './routes/commands.ts';
import { credentialRoutes } from './routes/credentials.ts';
import { type Dhis2CheckDeps, dhis2CheckRoutes } from './routes/dhis2-check.ts';
import { type DisruptionDeps, disruptionRoutes } from './routes/disruptions.ts';
import { type EnrolmentDeps, enrolmentRoutes } from './routes/enrolments.ts';
import { type ForecastDeps, forecastRoutes } from './routes/forecasts.ts';
import { type HistoryDeps, historyRoutes } from './routes/history.ts';
import { type HolidayDeps, holidayRoutes } from './routes/holidays.ts';
import { iatiSettingsRoutes } from './routes/iati-settings.ts';
import { type ImpactDeps, impactRoutes } from './routes/impact.ts';
import { type ImpactCoverageDeps, impactCoverageRoutes } from './routes/impact-coverage.ts';
import { type ImpactEntryDeps, impactEntryRoutes } from './routes/impact-entries.ts';
import { type ImpactExportDeps, impactExportRoutes } from './routes/impact-exports.ts';
import { type ImpactPeriodDeps, impactPeriodRoutes } from './routes/impact-periods.ts';
import { keyRoutes } from './routes/keys.ts';
import { type LayoutRouteDeps, layoutRoutes } from './routes/layouts.ts';
import { type LearnerDeps, learnerRoutes } from './routes/learners.ts';
import { liveRoutes } from './routes/live.ts';
import { type MaintenanceDeps, maintenanceRoutes } from './routes/maintenance.ts';
import { meRoutes } from './routes/me.ts';
import { type OnlineCourseDeps, onlineCourseRoutes } from './routes/online-courses.ts';
import { type OperatorDeps, operatorRoutes } from './routes/operator.ts';
import { peopleRoutes } from './routes/people.ts';
import { planEditRoutes } from './routes/plan-edits.ts';
import type { PlanDeps } from './routes/plan-kit.ts';
import { planPublishRoutes } from './routes/plan-publish.ts';
import { planWhyRoutes } from './routes/plan-why.ts';
import { planRoutes } from './routes/plans.ts';
import { type RegistryDeps, registryRoutes } from './routes/registry.ts';
import { type RuleReplayDeps, ruleReplayRoutes } from './routes/rule-replay.ts';
import { type SessionPhotoDeps, sessionPhotoRoutes } from './routes/session-photos.ts';
import { type SessionQuestionDeps, sessionQuestionRoutes } from './routes/session-questions.ts';
import { type SessionDeps, sessionRoutes } from './routes/sessions.ts';
import { setupRoutes } from './routes/setup.ts';
import { type SignInLimits, signInRoutes } from './routes/sign-in.ts';
import { verifyPageRoutes } from './routes/verify-page.ts';
import { type VisitDeps, visitRoutes } from './routes/visits.ts';
import { consoleRoutes } from './static.ts';

export type RouteDeps = {
  readonly auth: Auth;
  readonly clock: Clock;
  readonly installation: Me['installation'];
  readonly publicUrl: string | undefined;
  readonly people: PeopleStore;
  readonly keys: KeyStore;
  readonly audit: AuditStore;
  readonly credentials: CredentialStore;
  readonly hashTruckPassword: (password: string) => Promise<string>;
  readonly disconnectTruck: Parameters<typeof credentialRoutes>[0]['disconnectTruck'];
  readonly commands: CommandStore;
  /** There is a command to publish. */
  readonly kickCommands: () => void;
  readonly live: LiveHub;
  readonly registry: RegistryDeps;
  readonly visits: VisitDeps['visits'];
  readonly scheduleOf: VisitDeps['scheduleOf'];
  readonly plans: PlanDeps['plans'];
  readonly planning: PlanDeps['planning'] & DisruptionDeps['planning'];
  readonly disruptions: DisruptionDeps['disruptions'];
  /** Calendars to subscribe to, and the days on which nothing can be. */
  readonly calendars: CalendarDeps & HolidayDeps & MaintenanceDeps & LayoutRouteDeps;
  readonly energy: ForecastDeps;
  readonly packOf: OperatorDeps['packOf'];
  readonly history: Omit<HistoryDeps, 'clock'>;
  /** Alerts, their rules, and who is told of them. */
  readonly alerting: Omit<AlertRouteDeps & AlertRuleDeps & RuleReplayDeps & ChannelDeps, 'clock'>;
  /** Session reports and their pictures. */
  readonly reporting: SessionDeps & SessionQuestionDeps & SessionPhotoDeps;
  /** Cohorts, who is in them, their certificates, and where they go on. */
  readonly learning: Omit<
    CohortDeps & EnrolmentDeps & LearnerDeps & CertificateDeps & OnlineCourseDeps,
    'today' | 'clock' | 'programme' | 'publicUrl'
  >;
  readonly impact: ImpactDeps &
    ImpactCoverageDeps &
    ImpactEntryDeps &
    ImpactPeriodDeps &
    ImpactExportDeps &
    Dhis2CheckDeps;
  readonly readyState: () => Promise<ReadyState>;
  readonly metrics: Metrics;
  /** Absolute path of the built console. */
  readonly consoleFolder: string;
  /** Absolute path of the built operator page. */
  readonly operatorFolder: string;
  readonly signInLimits?: SignInLimits | undefined;
};

/** `routes` are mounted under /api/v1, `rootRoutes` at the root. */
export function allRoutes(deps: RouteDeps): { routes: Routes[]; rootRoutes: Routes[] } {
  const { auth } = deps;
  const passwords = { hashPassword: auth.hashPassword, forgetCallers: auth.forgetCallers };
  const today = () => localDayOf(deps.clock.nowMs(), deps.installation.timeZone);
  const { clock, publicUrl, installation } = deps;
  const learning = { ...deps.learning, today, clock, publicUrl, programme: installation.programme };
  return {
    routes: [
      meRoutes({ ...deps, ...passwords }),
      peopleRoutes({ ...deps, ...passwords }),
      keyRoutes({ ...deps, ...passwords }),
      setupRoutes({ ...deps, ...passwords }),
      auditRoutes(deps),
      credentialRoutes(deps),
      commandRoutes({ ...deps, kick: deps.kickCommands }),
      ...registryRoutes(deps.registry, { timeZone: deps.installation.timeZone, clock: deps.clock }),
      visitRoutes({ ...deps, trucks: deps.registry.trucks }),
      planRoutes(deps),
      calendarRoutes(deps.calendars, deps.publicUrl),
      holidayRoutes(deps.calendars, today),
      maintenanceRoutes(deps.calendars),
      layoutRoutes(deps.calendars),
      planEditRoutes(deps),
      planWhyRoutes(deps),
      planPublishRoutes(deps),
      disruptionRoutes({ ...deps, timeZone: deps.installation.timeZone }),
      cohortRoutes(learning),
      enrolmentRoutes(learning),
      learnerRoutes(learning),
      certificateRoutes(learning),
      onlineCourseRoutes(learning),
      alertRoutes({ ...deps.alerting, clock: deps.clock }),
      alertRuleRoutes({ ...deps.alerting, clock: deps.clock }),
      ruleReplayRoutes(deps.alerting),
      channelRoutes({ ...deps.alerting, clock: deps.clock }),
      sessionRoutes(deps.reporting, { timeZone: deps.installation.timeZone, clock: deps.clock }),
      sessionQuestionRoutes(deps.reporting, { timeZone: deps.installation.timeZone, clock: deps.clock }),
      sessionPhotoRoutes(deps.reporting, deps),
      impactRoutes(deps.impact),
      impactCoverageRoutes(deps.impact),
      impactEntryRoutes(deps.impact),
      impactPeriodRoutes(deps.impact),
      impactExportRoutes(deps.impact),
      dhis2CheckRoutes(deps.impact),
      iatiSettingsRoutes({ ...deps.impact, today }),
      operatorRoutes({ trucks: deps.registry.trucks, packOf: deps.packOf }),
      forecastRoutes(deps.energy, { timeZone: deps.installation.timeZone, clock: deps.clock }),
      ...historyRoutes({ ...deps.history, clock: deps.clock }),
      liveRoutes({ live: deps.live, authenticate: auth.authenticate }),
    ],
    rootRoutes: [
      signInRoutes({ ...deps, limits: deps.signInLimits }),
      healthRoutes(deps),
      metricsRoutes(deps.metrics),
      verifyPageRoutes(deps.learning),
      docsRoutes({ version: deps.installation.version }),
      consoleRoutes({ folder: deps.consoleFolder, operatorFolder: deps.operatorFolder }),
    ],
  };
}
