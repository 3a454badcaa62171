import {
  IconActivityHeartbeat,
  IconAddressBook,
  IconForms,
  IconInbox,
  IconMail,
  IconMailQuestion,
  IconMessageReply,
  IconRoute,
  IconSettings,
  IconSpeakerphone,
  IconTemplate,
  IconUsersGroup,
  type Icon,
} from '@tabler/icons-react';
import type { Permission, Session } from '../api/session.ts';

export interface Place {
  to: string;
  label: string;
  what: string;
  Icon: Icon;
  permission: Permission;
  demoOnly?: boolean;
}

/** The rooms, in the order of the navigation; the command palette offers the same. */
const places: readonly Place[] = [
  { to: '/journeys', label: 'Journeys', what: 'Draw, publish and watch', Icon: IconRoute, permission: 'journeys.read' },
  {
    to: '/campaigns',
    label: 'Campaigns',
    what: 'One email to many, once',
    Icon: IconSpeakerphone,
    permission: 'journeys.read',
  },
  { to: '/contacts', label: 'Contacts', what: 'People and lists', Icon: IconAddressBook, permission: 'contacts.read' },
  {
    to: '/segments',
    label: 'Segments',
    what: 'Rules that pick people',
    Icon: IconUsersGroup,
    permission: 'segments.read',
  },
  {
    to: '/templates',
    label: 'Templates',
    what: 'What the mail says',
    Icon: IconTemplate,
    permission: 'templates.read',
  },
  {
    to: '/forms',
    label: 'Forms',
    what: 'Public pages that ask',
    Icon: IconForms,
    permission: 'forms.read',
  },
  {
    to: '/messages',
    label: 'Messages',
    what: 'What was sent, and the proof',
    Icon: IconMail,
    permission: 'messages.read',
  },
  {
    to: '/inbox',
    label: 'Inbox',
    what: 'What recipients wrote back',
    Icon: IconMessageReply,
    permission: 'replies.read',
  },
  {
    to: '/cases',
    label: 'Cases',
    what: 'What was not delivered, and what to do',
    Icon: IconMailQuestion,
    permission: 'cases.count',
  },
  {
    to: '/operations',
    label: 'Operations',
    what: 'Whether everything holds, and what waits',
    Icon: IconActivityHeartbeat,
    permission: 'operations.read',
  },
  {
    to: '/settings',
    label: 'Settings',
    what: 'Policy, senders, people, keys',
    Icon: IconSettings,
    permission: 'senders.read',
  },
  {
    to: '/mailbox',
    label: 'Local mailbox',
    what: 'Mail as the demo’s recipients see it',
    Icon: IconInbox,
    permission: 'mailbox.read',
    demoOnly: true,
  },
];

/** Those this person may enter. */
export function placesFor(session: Session): Place[] {
  return places.filter(
    (one) => session.may.includes(one.permission) && (!one.demoOnly || session.delivery === 'mailbox'),
  );
}
