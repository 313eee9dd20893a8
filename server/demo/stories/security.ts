import { answers, forwards, notes, partnerAnswers, remarks, type Story, says } from '../story.ts';

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
      says(
        'My Tsubame Pay shows a transfer of {amount} on {date2} to somebody I have never heard of. I did not do this! Please block everything and get my money back.',
        'screenshot',
      ),
      notes('Session from {ip}, new device, two minutes after a password reset. Wallet frozen, sessions ended.'),
      answers(
        'I have frozen your wallet and signed out all devices, so nothing else can leave it. The transfer came from a device we had not seen before. Please do not use the old password anywhere. Did you perhaps enter it on a page you reached from a mail?',
      ),
      says('There was a mail about an "unpaid customs fee" on {date}. I may have typed it there. I feel so stupid.'),
      remarks(
        'Same kit as in the other cases this week. Recipient account is at Kamome, recall is still possible today.',
      ),
      forwards(
        'bank',
        'Please recall the transfer of {amount} from {date2}, account takeover. Police reference follows.',
      ),
      partnerAnswers(
        'bank',
        'Funds are held at the receiving account. Release in 3 to 5 working days unless the holder objects.',
      ),
      answers(
        'Please do not blame yourself, that page was made with great care. The bank has stopped the money at the receiving account. Unless there is an objection, {amount} will be back in your wallet by {later}.',
      ),
      says('I cannot thank you enough.'),
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
      says(
        'I got a mail that looks like yours and asks me to "confirm my wallet" before {later}. The link goes to tsubame-wallet-verify.example. Is that really you? Picture attached.',
        'screenshot',
      ),
      answers(
        'It is not, and thank you for asking first. We never ask for a confirmation by link. Did you open the page or type anything there?',
      ),
      says('I opened it but closed it when it wanted my card number.'),
      notes('Take-down request sent to the registrar and the host. Added to the warning banner.'),
      answers(
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
      says(
        'I was told by mail that the address of my account was changed. It was not me. There are also {two|three} orders going to {city}, where I know nobody.',
      ),
      notes('Change came from {ip}. Orders stopped before packing. Original address restored.'),
      answers(
        'I have undone the change, stopped the orders and signed out every device. Please set a new password with the link you will get in a minute, and switch on two-factor sign-in.',
      ),
      says('Done both. How did they get in?'),
      remarks('Password was in the list from the forum leak in March. No sign of a hole on our side.'),
      answers(
        'The password you used here was part of a leak at another website. Attackers try such lists everywhere. With two-factor, that no longer works against you.',
      ),
      says('I had used it in several places... changing all of them now. Thank you.'),
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
      says(
        'While testing my own account I noticed that the returns form shows the city of any order if one knows its number. Steps and a log are attached. I have told nobody else and will wait 90 days.',
        'log',
      ),
      notes('Reproduced. Only city and carrier are shown, no names. Still ours to close. Fix in review.'),
      answers(
        'Thank you for a very clear report. We could reproduce it and have started on a repair. I will keep you informed at least every week, and you are welcome to publish once it is out.',
      ),
      remarks('Deployed {date2}. Please ask the reporter to confirm.'),
      answers(
        'The repair is live: the form now asks for the postcode as well. Could you confirm that it holds? We would also like to thank you on our security page, if you agree.',
      ),
      says('Confirmed, and yes, you may name me. Pleasant to work with you.'),
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
      says(
        'I would like you to delete my account and everything you know about me. {Please confirm in writing.|I no longer use your shop.}',
      ),
      remarks('One open order and invoices under ten years: those have to stay. Everything else can go.'),
      answers(
        'We have received your request and will complete it within 30 days, most likely by {later}. Invoices have to be kept for tax reasons; they are locked away and used for nothing else. Order {order} is still on its way: shall we wait until it has arrived?',
      ),
      says('Yes, wait for the order, then delete.'),
      notes(
        'Order delivered. Deletion job started: profile, addresses, wishlists, marketing. Invoices moved to the archive.',
      ),
      answers(
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
      says(
        'Under data protection law I would like a copy of all personal data you hold about me, and the names of those you have passed it on to.',
      ),
      answers(
        'Gladly. So that your data does not end up with somebody else, please confirm this request from within your account: there is a button under Privacy.',
      ),
      says('Confirmed there just now.'),
      notes('Export prepared: 41 orders, 6 tickets, 2 addresses. Recipients: carrier, bank, mail provider.'),
      answers(
        'Your export is attached: a table of the data itself and a letter that explains purposes, recipients and how long each is kept.',
        'statement',
        'letter',
      ),
      says('Very complete, thank you.'),
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
      says(
        'My wallet is limited and the identity check refuses my card for the {second|third} time, "document not readable". It is perfectly readable. Here it is again.',
        'identity',
      ),
      notes('Glare over the number field. The second picture is fine apart from one corner. Manual check is possible.'),
      answers(
        'The camera light hides two digits of the number. Could you take the picture again without flash, next to a window, with all four corners visible?',
      ),
      says('Like this?', 'identity'),
      remarks('Readable, matches. Approved by hand, four eyes: {agent} and me.'),
      answers(
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
      says(
        'As every year we have to check our suppliers. Could you answer {count} questions about data protection and sub-processors, and send a signed data processing agreement, by {later}?\n\nOur legal department is on copy.',
      ),
      notes('Questions 4 and 9 are for security, the rest is our standard text.'),
      remarks('Answered 4 and 9 below: encryption at rest yes, penetration test yearly, last in spring.'),
      forwards('counsel', 'Please check clause 7 of their agreement: liability looks different from last year.'),
      partnerAnswers('counsel', 'Clause 7 is fine, it now follows the standard clauses. You can sign.'),
      answers(
        'All answers and the signed agreement are attached. Please tell us if anything is missing.',
        'letter',
        'statement',
      ),
      says('Complete. See you next year!'),
    ],
  },
];
