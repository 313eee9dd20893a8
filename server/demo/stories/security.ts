import {
  agentNote,
  agentReply,
  colleagueNote,
  customerMessage,
  forwardTo,
  partnerReply,
  type Story,
} from '../story.ts';

const security = { locale: 'en', department: 'security' } as const;
const compliance = { locale: 'en', department: 'compliance' } as const;

export const securityStories: readonly Story[] = [
  {
    ...security,
    key: 'suspicious-transfer',
    service: 'fraud',
    category: 'incident',
    product: 'wallet',
    priority: 'urgent',
    tags: ['fraud', 'tsubame-pay'],
    subjects: [
      'I did not make this transfer of {amount}',
      'Suspicious transfer on {date2}',
      'Unknown payee in my Tsubame Pay',
    ],
    lines: [
      customerMessage(
        "My Tsubame Pay shows a transfer of {amount} on {date2} to someone I've never heard of. I didn't do this! Please block everything and get my money back.",
        'screenshot',
      ),
      agentNote('Session from {ip}, new device, two minutes after a password reset. Wallet frozen, sessions ended.'),
      agentReply(
        "I have frozen your wallet and signed out all devices, so no more money can be transferred. The transfer came from a device we had not seen before. Please don't use the old password anywhere. Did you perhaps enter it on a page that was linked in an email?",
      ),
      customerMessage(
        'There was an email about an "unpaid customs fee" on {date}. I may have typed it there. I feel so stupid.',
      ),
      colleagueNote(
        'Same kit as in the other cases this week. The receiving account is at Kamome; a recall is still possible today.',
      ),
      forwardTo(
        'bank',
        'Please recall the transfer of {amount} from {date2}, account takeover. Police reference follows.',
      ),
      partnerReply(
        'bank',
        "Funds are held at the receiving account. They'll be returned in 3 to 5 working days unless the account holder objects.",
      ),
      agentReply(
        "Please don't blame yourself, that page was very convincing. The bank has frozen the money in the receiving account. Unless there's an objection, {amount} will be back in your wallet by {later}.",
      ),
      customerMessage('I cannot thank you enough.'),
    ],
  },
  {
    ...security,
    key: 'phishing-report',
    service: 'phishing',
    category: 'incident',
    tags: ['phishing'],
    subjects: ['Is this email really from you?', 'Phishing with your logo', 'Fake invoice in your name'],
    lines: [
      customerMessage(
        'I got an email that looks like yours and asks me to "confirm my wallet" before {later}. The link goes to tsubame-wallet-verify.example. Is that really you? Screenshot attached.',
        'screenshot',
      ),
      agentReply(
        "It isn't, and thank you for checking first. We never ask you to confirm anything through a link. Did you open the page or enter anything there?",
      ),
      customerMessage('I opened it but closed it when it wanted my card number.'),
      agentNote('Take-down request sent to the registrar and the host. Added to the warning banner.'),
      agentReply(
        "Then you're safe. We've reported the page and it should be gone within hours. If you still have the email, please forward it to us as an attachment: the headers help us.",
      ),
    ],
  },
  {
    ...security,
    key: 'account-takeover',
    service: 'takeover',
    category: 'incident',
    priority: 'urgent',
    tags: ['takeover'],
    channels: ['email', 'portal'],
    subjects: ['Someone changed my email address', 'My account was taken over', 'Orders I did not place'],
    lines: [
      customerMessage(
        "I got an email saying that my account's address was changed. It wasn't me. There are also {two|three} orders going to {city}, where I don't know anyone.",
      ),
      agentNote('Change came from {ip}. Orders stopped before packing. Original address restored.'),
      agentReply(
        "I have undone the change, stopped the orders and signed out every device. Please set a new password with the link you'll get in a minute, and turn on two-factor authentication.",
      ),
      customerMessage('Done both. How did they get in?'),
      colleagueNote('The password was in the forum leak from March. No sign of a vulnerability on our side.'),
      agentReply(
        "The password you used here was part of a leak at another website. Attackers try such lists everywhere. With two-factor authentication turned on, that won't work any more.",
      ),
      customerMessage('I had used it in several places... changing all of them now. Thank you.'),
    ],
  },
  {
    ...security,
    key: 'vulnerability-report',
    service: 'fraud',
    category: 'incident',
    product: 'partnerApi',
    priority: 'high',
    tags: ['disclosure'],
    channels: ['email'],
    subjects: [
      'Vulnerability report: order numbers can be guessed',
      'Responsible disclosure',
      'Security issue in the returns form',
    ],
    lines: [
      customerMessage(
        'While testing my own account I noticed that the returns form shows the city of any order if one knows its number. Steps and a log are attached. I have told nobody else and will wait 90 days.',
        'log',
      ),
      agentNote(
        'Reproduced. Only city and carrier are shown, no names. Still a leak we need to fix. Fix is in review.',
      ),
      agentReply(
        "Thank you for a very clear report. We were able to reproduce it and are working on a fix. I'll keep you updated at least every week, and you're welcome to publish once it's released.",
      ),
      colleagueNote('Deployed {date2}. Please ask the reporter to confirm.'),
      agentReply(
        "The fix is live: the form now asks for the postcode as well. Could you confirm that it works? We'd also like to credit you on our security page, if that's all right.",
      ),
      customerMessage('Confirmed, and yes, feel free to credit me. It was a pleasure working with you.'),
    ],
  },
  {
    ...compliance,
    key: 'data-deletion',
    service: 'privacy',
    category: 'request',
    tags: ['gdpr', 'deletion'],
    subjects: ['Please delete all my data', 'Deletion request under Article 17', 'Close my account and erase my data'],
    lines: [
      customerMessage(
        'Please delete my account and all data you hold about me. {Please confirm in writing.|I no longer use your shop.}',
      ),
      colleagueNote(
        'One open order, and invoices less than ten years old: those have to stay. Everything else can be deleted.',
      ),
      agentReply(
        "We've received your request and will complete it within 30 days, most likely by {later}. We have to keep invoices for tax reasons; they're archived and not used for anything else. Order {order} is still on its way: should we wait until it has arrived?",
      ),
      customerMessage('Yes, wait for the order, then delete.'),
      agentNote(
        'Order delivered. Deletion job started: profile, addresses, wishlists, marketing. Invoices moved to the archive.',
      ),
      agentReply(
        'Your data was deleted today, except for the invoices I mentioned. The confirmation is attached. This conversation will be deleted in 30 days.',
        'letter',
      ),
    ],
  },
  {
    ...compliance,
    key: 'data-access',
    service: 'privacy',
    category: 'request',
    tags: ['gdpr', 'access'],
    subjects: ['What data do you have about me?', 'Access request (Article 15)', 'Copy of my personal data'],
    lines: [
      customerMessage(
        "Under data protection law I would like a copy of all personal data you hold about me, and a list of everyone you've shared it with.",
      ),
      agentReply(
        "Of course. To make sure your data doesn't end up with anyone else, please confirm this request from your account: there's a button under Privacy.",
      ),
      customerMessage('Confirmed there just now.'),
      agentNote('Export prepared: 41 orders, 6 tickets, 2 addresses. Recipients: carrier, bank, mail provider.'),
      agentReply(
        'Your export is attached: a table of the data itself and a letter that explains purposes, recipients and how long each is kept.',
        'statement',
        'letter',
      ),
      customerMessage('Very complete, thank you.'),
    ],
  },
  {
    ...compliance,
    key: 'identity-check',
    service: 'identity',
    category: 'problem',
    product: 'wallet',
    tags: ['kyc'],
    subjects: ['Identity check failed', 'My ID is not accepted', 'Wallet limited until identity check'],
    lines: [
      customerMessage(
        'My wallet is limited and the identity check has rejected my ID for the {second|third} time: "document not readable". It\'s perfectly readable. Here it is again.',
        'identity',
      ),
      agentNote(
        'Glare over the number field. The second picture is fine apart from one corner. Manual check is possible.',
      ),
      agentReply(
        'The flash hides two digits of the number. Could you take the photo again without flash, next to a window, with all four corners visible?',
      ),
      customerMessage('Like this?', 'identity'),
      colleagueNote('Readable, and it matches. Approved manually by two people: {agent} and me.'),
      agentReply(
        'Perfect. Your identity is confirmed and the limit is lifted. The photos will be deleted after five years, as required by law.',
      ),
    ],
  },
  {
    ...compliance,
    key: 'supplier-audit',
    service: 'audits',
    category: 'question',
    tags: ['audit', 'b2b'],
    channels: ['email'],
    subjects: ['Security questionnaire for {company}', 'Annual supplier audit', 'Data processing agreement'],
    lines: [
      customerMessage(
        "As we do every year, we're reviewing our suppliers. Could you answer countquestions about data protection and sub-processors, and send a signed data processing agreement, by later?\n\nOur legal department is in Cc.",
      ),
      agentNote('Questions 4 and 9 are for security, the rest is our standard text.'),
      colleagueNote('Answers to 4 and 9: encryption at rest yes, yearly penetration test, last one in spring.'),
      forwardTo('counsel', 'Please check clause 7 of their agreement: liability looks different from last year.'),
      partnerReply('counsel', 'Clause 7 is fine, it now matches the standard clauses. You can sign.'),
      agentReply(
        'All answers and the signed agreement are attached. Please let us know if anything is missing.',
        'letter',
        'statement',
      ),
      customerMessage('All complete. Talk to you next year!'),
    ],
  },
];
