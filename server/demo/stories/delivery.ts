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

const logistics = { locale: 'en', department: 'logistics' } as const;

export const deliveryStories: readonly Story[] = [
  {
    ...logistics,
    key: 'delayed-parcel',
    service: 'tracking',
    category: 'problem',
    product: 'goods',
    priority: 'high',
    tags: ['delivery', 'swiftpost'],
    subjects: [
      'Order {order} is {days} days late',
      'Where is parcel {parcel}?',
      'Still waiting for my {product}',
      'No tracking update since {date}',
    ],
    lines: [
      customerMessage(
        'I ordered the {product} (order {order}) and it was {promised for|due on} {date}. The tracking page for {parcel} has said "In transit, {city}" ever since and nobody {at the carrier picks up the phone|at the carrier can tell me more}.\n\nCould you find out where it is? {I need it before the weekend.|It\'s a birthday present, so I\'m getting nervous.|We have a customer waiting for it.}',
      ),
      agentNote(
        'Scan history: last event is {city} depot, {date}. No out-for-delivery scan since. Looks stuck in sorting.',
      ),
      agentReply(
        "Thank you for your patience, and I am sorry this has taken so long. The last scan of {parcel} was at the {city} depot on {date}. I have opened a trace with the carrier; they usually find a parcel within two working days.\n\nIf it hasn't turned up by {later}, I'll send you a new {product} right away, without waiting for the result.",
      ),
      forwardTo('carrier', 'Please trace parcel {parcel}, last scanned at {city} on {date}. Our order {order}.'),
      partnerReply(
        'carrier',
        'Trace opened. The parcel was found in the overflow cage at {city}: its label was torn. It has been relabelled and will go out with the next van.',
      ),
      agentReply(
        "Good news: the parcel was found. Its label had come off at the {city} depot. It has been relabelled and ships today, so it should be with you on {later}. I've refunded the shipping cost.",
      ),
      customerMessage(
        'It just arrived, and everything is in one piece. {Thanks for staying on it.|Thank you for the quick help!}',
      ),
    ],
  },
  {
    ...logistics,
    key: 'damaged-goods',
    service: 'damage',
    category: 'complaint',
    product: 'goods',
    tags: ['damage', 'claim'],
    subjects: ['{product} arrived damaged', 'Box crushed, order {order}', 'Damaged delivery {parcel}'],
    lines: [
      customerMessage(
        'The driver left the box from order {order} at the door this morning. One corner is completely {crushed|torn open} and the {product} inside {has a long scratch|is dented|no longer stands straight}. Photos attached, including the label.\n\nI would like a replacement rather than a refund, please.',
        'damage',
        'label',
      ),
      colleagueNote(
        'The photos are enough for the claim: the label is readable and the outer box is visible. File it today, the deadline is 7 days.',
      ),
      agentReply(
        "I'm sorry about that, it should never have reached you like this. Thanks for the photos, they're all we need. We'll ship a new {product} tomorrow. You don't have to send the damaged one back; please {keep it until the carrier has decided|recycle it where you live}.",
      ),
      forwardTo(
        'carrier',
        'Damage claim for {parcel}, order {order}. Photos of box and label are in the thread. Value {amount}.',
      ),
      partnerReply('carrier', 'Claim accepted, {amount} will be credited with the next statement.'),
      agentNote(
        "Credit confirmed by the carrier. Third crushed corner from the {city} depot this month, I'll raise it in the weekly call.",
      ),
      customerMessage('The replacement is here and it is perfect. Thanks a lot!'),
    ],
  },
  {
    ...logistics,
    key: 'change-address',
    service: 'pickup',
    category: 'request',
    product: 'goods',
    tags: ['address'],
    subjects: [
      'Change of delivery address for {order}',
      'We have moved, please redirect {order}',
      'Wrong street number on order {order}',
    ],
    channels: ['email', 'portal', 'webchat'],
    lines: [
      customerMessage(
        'I just noticed that order {order} still has our old address. {We moved to {city} last week.|The street number should be 48, not 84.} Can it still be changed before it ships?',
      ),
      agentReply(
        "Yes, the order hasn't been packed yet. Please send me the full new address with a phone number for the driver, and I'll change it right away.",
      ),
      customerMessage(
        '48 Harbour Street, second floor, {city}. The name on the bell is {fullName}. My mobile number is the one in my account.',
      ),
      agentNote('Address changed in the warehouse system, label reprinted.'),
      agentReply(
        "Done. Order {order} will be delivered to 48 Harbour Street, {city}. You'll get a new tracking link as soon as it's picked up.",
      ),
    ],
  },
  {
    ...logistics,
    key: 'customs-hold',
    service: 'customs',
    category: 'question',
    product: 'goods',
    tags: ['customs', 'export'],
    subjects: [
      'Parcel {parcel} held at customs',
      'Customs needs a commercial invoice ({order})',
      'Import duty of {amount} on {order}?',
    ],
    lines: [
      customerMessage(
        "Customs is holding {parcel} and wants a commercial invoice with a tariff code. All I got from you was the packing slip. {Can you send them what they need?|They've given me until {later}.}",
      ),
      agentNote(
        'Needs HS code and country of origin. {product}: 9403.70, origin Portugal. Asking the broker to file directly.',
      ),
      forwardTo('customsBroker', 'Please file the commercial invoice for {parcel} (order {order}), value {amount}.'),
      autoReply("I'm travelling and will be back on {later}. For anything urgent, please call the office."),
      partnerReply(
        'customsBroker',
        'Filed under entry 44-{order}. Release is expected within one working day; duty will be charged to your account.',
      ),
      agentReply(
        "Our broker has filed the commercial invoice; a copy is attached for your records. You don't have to do anything else. We'll pay the duty, because you ordered with duty included.",
        'invoice',
      ),
      customerMessage('Released this morning. Appreciated!'),
    ],
  },
  {
    ...logistics,
    key: 'missing-item',
    service: 'delivery',
    category: 'problem',
    product: 'goods',
    tags: ['missing'],
    subjects: [
      'One item missing in order {order}',
      'Something is missing in parcel {parcel}',
      'Order {order} incomplete: no {product}',
    ],
    lines: [
      customerMessage(
        "My order {order} came today, but the {product} is not in the box. The packing slip lists it with a tick. I've checked all the packaging twice.\n\n{Was it sent separately?|Please send it soon, I need it for {later}.}",
      ),
      colleagueNote("Pack weight was 2.1 kg, expected 3.4 kg. So it wasn't in the box when it shipped."),
      agentReply(
        "You're right: the weight we recorded when the box shipped shows that the {product} wasn't inside. I'm sorry. It's on its way by express now, and you can track it with {parcel}.",
      ),
      customerMessage('Thanks for being straightforward about it. Got the tracking email.'),
    ],
  },
  {
    ...logistics,
    key: 'large-delivery',
    service: 'pickup',
    category: 'request',
    product: 'chair',
    priority: 'medium',
    tags: ['b2b', 'pallet'],
    channels: ['email'],
    subjects: ['Delivery slot for {count} chairs', 'Pallet delivery to {company}', 'Loading dock times, order {order}'],
    lines: [
      customerMessage(
        'We are expecting {count} office chairs from order {order}. Our loading dock is only open from 07:00 to 10:00 and the lift takes one pallet at a time. Can the driver call 30 minutes ahead?\n\nOur facility manager is in Cc.',
      ),
      agentReply(
        'We can do that. I have booked a lorry with a tail lift for {later} between 07:30 and 09:30 and asked the driver to call ahead. Please confirm that someone can sign for {count} chairs on two pallets.',
      ),
      customerMessage('Confirmed, I will be there myself. Please make sure the pallets are no higher than 1.80 m.'),
      agentNote('Pallet height limit 1.80 m added to the picking instructions. Warehouse confirmed.'),
      colleagueNote('Lorry is booked, reference {parcel}.'),
      agentReply('The warehouse has confirmed the height. See you on {later}.'),
    ],
  },
];
