import {
  agentNote,
  agentReply,
  autoReply,
  colleagueNote,
  customerMessage,
  forwardTo,
  partnerReply,
  type Story,
} from '../story.ts';

const technical = { locale: 'en', department: 'technical' } as const;

export const technicalStories: readonly Story[] = [
  {
    ...technical,
    key: 'password-reset',
    service: 'signin',
    category: 'problem',
    channels: ['portal', 'email', 'webchat'],
    tags: ['password'],
    subjects: ['Password reset mail never arrives', 'Locked out of my account', 'Cannot sign in since {date2}'],
    lines: [
      customerMessage(
        'I have asked for a new password {three|four} times now and no mail arrives. I checked the spam folder. My address is right, because your newsletters reach me without fail.',
      ),
      agentNote(
        'Reset mails were sent and accepted by their server. Their filter quarantines anything with "password" in the subject.',
      ),
      agentReply(
        'The mails left us and your mail server took them, so they are most likely in a quarantine you cannot see. I have sent a sign-in link with a neutral subject instead; it works for 15 minutes. Did it reach you?',
      ),
      customerMessage('Yes, that one came through and I am in.'),
      agentReply(
        'Good! You can set a new password under My account. I have told our mail team about the filter of your provider.',
      ),
    ],
  },
  {
    ...technical,
    key: 'two-factor',
    service: 'signin',
    category: 'request',
    tags: ['2fa'],
    subjects: ['New phone, two-factor codes are gone', 'Please reset my two-factor', 'Backup codes lost'],
    lines: [
      customerMessage(
        'I have a new phone and did not move the authenticator app. Now I cannot get into my account, and the backup codes are {on the old phone|nowhere to be found}. Can you reset it?',
      ),
      colleagueNote(
        'Identity first: two facts from the account plus a call back to the number we have. No exceptions.',
      ),
      agentReply(
        'We can, once we know that it is you. Please reply from the address of the account with the month you joined and the number of your last order. We will then call you on the number you gave us.',
      ),
      customerMessage('Joined in spring two years ago, last order is {order}.'),
      agentNote(
        'Called back on the known number, spoke to the customer in person. Facts match. Reset done at their request.',
      ),
      agentReply(
        'Thank you for your patience with the questions. Two-factor is switched off now; please set it up again today and keep the new backup codes somewhere safe.',
      ),
      customerMessage('All set up again. Thanks for being careful.'),
    ],
  },
  {
    ...technical,
    key: 'webhook-signature',
    service: 'api',
    category: 'problem',
    product: 'partnerApi',
    priority: 'high',
    channels: ['email', 'api'],
    tags: ['api', 'webhook'],
    subjects: [
      'Webhook signatures do not verify',
      'Signature mismatch since {date2}',
      'order.shipped webhooks rejected by us',
    ],
    lines: [
      customerMessage(
        'Since {date2} about one in {count} of your order.shipped webhooks fails our signature check. Nothing has changed on our side. Log excerpt attached.',
        'log',
      ),
      agentNote(
        'All failing ones have a non-ASCII city name. We sign the bytes before escaping, they verify after parsing?',
      ),
      agentReply(
        'Thank you for the log. Every failing event has an accented letter in the address. Do you compute the signature over the raw bytes, or over JSON that was parsed and written again?',
      ),
      customerMessage('We re-serialise it. But it worked for two years.'),
      colleagueNote(
        'It worked because we used to escape non-ASCII. The change is in release 41. Worth a line in the changelog.',
      ),
      agentReply(
        'That explains it: until last week we escaped such letters, now we send them as UTF-8. Both are valid JSON, but re-serialising gives different bytes. Please verify over the raw body; a code example is attached. We have added the change to the changelog, where it should have been from the start.',
        'log',
      ),
      customerMessage('Switched to the raw body, zero failures in the last hour. Thanks for digging in.'),
    ],
  },
  {
    ...technical,
    key: 'rate-limit',
    service: 'api',
    category: 'request',
    product: 'partnerApi',
    channels: ['email', 'api'],
    tags: ['api', 'limits'],
    subjects: ['HTTP 429 during the nightly sync', 'Higher rate limit for {company}', 'Rate limit questions'],
    lines: [
      customerMessage(
        'Our nightly stock sync gets HTTP 429 after about {count} minutes. We ask for 40,000 products one by one. Could you raise our limit?',
        'chart',
      ),
      agentReply(
        'I can, but there is a better way: the list endpoint gives 100 products per page, which turns 40,000 requests into 400. Would that work for you?',
      ),
      customerMessage('We did not know it had stock levels now. Trying it tonight.'),
      agentNote('Temporarily raised to 600/min until {later} so that their shop stays correct.'),
      customerMessage('The sync took four minutes instead of three hours. Consider this closed, and thank you.'),
    ],
  },
  {
    ...technical,
    key: 'app-crash',
    service: 'app',
    category: 'problem',
    product: 'mobileApp',
    channels: ['portal', 'webchat', 'email'],
    tags: ['app', 'crash'],
    subjects: ['App closes when I open my orders', 'Tsubame app crashes after the update', 'White screen in the app'],
    lines: [
      customerMessage(
        'Since the last update the app {closes at once|shows a white screen} when I open "My orders". Reinstalling did not help. This is what I see.',
        'screenshot',
      ),
      agentNote(
        'Reproduced with an account that has an order from before the currency change. Null price. Fix is in 5.8.1.',
      ),
      agentReply(
        'Thank you, the picture helped a lot: we could reproduce it. It happens with orders older than three years. The repair is in version 5.8.1, which is in the review of the app store. Until then your orders are all there on the website.',
      ),
      colleagueNote('5.8.1 is approved, rolling out.'),
      agentReply('Version 5.8.1 is out. Could you update and tell me whether it is gone for you too?'),
      customerMessage('Works again. Faster than before, even.'),
    ],
  },
  {
    ...technical,
    key: 'slow-portal',
    service: 'online',
    category: 'incident',
    priority: 'urgent',
    tags: ['performance'],
    subjects: ['Partner portal very slow', 'Portal: timeouts since this morning', 'Reports take minutes to load'],
    lines: [
      customerMessage(
        'The portal has been painfully slow {since this morning|since {date2}}. Opening the order report takes {two|three} minutes or ends with a timeout. Our whole back office is waiting. Response times attached.',
        'chart',
      ),
      agentNote('One replica of the reporting database is 40 minutes behind. Taking it out of the pool.'),
      agentReply(
        'We see it too: one of our database servers fell behind and the reports waited for it. It has been taken out and response times are back to normal. We keep watching.',
      ),
      forwardTo('host', 'Replica db-r3 in your zone lost disk throughput at 08:40. Please check the volume.'),
      partnerReply('host', 'Confirmed, a storage node was degraded. Replaced, volume is back at full speed.'),
      autoReply('Thank you for your message. Our office is closed until {later}.'),
      agentReply(
        'Our host has replaced the faulty storage. Everything has run at full speed since. I am sorry for the lost morning.',
      ),
      customerMessage('Confirmed from our side, fast again.'),
    ],
  },
  {
    ...technical,
    key: 'export-csv',
    service: 'online',
    category: 'question',
    priority: 'low',
    tags: ['export'],
    subjects: [
      'CSV export: accents are broken',
      'Wrong decimal comma in the export',
      'Exporting all orders of last year',
    ],
    lines: [
      customerMessage(
        'When I open your order export in my spreadsheet, names like "Gdańsk" come out as garbage and the amounts are text. See the file. Is there a setting?',
        'statement',
      ),
      agentReply(
        'There is: in the export dialog choose "For spreadsheets". It adds a mark that tells the program the file is UTF-8, and uses the separator of your country. I have attached your export made that way.',
        'statement',
      ),
      customerMessage('That is exactly what I needed. Why is it not the default?'),
      agentNote('Good question. Suggested to product: remember the last choice per user.'),
      agentReply('I asked the same question internally: from the next release the dialog remembers your last choice.'),
    ],
  },
];
