import { getCaseRoute, listCasesRoute } from './cases/read.ts';
import {
  arrangeCaseAlternative,
  assignCaseRoute,
  closeCaseRoute,
  confirmCaseAddress,
  resendCase,
} from './cases/work.ts';
import { getCampaignRoute, listCampaignsRoute, sendCampaignRoute } from './campaigns/campaigns.ts';
import { deleteContactRoute } from './contacts/delete.ts';
import { getContactRoute } from './contacts/get.ts';
import { listContactsRoute } from './contacts/list.ts';
import { lookupContact } from './contacts/lookup.ts';
import { upsertContact, upsertContacts } from './contacts/upsert.ts';
import { cancelDryRunRoute, getDryRun, startDryRun } from './dry-runs/dry-runs.ts';
import { whyContactRoute } from './contacts/why.ts';
import { recordEvent, recordEvents } from './events/record.ts';
import { deleteFormRoute, getFormRoute, listFormsRoute, putFormRoute } from './forms/forms.ts';
import { importContacts } from './imports/begin.ts';
import { cancelImportRoute, getImportRoute, importRejects } from './imports/get.ts';
import { enrollContacts } from './journeys/enrollments.ts';
import { getJourneyFile, getJourneyRoute } from './journeys/get.ts';
import { journeyCounts } from './journeys/counts.ts';
import { journeyForecast } from './journeys/forecast.ts';
import { journeySchemaRoute } from './journeys/schema.ts';
import { listJourneysRoute } from './journeys/list.ts';
import { planJourneyRoute } from './journeys/plan.ts';
import { publishJourneyRoute } from './journeys/publish.ts';
import { putJourney, putJourneyById } from './journeys/put.ts';
import { simulateJourney } from './journeys/simulate.ts';
import { endJourney, pauseJourney, resumeJourney } from './journeys/state.ts';
import { getVersionRoute, listVersionsRoute, releaseRoute, restoreVersionRoute } from './journeys/versions.ts';
import { createListRoute, deleteListRoute, listListsRoute } from './lists/lists.ts';
import { addListMembers, listMembersRoute, removeListMembers } from './lists/members.ts';
import { getMessage, messageEvidence, messageProof, searchMessagesRoute } from './messages/messages.ts';
import {
  getPortalMessageRoute,
  listPortalMessagesRoute,
  recallPortalMessageRoute,
} from './portal-messages/portal-messages.ts';
import { listRecipientKeys } from './recipient-keys/list.ts';
import { putRecipientKey } from './recipient-keys/put.ts';
import type { Route } from './route.ts';
import { countFilter, countSegment, explainSegmentRoute, segmentMembersRoute } from './segments/ask.ts';
import { deleteSegmentRoute, getSegmentRoute, listSegmentsRoute, putSegmentRoute } from './segments/put.ts';
import {
  askSenderCodeRoute,
  checkSenderRoute,
  createSenderRoute,
  listSendersRoute,
  proveSenderRoute,
  rotateSenderKeysRoute,
} from './senders/senders.ts';
import { getStart } from './starts/get.ts';
import { addSuppressionRoute, checkSuppression, liftUnsubscribe } from './suppressions/suppressions.ts';
import { deleteTemplateRoute } from './templates/delete.ts';
import { putTemplate } from './templates/put.ts';
import { getTemplateRoute, listTemplatesRoute } from './templates/read.ts';
import { webhookDeliveriesRoute } from './webhooks/deliveries.ts';
import { createWebhookRoute, deleteWebhookRoute, listWebhooksRoute, rotateWebhookRoute } from './webhooks/webhooks.ts';

/** Every REST route. One line per noun and file. */
export const routes: readonly Route[] = [
  [upsertContact, upsertContacts, lookupContact, listContactsRoute, getContactRoute, deleteContactRoute],
  [whyContactRoute],
  [listListsRoute, createListRoute, deleteListRoute, listMembersRoute, addListMembers, removeListMembers],
  [importContacts, getImportRoute, importRejects, cancelImportRoute],
  [listSegmentsRoute, putSegmentRoute, getSegmentRoute, deleteSegmentRoute],
  [countSegment, countFilter, segmentMembersRoute, explainSegmentRoute],
  [listTemplatesRoute, getTemplateRoute, putTemplate, deleteTemplateRoute],
  [listJourneysRoute, journeySchemaRoute, getJourneyRoute, getJourneyFile, putJourney, putJourneyById],
  [planJourneyRoute, listVersionsRoute, getVersionRoute, restoreVersionRoute, releaseRoute],
  [publishJourneyRoute, pauseJourney, resumeJourney, endJourney, journeyCounts, journeyForecast],
  [enrollContacts, getStart, simulateJourney, recordEvent, recordEvents],
  [listFormsRoute, getFormRoute, putFormRoute, deleteFormRoute],
  [startDryRun, getDryRun, cancelDryRunRoute],
  [sendCampaignRoute, listCampaignsRoute, getCampaignRoute],
  [searchMessagesRoute, getMessage, messageEvidence, messageProof],
  [listPortalMessagesRoute, getPortalMessageRoute, recallPortalMessageRoute],
  [listCasesRoute, getCaseRoute],
  [assignCaseRoute, confirmCaseAddress, resendCase, arrangeCaseAlternative, closeCaseRoute],
  [
    listSendersRoute,
    createSenderRoute,
    checkSenderRoute,
    rotateSenderKeysRoute,
    askSenderCodeRoute,
    proveSenderRoute,
    putRecipientKey,
    listRecipientKeys,
  ],
  [addSuppressionRoute, checkSuppression, liftUnsubscribe],
  [listWebhooksRoute, createWebhookRoute, rotateWebhookRoute, deleteWebhookRoute, webhookDeliveriesRoute],
].flat();
