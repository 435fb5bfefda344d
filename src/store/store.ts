/** Every subject's store on one database, by the names the rest of the program knows them by. */
import type { TruckId } from '@digitruck/contract/ids';
import { alertFactsStore } from './alert-facts.ts';
import { alertRuleStore } from './alert-rules.ts';
import { alertStore } from './alerts.ts';
import { auditStore } from './audit.ts';
import { calendarLinkStore } from './calendar-links.ts';
import { certificateStore } from './certificates.ts';
import { channelStore } from './channels.ts';
import { cohortStore } from './cohorts.ts';
import { commandStore } from './commands.ts';
import { courseStore } from './courses.ts';
import { credentialStore } from './credentials.ts';
import { dataStore } from './data-health.ts';
import type { Db } from './db.ts';
import { deliveryStore } from './deliveries.ts';
import { disruptionStore } from './disruptions.ts';
import { energyDayStore } from './energy-days.ts';
import { enrolmentStore } from './enrolments.ts';
import { learnerRetentionStore } from './erase-learners.ts';
import { fleetNow } from './fleet-now.ts';
import { forecastStore } from './forecasts.ts';
import { gapStore } from './gaps.ts';
import { historyStore } from './history.ts';
import { holidayStore } from './holidays.ts';
import { impactCountStore } from './impact-count.ts';
import { impactEntryStore } from './impact-entries.ts';
import { impactExportStore } from './impact-exports.ts';
import { impactFigureStore } from './impact-figures.ts';
import { impactPeriodStore } from './impact-periods.ts';
import { impactSessionStore } from './impact-sessions.ts';
import { keyStore } from './keys.ts';
import { lastPlaces } from './latest.ts';
import { learnerRecordStore } from './learner-records.ts';
import { learnerStore } from './learners.ts';
import { maintenanceStore } from './maintenance.ts';
import { onlineCourseStore } from './online-courses.ts';
import { operatorReportStore } from './operator-reports.ts';
import { packRosterStore } from './pack-rosters.ts';
import { pastCohortStore } from './past-cohorts.ts';
import { peopleStore } from './people.ts';
import { planJobStore } from './plan-jobs.ts';
import { planPublisher } from './plan-publish.ts';
import { planningFactsStore } from './planning-facts.ts';
import { planStore } from './plans.ts';
import { presenceStore } from './presence.ts';
import { quarantineStore } from './quarantine.ts';
import { requestStore } from './requests.ts';
import { retentionStore } from './retention.ts';
import { rollupStore } from './rollups.ts';
import { sampleExportStore } from './sample-export.ts';
import { scheduleStore } from './schedules.ts';
import { installationSeals } from './sealed.ts';
import { sessionAcceptance } from './session-accept.ts';
import { sessionCheckStore } from './session-checks.ts';
import { sessionHistory } from './session-history.ts';
import { sessionPhotoStore } from './session-photos.ts';
import { sessionQuestionStore } from './session-questions.ts';
import { sessionToldStore } from './session-told.ts';
import { sessionStore } from './sessions.ts';
import { siteImportStore } from './site-import.ts';
import { siteListStore } from './site-lists.ts';
import { siteStore } from './sites.ts';
import { trucks } from './tables/registry.ts';
import { travelStore } from './travel.ts';
import { truckStore } from './trucks.ts';
import { visitStore } from './visits.ts';

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
