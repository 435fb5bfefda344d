/** Every subject's store on one database, by the names the rest of the program knows them by. */
import type { TruckId } from '@digitruck/contract/ids';
import { alertStore } from './alerts/alerts.ts';
import { channelStore } from './alerts/channels.ts';
import { deliveryStore } from './alerts/deliveries.ts';
import { alertFactsStore } from './alerts/facts.ts';
import { alertRuleStore } from './alerts/rules.ts';
import { commandStore } from './commands.ts';
import type { Db } from './db.ts';
import { fleetNow } from './fleet-now.ts';
import { dataStore } from './history/data-health.ts';
import { energyDayStore } from './history/energy-days.ts';
import { forecastStore } from './history/forecasts.ts';
import { historyStore } from './history/history.ts';
import { rollupStore } from './history/rollups.ts';
import { impactCountStore } from './impact/count.ts';
import { impactCoverageStore } from './impact/coverage.ts';
import { impactEntryStore } from './impact/entries.ts';
import { impactExportStore } from './impact/exports.ts';
import { impactFigureStore } from './impact/figures.ts';
import { impactPeriodStore } from './impact/periods.ts';
import { impactSessionStore } from './impact/sessions.ts';
import { certificateStore } from './learners/certificates.ts';
import { cohortStore } from './learners/cohorts.ts';
import { enrolmentStore } from './learners/enrolments.ts';
import { learnerRetentionStore } from './learners/erase-learners.ts';
import { learnerRecordStore } from './learners/learner-records.ts';
import { learnerStore } from './learners/learners.ts';
import { onlineCourseStore } from './learners/online-courses.ts';
import { packRosterStore } from './learners/pack-rosters.ts';
import { pastCohortStore } from './learners/past-cohorts.ts';
import { installationSeals } from './learners/sealed.ts';
import { auditStore } from './people/audit.ts';
import { keyStore } from './people/keys.ts';
import { peopleStore } from './people/people.ts';
import { disruptionStore } from './plans/disruptions.ts';
import { planJobStore } from './plans/jobs.ts';
import { planningFactsStore } from './plans/planning-facts.ts';
import { planStore } from './plans/plans.ts';
import { planPublisher } from './plans/publish.ts';
import { travelStore } from './plans/travel.ts';
import { courseStore } from './registry/courses.ts';
import { credentialStore } from './registry/credentials.ts';
import { holidayStore } from './registry/holidays.ts';
import { maintenanceStore } from './registry/maintenance.ts';
import { requestStore } from './registry/requests.ts';
import { siteImportStore } from './registry/site-import.ts';
import { siteListStore } from './registry/site-lists.ts';
import { siteStore } from './registry/sites.ts';
import { truckStore } from './registry/trucks.ts';
import { gapStore } from './samples/gaps.ts';
import { lastPlaces } from './samples/latest.ts';
import { presenceStore } from './samples/presence.ts';
import { quarantineStore } from './samples/quarantine.ts';
import { retentionStore } from './samples/retention.ts';
import { sampleExportStore } from './samples/sample-export.ts';
import { sessionAcceptance } from './sessions/accept.ts';
import { sessionCheckStore } from './sessions/checks.ts';
import { sessionHistory } from './sessions/history.ts';
import { operatorReportStore } from './sessions/operator-reports.ts';
import { sessionPhotoStore } from './sessions/photos.ts';
import { sessionQuestionStore } from './sessions/questions.ts';
import { reporterKeyStore } from './sessions/reporter-keys.ts';
import { sessionStore } from './sessions/sessions.ts';
import { sessionToldStore } from './sessions/told.ts';
import { trucks } from './tables/registry.ts';
import { calendarLinkStore } from './visits/calendar-links.ts';
import { scheduleStore } from './visits/schedules.ts';
import { visitStore } from './visits/visits.ts';

export type Store = ReturnType<typeof openStore>;

/** @param settings.dataKeys what seals personal data, the first one new values; none: one that is made and kept in the database */
export function openStore(db: Db, settings: { readonly dataKeys?: readonly Buffer[] } = {}) {
  const seals = installationSeals(db, settings.dataKeys);
  return {
    alertFacts: alertFactsStore(db),
    alertRules: alertRuleStore(db),
    alerts: alertStore(db),
    pastCohorts: pastCohortStore(db),
    audit: auditStore(db),
    calendarLinks: calendarLinkStore(db),
    certificates: certificateStore(db, seals),
    channels: channelStore(db),
    cohorts: cohortStore(db),
    commands: commandStore(db),
    courses: courseStore(db),
    credentials: credentialStore(db),
    data: dataStore(db),
    deliveries: deliveryStore(db),
    disruptions: disruptionStore(db),
    energyDays: energyDayStore(db),
    enrolments: enrolmentStore(db, seals),
    forecasts: forecastStore(db),
    gaps: gapStore(db),
    histories: historyStore(db),
    holidays: holidayStore(db),
    impactCount: impactCountStore(db),
    impactCoverage: impactCoverageStore(db),
    impactEntries: impactEntryStore(db),
    impactExports: impactExportStore(db),
    impactFigures: impactFigureStore(db),
    impactPeriods: impactPeriodStore(db),
    impactSessions: impactSessionStore(db),
    keys: keyStore(db),
    maintenance: maintenanceStore(db),
    learnerRecords: learnerRecordStore(db, seals),
    learnerRetention: learnerRetentionStore(db, seals),
    learners: learnerStore(db, seals),
    onlineCourses: onlineCourseStore(db),
    operatorReports: operatorReportStore(db),
    packRosters: packRosterStore(db, seals),
    people: peopleStore(db),
    planJobs: planJobStore(db),
    planPublish: planPublisher(db),
    planningFacts: planningFactsStore(db),
    plans: planStore(db),
    presence: presenceStore(db),
    quarantine: quarantineStore(db),
    reporterKeys: reporterKeyStore(db),
    requests: requestStore(db),
    retention: retentionStore(db),
    rollups: rollupStore(db),
    sampleExport: sampleExportStore(db),
    schedules: scheduleStore(db),
    sessionAcceptance: sessionAcceptance(db),
    sessionChecks: sessionCheckStore(db),
    sessionHistory: sessionHistory(db),
    sessionPhotos: sessionPhotoStore(db),
    sessionQuestions: sessionQuestionStore(db),
    sessionTold: sessionToldStore(db),
    sessions: sessionStore(db),
    siteImport: siteImportStore(db),
    siteLists: siteListStore(db),
    sites: siteStore(db),
    travelWays: travelStore(db),
    trucks: truckStore(db),
    visits: visitStore(db),
    fleetNow: (truckIds?: readonly TruckId[]) => fleetNow(db, truckIds),
    lastPlaces: () => lastPlaces(db.$client),
    /** What ingest has to know of each truck. */
    knownTrucks: () =>
      db
        .select({
          truckId: trucks.truckId,
          retired: trucks.retired,
          reportingIntervalS: trucks.reportingIntervalS,
        })
        .from(trucks),
  };
}
