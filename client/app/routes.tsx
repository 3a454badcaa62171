import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Navigate } from '@tanstack/react-router';
import { Fault } from './fault.tsx';
import { NotFound } from './not-found.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({ component: Shell });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: () => <Navigate to="/journeys" replace />,
});
const journeys = createRoute({
  getParentRoute: () => root,
  path: '/journeys',
  component: lazyRouteComponent(() => import('../journeys/journeys-room.tsx'), 'JourneysRoom'),
});
const newJourney = createRoute({
  getParentRoute: () => root,
  path: '/journeys/new',
  component: lazyRouteComponent(() => import('../journeys/gallery-room.tsx'), 'GalleryRoom'),
});
const journey = createRoute({
  getParentRoute: () => root,
  path: '/journeys/$journeyId',
  component: lazyRouteComponent(() => import('../canvas/journey-room.tsx'), 'JourneyRoom'),
});
const campaigns = createRoute({
  getParentRoute: () => root,
  path: '/campaigns',
  component: lazyRouteComponent(() => import('../campaigns/campaigns-room.tsx'), 'CampaignsRoom'),
});
const newCampaign = createRoute({
  getParentRoute: () => root,
  path: '/campaigns/new',
  /** The campaign it begins as a copy of. */
  validateSearch: (search): { from?: string } => (typeof search['from'] === 'string' ? { from: search['from'] } : {}),
  component: lazyRouteComponent(() => import('../campaigns/new-campaign-room.tsx'), 'NewCampaignRoom'),
});
const campaign = createRoute({
  getParentRoute: () => root,
  path: '/campaigns/$campaignId',
  component: lazyRouteComponent(() => import('../campaigns/campaign-room.tsx'), 'CampaignRoom'),
});
const contacts = createRoute({
  getParentRoute: () => root,
  path: '/contacts',
  component: lazyRouteComponent(() => import('../contacts/contacts-room.tsx'), 'ContactsRoom'),
});
const contactImport = createRoute({
  getParentRoute: () => root,
  path: '/contacts/import',
  component: lazyRouteComponent(() => import('../contacts/import-room.tsx'), 'ImportRoom'),
});
const contact = createRoute({
  getParentRoute: () => root,
  path: '/contacts/$contactId',
  component: lazyRouteComponent(() => import('../contacts/contact-room.tsx'), 'ContactRoom'),
});
const segments = createRoute({
  getParentRoute: () => root,
  path: '/segments',
  component: lazyRouteComponent(() => import('../segments/segments-room.tsx'), 'SegmentsRoom'),
});
const segment = createRoute({
  getParentRoute: () => root,
  path: '/segments/$segmentId',
  component: lazyRouteComponent(() => import('../segments/segment-room.tsx'), 'SegmentRoom'),
});
const templates = createRoute({
  getParentRoute: () => root,
  path: '/templates',
  component: lazyRouteComponent(() => import('../templates/templates-room.tsx'), 'TemplatesRoom'),
});
const template = createRoute({
  getParentRoute: () => root,
  path: '/templates/$templateId',
  component: lazyRouteComponent(() => import('../templates/template-room.tsx'), 'TemplateRoom'),
});
const forms = createRoute({
  getParentRoute: () => root,
  path: '/forms',
  component: lazyRouteComponent(() => import('../forms/forms-room.tsx'), 'FormsRoom'),
});
const form = createRoute({
  getParentRoute: () => root,
  path: '/forms/$formId',
  component: lazyRouteComponent(() => import('../forms/form-room.tsx'), 'FormRoom'),
});
const messages = createRoute({
  getParentRoute: () => root,
  path: '/messages',
  component: lazyRouteComponent(() => import('../messages/messages-room.tsx'), 'MessagesRoom'),
});
const message = createRoute({
  getParentRoute: () => root,
  path: '/messages/$messageId',
  component: lazyRouteComponent(() => import('../messages/message-room.tsx'), 'MessageRoom'),
});
const operations = createRoute({
  getParentRoute: () => root,
  path: '/operations',
  component: lazyRouteComponent(() => import('../operations/operations-room.tsx'), 'OperationsRoom'),
});
const doubt = createRoute({
  getParentRoute: () => root,
  path: '/messages/in-doubt',
  component: lazyRouteComponent(() => import('../messages/doubt-room.tsx'), 'DoubtRoom'),
});
const inbox = createRoute({
  getParentRoute: () => root,
  path: '/inbox/{-$replyId}',
  component: lazyRouteComponent(() => import('../inbox/inbox-room.tsx'), 'InboxRoom'),
});
const cases = createRoute({
  getParentRoute: () => root,
  path: '/cases',
  component: lazyRouteComponent(() => import('../cases/cases-room.tsx'), 'CasesRoom'),
});
const oneCase = createRoute({
  getParentRoute: () => root,
  path: '/cases/$caseId',
  component: lazyRouteComponent(() => import('../cases/case-room.tsx'), 'CaseRoom'),
});
const disclosures = createRoute({
  getParentRoute: () => root,
  path: '/disclosures/{-$contactId}',
  component: lazyRouteComponent(() => import('../disclosures/disclosures-room.tsx'), 'DisclosuresRoom'),
});
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings/{-$tab}',
  component: lazyRouteComponent(() => import('../settings/settings-room.tsx'), 'SettingsRoom'),
});

const mailbox = createRoute({
  getParentRoute: () => root,
  path: '/mailbox/{-$mailId}',
  component: lazyRouteComponent(() => import('../mailbox/mailbox-room.tsx'), 'MailboxRoom'),
});

export const appRouter = createRouter({
  routeTree: root.addChildren([
    home,
    journeys,
    newJourney,
    journey,
    campaigns,
    newCampaign,
    campaign,
    contacts,
    contactImport,
    contact,
    segments,
    segment,
    templates,
    template,
    forms,
    form,
    messages,
    message,
    operations,
    doubt,
    inbox,
    cases,
    oneCase,
    disclosures,
    settings,
    mailbox,
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: Fault,
  defaultNotFoundComponent: NotFound,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof appRouter;
  }
}
