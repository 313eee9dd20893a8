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
        'My Tsubame Pay shows a transfer of {amount} on {date2} to somebody I have never heard of. I did not do this! Please block everything and get my money back.',
        'screenshot',
      ),
      agentNote('Session from {ip}, new device, two minutes after a password reset. Wallet frozen, sessions ended.'),
      agentReply(
        'I have frozen your wallet and signed out all devices, so nothing else can leave it. The transfer came from a device we had not seen before. Please do not use the old password anywhere. Did you perhaps enter it on a page you reached from a mail?',
      ),
      customerMessage(
        'There was a mail about an "unpaid customs fee" on {date}. I may have typed it there. I feel so stupid.',
      ),
      colleagueNote(
        'Same kit as in the other cases this week. Recipient account is at Kamome, recall is still possible today.',
      ),
      forwardTo(
        'bank',
        'Please recall the transfer of {amount} from {date2}, account takeover. Police reference follows.',
      ),
      partnerReply(
        'bank',
        'Funds are held at the receiving account. Release in 3 to 5 working days unless the holder objects.',
      ),
      agentReply(
        'Please do not blame yourself, that page was made with great care. The bank has stopped the money at the receiving account. Unless there is an objection, {amount} will be back in your wallet by {later}.',
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
    subjects: ['Is this mail really from you?', 'Phishing with your logo', 'Fake invoice in your name'],
    lines: [
      customerMessage(
        'I got a mail that looks like yours and asks me to "confirm my wallet" before {later}. The link goes to tsubame-wallet-verify.example. Is that really you? Picture attached.',
        'screenshot',
      ),
      agentReply(
        'It is not, and thank you for asking first. We never ask for a confirmation by link. Did you open the page or type anything there?',
      ),
      customerMessage('I opened it but closed it when it wanted my card number.'),
      agentNote('Take-down request sent to the registrar and the host. Added to the warning banner.'),
      agentReply(
        'Then nothing has happened. The page has been reported and should be gone within hours. If you still have the mail, please forward it to us as an attachment: the headers help us.',
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
    subjects: ['Somebody changed my e-mail address', 'My account was taken over', 'Orders I did not place'],
    lines: [
      customerMessage(
        'I was told by mail that the address of my account was changed. It was not me. There are also {two|three} orders going to {city}, where I know nobody.',
      ),
      agentNote('Change came from {ip}. Orders stopped before packing. Original address restored.'),
      agentReply(
        'I have undone the change, stopped the orders and signed out every device. Please set a new password with the link you will get in a minute, and switch on two-factor sign-in.',
      ),
      customerMessage('Done both. How did they get in?'),
      colleagueNote('Password was in the list from the forum leak in March. No sign of a hole on our side.'),
      agentReply(
        'The password you used here was part of a leak at another website. Attackers try such lists everywhere. With two-factor, that no longer works against you.',
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
      agentNote('Reproduced. Only city and carrier are shown, no names. Still ours to close. Fix in review.'),
      agentReply(
        'Thank you for a very clear report. We could reproduce it and have started on a repair. I will keep you informed at least every week, and you are welcome to publish once it is out.',
      ),
      colleagueNote('Deployed {date2}. Please ask the reporter to confirm.'),
      agentReply(
        'The repair is live: the form now asks for the postcode as well. Could you confirm that it holds? We would also like to thank you on our security page, if you agree.',
      ),
      customerMessage('Confirmed, and yes, you may name me. Pleasant to work with you.'),
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
        'I would like you to delete my account and everything you know about me. {Please confirm in writing.|I no longer use your shop.}',
      ),
      colleagueNote('One open order and invoices under ten years: those have to stay. Everything else can go.'),
      agentReply(
        'We have received your request and will complete it within 30 days, most likely by {later}. Invoices have to be kept for tax reasons; they are locked away and used for nothing else. Order {order} is still on its way: shall we wait until it has arrived?',
      ),
      customerMessage('Yes, wait for the order, then delete.'),
      agentNote(
        'Order delivered. Deletion job started: profile, addresses, wishlists, marketing. Invoices moved to the archive.',
      ),
      agentReply(
        'Your data has been deleted today, except for the invoices mentioned before. The confirmation is attached. This conversation will be erased in 30 days.',
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
        'Under data protection law I would like a copy of all personal data you hold about me, and the names of those you have passed it on to.',
      ),
      agentReply(
        'Gladly. So that your data does not end up with somebody else, please confirm this request from within your account: there is a button under Privacy.',
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
    subjects: ['Identity check refused', 'My ID is not accepted', 'Wallet limited until identity check'],
    lines: [
      customerMessage(
        'My wallet is limited and the identity check refuses my card for the {second|third} time, "document not readable". It is perfectly readable. Here it is again.',
        'identity',
      ),
      agentNote(
        'Glare over the number field. The second picture is fine apart from one corner. Manual check is possible.',
      ),
      agentReply(
        'The camera light hides two digits of the number. Could you take the picture again without flash, next to a window, with all four corners visible?',
      ),
      customerMessage('Like this?', 'identity'),
      colleagueNote('Readable, matches. Approved by hand, four eyes: {agent} and me.'),
      agentReply(
        'Perfect. Your identity is confirmed and the limit is lifted. The pictures are deleted after five years, as the law asks.',
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
        'As every year we have to check our suppliers. Could you answer {count} questions about data protection and sub-processors, and send a signed data processing agreement, by {later}?\n\nOur legal department is on copy.',
      ),
      agentNote('Questions 4 and 9 are for security, the rest is our standard text.'),
      colleagueNote('Answered 4 and 9 below: encryption at rest yes, penetration test yearly, last in spring.'),
      forwardTo('counsel', 'Please check clause 7 of their agreement: liability looks different from last year.'),
      partnerReply('counsel', 'Clause 7 is fine, it now follows the standard clauses. You can sign.'),
      agentReply(
        'All answers and the signed agreement are attached. Please tell us if anything is missing.',
        'letter',
        'statement',
      ),
      customerMessage('Complete. See you next year!'),
    ],
  },
];
