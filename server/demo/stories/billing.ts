import {
  agentNote,
  agentReply,
  colleagueNote,
  customerMessage,
  forwardTo,
  partnerReply,
  type Story,
} from '../story.ts';

const billing = { locale: 'en', department: 'billing' } as const;

export const billingStories: readonly Story[] = [
  {
    ...billing,
    key: 'double-charge',
    service: 'refunds',
    category: 'complaint',
    priority: 'high',
    tags: ['double-charge'],
    subjects: ['Charged twice for order {order}', 'Two payments of {amount} on {date}', 'Double charge on card {card}'],
    lines: [
      customerMessage(
        'My statement shows {amount} twice on {date}, both for order {order}, card ending in {card}. I only ordered once. Please refund one of them. Statement attached.',
        'statement',
      ),
      agentNote(
        'Gateway log: first attempt timed out at 30 s, the shop retried, both were captured. One is an orphan.',
      ),
      agentReply(
        "You are right, and I am sorry. The payment page timed out and our shop tried again although the first payment had gone through. I've refunded {amount}; the reference is RF-{parcel}. It should show on your card within {two to five|three} working days.",
      ),
      customerMessage('Thanks for the quick answer. Nothing there yet, but I will wait.'),
      colleagueNote('Settlement file confirms that the refund was sent on {date2}.'),
      customerMessage('It is there now. All good.'),
    ],
  },
  {
    ...billing,
    key: 'wrong-invoice-address',
    service: 'invoices',
    category: 'request',
    tags: ['invoice'],
    subjects: [
      'Wrong address on invoice {invoice}',
      'Invoice {invoice}: please change the company name',
      "Our accountant can't accept invoice {invoice}",
    ],
    lines: [
      customerMessage(
        'Invoice {invoice} is made out to me personally. For our books it needs to show {company} and our registered address in {city}. Could you issue a corrected one?',
      ),
      agentReply(
        "Certainly. Invoices can't be edited once they've been issued, so I'll cancel invoiceand issue a new one. Please confirm the exact name and address as they should appear.",
      ),
      customerMessage('{company}, 12 Market Square, {city}. Everything else is correct.'),
      agentReply(
        'Thank you. The corrected invoice is attached, together with the cancellation of {invoice} for your records.',
        'invoice',
      ),
      customerMessage('Received, our accountant is happy.'),
    ],
  },
  {
    ...billing,
    key: 'vat-number',
    service: 'invoices',
    category: 'question',
    tags: ['vat', 'b2b'],
    subjects: [
      'VAT number missing on {invoice}',
      'Reverse charge for {company}',
      'VAT charged although we are a business',
    ],
    lines: [
      customerMessage(
        'You charged VAT on {invoice}, but we are a registered business in another country and gave our VAT number when we signed up. It should be reverse charge. Can you correct this and refund the VAT?',
      ),
      agentNote(
        'The number was entered with spaces, so the check against the register failed silently. Valid when entered without.',
      ),
      colleagueNote('Please file the validation result with the invoice; the auditors asked for it last year.'),
      agentReply(
        "The number in your account contained a space, so our check failed. It's corrected now and valid. Attached is the new invoice without VAT; we'll refund {amount2}.",
        'invoice',
      ),
      customerMessage('Excellent, thank you. Please also correct the one from last month.'),
      agentReply("Done as well, you'll find it in the portal."),
    ],
  },
  {
    ...billing,
    key: 'refund-missing',
    service: 'refunds',
    category: 'complaint',
    priority: 'medium',
    tags: ['refund'],
    channels: ['email', 'portal', 'whatsapp'],
    subjects: [
      'Refund of {amount} not received',
      'Where is my refund for {order}?',
      'Returned {days} days ago, no refund yet',
    ],
    lines: [
      customerMessage(
        "I sent back order {order} on {date} and you wrote that {amount} would be refunded. That was {days} days ago and I still haven't received it.",
      ),
      agentNote('Refund sent on {date}. Returned by the bank: card {card} has since been replaced.'),
      agentReply(
        "I've found it: your bank returned the money because the card ending in cardis no longer valid. If you give me your IBAN through the secure form in the portal, I will transfer it today.",
      ),
      customerMessage('That explains it, I got a new card. Form is filled in.'),
      forwardTo('bank', 'Please reissue refund RF-{parcel} for {amount} as a transfer, since the card was replaced.'),
      partnerReply('bank', 'Transfer executed, value date {later}.'),
      agentReply('The transfer of {amount} is on its way, with value date {later}.'),
    ],
  },
  {
    ...billing,
    key: 'cancel-plan',
    service: 'plans',
    category: 'request',
    product: 'wallet',
    priority: 'low',
    tags: ['subscription'],
    subjects: ['Please cancel my subscription', 'Cancel plan for {company}', 'Unwanted auto-renewal'],
    channels: ['portal', 'email'],
    lines: [
      customerMessage(
        'My yearly plan renewed on {date2} for {amount}, although I {thought I had cancelled it|no longer need it}. Please cancel it and refund the renewal.',
      ),
      agentReply(
        "I've cancelled the plan. Since you contacted us within 14 days, we'll refund the full {amount}. You can keep using everything until {later}. May I ask why you're leaving?",
      ),
      customerMessage('We closed our second shop, nothing else. Thanks for being so fair about it.'),
      agentNote('Reason: shop closed. Not a product complaint.'),
    ],
  },
  {
    ...billing,
    key: 'payment-terms',
    service: 'payments',
    category: 'question',
    tags: ['b2b', 'reminder'],
    channels: ['email'],
    subjects: [
      'Reminder for {invoice}, already paid',
      'Payment terms for {company}',
      'We received a reminder in error',
    ],
    lines: [
      customerMessage(
        'We got a payment reminder for {invoice} ({amount}). According to our bank it was paid on {date}; the confirmation is attached. Please stop the reminders.',
        'receipt',
      ),
      agentNote('Payment came in without an invoice number and is on the clearing account.'),
      agentReply(
        "We've received your payment. It had no invoice number in its reference, so it wasn't matched automatically. I've done that manually and withdrawn the reminder. Apologies for the trouble.",
      ),
      colleagueNote('Matched. Could we offer them direct debit? This is the third time.'),
      agentReply(
        "One more suggestion: with direct debit this wouldn't happen again. The form is attached in case you're interested.",
        'letter',
      ),
      customerMessage("We'll think about direct debit. Thanks."),
    ],
  },
];
