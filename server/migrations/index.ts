import type { Migration } from 'kysely/migration';
import { platform } from './0001-platform.ts';
import { company } from './0002-company.ts';
import { people } from './0003-people.ts';
import { tickets } from './0004-tickets.ts';
import { conversation } from './0005-conversation.ts';
import { sharing } from './0006-sharing.ts';
import { notifications } from './0007-notifications.ts';
import { customViews } from './0008-custom-views.ts';
import { cannedReplies } from './0009-canned-replies.ts';
import { mentions } from './0010-mentions.ts';
import { sharingSettings } from './0011-sharing-settings.ts';
import { listOrders } from './0012-list-orders.ts';
import { secretMail } from './0013-secret-mail.ts';
import { passwordTries } from './0014-password-tries.ts';
import { hiddenCustomers } from './0015-hidden-customers.ts';
import { mailLog } from './0016-mail-log.ts';
import { mailSenders } from './0017-mail-senders.ts';
import { mailRecipients } from './0018-mail-recipients.ts';
import { search } from './0019-search.ts';
import { shareAnswers } from './0020-share-answers.ts';
import { mailboxConnections } from './0021-mailbox-connections.ts';
import { eventSubscribers } from './0022-event-subscribers.ts';
import { bareWords } from './0023-bare-words.ts';
import { availability } from './0024-availability.ts';
import { assignment } from './0025-assignment.ts';
import { transfer } from './0026-transfer.ts';
import { batches } from './0027-batches.ts';
import { absencesAndReasons } from './0028-absences-and-reasons.ts';
import { sla } from './0029-sla.ts';
import { classifications } from './0030-classifications.ts';
import { forms } from './0031-forms.ts';
import { closing } from './0032-closing.ts';
import { followers } from './0033-followers.ts';

/** Every step of the database's shape, in order, never edited once it has been released. */
export const migrations: Record<string, Migration> = {
  '0001-platform': platform,
  '0002-company': company,
  '0003-people': people,
  '0004-tickets': tickets,
  '0005-conversation': conversation,
  '0006-sharing': sharing,
  '0007-notifications': notifications,
  '0008-custom-views': customViews,
  '0009-canned-replies': cannedReplies,
  '0010-mentions': mentions,
  '0011-sharing-settings': sharingSettings,
  '0012-list-orders': listOrders,
  '0013-secret-mail': secretMail,
  '0014-password-tries': passwordTries,
  '0015-hidden-customers': hiddenCustomers,
  '0016-mail-log': mailLog,
  '0017-mail-senders': mailSenders,
  '0018-mail-recipients': mailRecipients,
  '0019-search': search,
  '0020-share-answers': shareAnswers,
  '0021-mailbox-connections': mailboxConnections,
  '0022-event-subscribers': eventSubscribers,
  '0023-bare-words': bareWords,
  '0024-availability': availability,
  '0025-assignment': assignment,
  '0026-transfer': transfer,
  '0027-batches': batches,
  '0028-absences-and-reasons': absencesAndReasons,
  '0029-sla': sla,
  '0030-classifications': classifications,
  '0031-forms': forms,
  '0032-closing': closing,
  '0033-followers': followers,
};
