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
    subjects: ['Password reset email never arrives', 'Locked out of my account', 'Cannot sign in since {date2}'],
    lines: [
      customerMessage(
        "I've requested a new password {three|four} times now, but no email arrives. I checked the spam folder. My address is correct, because I get all your newsletters.",
      ),
      agentNote(
        'Reset emails were sent and accepted by their server. Their filter quarantines anything with "password" in the subject.',
      ),
      agentReply(
        "We sent the emails and your mail server accepted them, so they're most likely in a quarantine you can't see. I've sent you a sign-in link with a neutral subject instead; it works for 15 minutes. Did it arrive?",
      ),
      customerMessage("Yes, that one came through and I'm in."),
      agentReply(
        "Good! You can set a new password under My account. I've told our email team about your provider's filter.",
      ),
    ],
  },
  {
    ...technical,
    key: 'two-factor',
    service: 'signin',
    category: 'request',
    tags: ['2fa'],
    subjects: ['New phone, lost my two-factor codes', 'Please reset my two-factor', 'Backup codes lost'],
    lines: [
      customerMessage(
        "I have a new phone and didn't transfer the authenticator app. Now I can't get into my account, and the backup codes are {on the old phone|nowhere to be found}. Can you reset it?",
      ),
      colleagueNote(
        'Verify identity first: two facts from the account plus a callback to the number on file. No exceptions.',
      ),
      agentReply(
        "Yes, once we've verified that it's you. Please reply from the address of your account with the month you joined and the number of your last order. We'll then call you on the number we have on file.",
      ),
      customerMessage('I joined in spring two years ago, and my last order is {order}.'),
      agentNote(
        'Called back on the number on file and spoke to the customer. Facts match. Reset done at their request.',
      ),
      agentReply(
        'Thank you for your patience with the questions. Two-factor authentication is turned off now. Please set it up again today and keep the new backup codes somewhere safe.',
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
      'Webhook signatures fail verification',
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
        'Thank you for the log. Every failing event has an accented letter in the address. Do you compute the signature over the raw bytes, or over JSON that was parsed and re-serialized?',
      ),
      customerMessage('We re-serialize it. But it worked for two years.'),
      colleagueNote(
        'It worked because we used to escape non-ASCII. The change is in release 41. Should be in the changelog.',
      ),
      agentReply(
        "That explains it: until last week we escaped these letters, now we send them as UTF-8. Both are valid JSON, but re-serializing produces different bytes. Please verify over the raw body; a code example is attached. We've added this to the changelog, where it should have been from the start.",
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
        'Our nightly stock sync gets HTTP 429 after about {count} minutes. We request 40,000 products one by one. Could you raise our limit?',
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
    subjects: ['App crashes when I open my orders', 'Tsubame app crashes after the update', 'White screen in the app'],
    lines: [
      customerMessage(
        'Since the last update the app {crashes|shows a white screen} when I open "My orders". Reinstalling didn\'t help. This is what I see.',
        'screenshot',
      ),
      agentNote(
        'Reproduced with an account that has an order from before the currency change: its price is null. Fix is in 5.8.1.',
      ),
      agentReply(
        'Thank you, the screenshot helped a lot: we were able to reproduce it. It happens with orders older than three years. The fix is in version 5.8.1, which is waiting for app store review. Until then, you can see all your orders on the website.',
      ),
      colleagueNote('5.8.1 is approved, rolling out.'),
      agentReply('Version 5.8.1 is out. Could you update and let me know whether it works for you?'),
      customerMessage("Works again. It's even faster than before."),
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
        'The portal has been painfully slow {since this morning|since {date2}}. Opening the order report takes {two|three} minutes or times out. Our whole back office is waiting. Response times attached.',
        'chart',
      ),
      agentNote('One replica of the reporting database is 40 minutes behind. Taking it out of the pool.'),
      agentReply(
        "We see it too: one of our database servers fell behind and the reports had to wait for it. We've taken it out of rotation and response times are back to normal. We'll keep monitoring.",
      ),
      forwardTo('host', 'Replica db-r3 in your zone lost disk throughput at 08:40. Please check the volume.'),
      partnerReply('host', 'Confirmed, a storage node was degraded. Replaced, volume is back at full speed.'),
      autoReply('Thank you for your message. Our office is closed until {later}.'),
      agentReply(
        "Our hosting provider has replaced the faulty storage. Everything has been running at full speed since. I'm sorry about the lost morning.",
      ),
      customerMessage("Confirmed on our side, it's fast again."),
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
        'When I open your order export in my spreadsheet, names like "Gdańsk" come out as garbage and the amounts are treated as text. See the attached file. Is there a setting?',
        'statement',
      ),
      agentReply(
        'Yes: in the export dialog, choose "For spreadsheets". It marks the file as UTF-8 and uses the separator for your country. I\'ve attached your export in that format.',
        'statement',
      ),
      customerMessage("That's exactly what I needed. Why isn't it the default?"),
      agentNote('Good question. Suggested to product: remember the last choice per user.'),
      agentReply(
        'I asked the same question internally: from the next release on, the dialog will remember your last choice.',
      ),
    ],
  },
];
