import {
  agentNote,
  agentReply,
  colleagueNote,
  customerMessage,
  forwardTo,
  partnerReply,
  type Story,
} from '../story.ts';

const support = { locale: 'en', department: 'support' } as const;

export const orderStories: readonly Story[] = [
  {
    ...support,
    key: 'product-advice',
    service: 'advice',
    category: 'question',
    product: 'goods',
    channels: ['webchat', 'email', 'portal'],
    tags: ['presales'],
    subjects: [
      'Question about the {product}',
      'Is the {product} right for me?',
      'Does the {product} come in another colour?',
    ],
    lines: [
      customerMessage(
        "I am looking at the {product} and can't find two things on the page: {how heavy it is with packaging|whether spare parts are sold}, and whether I can return it after trying it at home.",
      ),
      agentReply(
        'Happy to help. It weighs 3.2 kg in the box, spare parts are available for eight years, and you can try it at home for 30 days: just keep the box. Is there anything particular you want to use it for?',
      ),
      customerMessage(
        '{For a small flat, so every centimetre counts.|Mostly for travelling between two offices.} Does it need assembly?',
      ),
      agentReply(
        "No tools needed, and it takes about five minutes. I've attached a drawing with the measurements so you can check the space first.",
        'letter',
      ),
      customerMessage('Perfect, ordered.'),
    ],
  },
  {
    ...support,
    key: 'return-request',
    service: 'returns',
    category: 'request',
    product: 'goods',
    tags: ['return'],
    subjects: ['Return of order {order}', "I'd like to return the {product}", 'Return label for {order}, please'],
    lines: [
      customerMessage(
        "The {product} from order {order} is {fine, but simply too large for us|not what I expected from the pictures}. I'd like to return it. It has been unpacked but not used. How do I get a label?",
      ),
      agentReply(
        "No problem at all, you have until {later}. The return label is attached: print it, stick it over the old one and drop the box at any parcel shop. We'll refund {amount} to the card you paid with as soon as the box is scanned.",
        'letter',
      ),
      customerMessage('Dropped it off today, here is the receipt from the shop.', 'receipt'),
      agentNote('Return received, condition A. Asked billing to refund {amount}.'),
      agentReply(
        'It arrived safely, and {amount} is on its way to the card ending in {card}. It can take two to five days to show up on your statement.',
      ),
    ],
  },
  {
    ...support,
    key: 'warranty-kettle',
    service: 'warranty',
    category: 'problem',
    product: 'kettle',
    tags: ['warranty', 'safety'],
    priority: 'high',
    subjects: [
      'Kettle One switches off too early',
      'Kettle leaks at the base (order {order})',
      'Warranty: Kettle One trips the fuse',
    ],
    lines: [
      customerMessage(
        'My Kettle One is {eight months|a little over a year} old and since {date2} it {trips the fuse when the water gets hot|leaks a few drops at the base}. I stopped using it. Is this covered by the warranty?',
        'damage',
      ),
      colleagueNote('Safety issue: ask for the batch number under the base. Batches 22K to 22M had the bad seal.'),
      agentReply(
        'Thank you for stopping right away, please leave it unplugged. It is covered. Could you send me the batch number? It is printed under the base and starts with 22 or 23.',
      ),
      customerMessage('It says 22L-0{card}.'),
      agentNote(
        "22L, so it's the batch with the bad seal. Send a replacement; the old one has to go back to the workshop.",
      ),
      forwardTo(
        'supplier',
        "Another 22L kettle with a leaking base, number 22L-0{card}. A replacement has been sent; we'll ship you the unit for analysis.",
      ),
      partnerReply(
        'supplier',
        'Thank you. Please add it to list 7. All units of 22K to 22M get the new seal free of charge.',
      ),
      agentReply(
        "Your kettle is from a batch with a weak seal. We're shipping a new one today, with a prepaid box for the old one. Thank you for reporting it: you've helped us warn others.",
      ),
    ],
  },
  {
    ...support,
    key: 'squeaking-chair',
    service: 'warranty',
    category: 'complaint',
    product: 'chair',
    tags: ['warranty'],
    subjects: ['Drift chair squeaks', 'Armrest of the chair is loose', 'Office chair sinks by itself'],
    lines: [
      customerMessage(
        'The chair I bought from you {squeaks with every move|slowly sinks during the day|has a wobbly armrest}. It is driving my colleagues mad. Order {order}, bought on {date}.',
      ),
      agentReply(
        "That shouldn't happen. Two questions so I can send you the right part: does it also happen without weight on it, and is the ring under the seat grey or black?",
      ),
      customerMessage('Only with weight. The ring is grey.'),
      agentNote('Grey ring = first series gas lift. Send kit G-12 with the printed steps.'),
      agentReply(
        "Then it's the gas lift of the first series. I'm sending you a new one with a small tool. Replacing it takes ten minutes, and instructions are attached. If you'd rather not do it yourself, let me know and we'll send a technician.",
        'letter',
      ),
      customerMessage('{Changed it, silence at last!|My colleague did it in five minutes. Great service.}'),
    ],
  },
  {
    ...support,
    key: 'headphones-pairing',
    service: 'advice',
    category: 'problem',
    product: 'headphones',
    channels: ['whatsapp', 'webchat', 'email'],
    tags: ['bluetooth'],
    subjects: ["Headphones won't pair", 'Orbit: only one side works', 'Bluetooth drops every few minutes'],
    lines: [
      customerMessage(
        "My Orbit headphones {no longer pair with my laptop|lose the connection every few minutes}. They work with my phone. I've already restarted everything.",
      ),
      agentReply(
        'Then the headphones themselves are fine. Please hold both buttons for ten seconds until the light blinks white. This clears the old pairings. Then pair with the laptop first and the phone second.',
      ),
      customerMessage('Light is blinking white, laptop sees them now. Sound is a bit thin though?'),
      agentReply('The laptop is using the call profile. In its sound settings, choose "Orbit Stereo" as the output.'),
      customerMessage('That was it, thank you!!'),
    ],
  },
  {
    ...support,
    key: 'bulk-order',
    service: 'orders',
    category: 'request',
    product: 'backpack',
    priority: 'medium',
    tags: ['b2b', 'quote'],
    channels: ['email'],
    subjects: ['Quote for {count} backpacks', '{company}: order with our logo?', 'Group order for our guides'],
    lines: [
      customerMessage(
        'We would like {count} Ridge 40 backpacks for our team, with our logo on the front pocket. Could you send us a quote and tell us how long it would take?',
      ),
      agentNote('Embroidery minimum is 10 pieces. Asking the workshop for a delivery date.'),
      forwardTo('supplier', 'Embroidery on {count} Ridge 40, one colour, 8 cm. When could you have them ready?'),
      partnerReply('supplier', 'Two weeks after the drawing is approved. One colour is included in the price.'),
      agentReply(
        'Here is our quote: {count} pieces at {amount} each including embroidery, ready two weeks after you approve the drawing. The drawing and the terms are attached.',
        'letter',
      ),
      customerMessage('Looks good. Can you do the straps in green as well? Then I will get it signed.'),
      agentReply("Green straps are possible at the same price. I've updated the quote."),
    ],
  },
  {
    ...support,
    key: 'gift-card',
    service: 'orders',
    category: 'problem',
    product: 'wallet',
    channels: ['portal', 'email'],
    tags: ['gift-card'],
    subjects: ['Gift card code not accepted', 'Gift card {card} shows no balance', 'Cannot redeem my gift card'],
    lines: [
      customerMessage(
        'I got a gift card for {amount} and the checkout says "code unknown". I have tried it with and without dashes. Here\'s a screenshot.',
        'screenshot',
      ),
      agentReply(
        'Thanks for the screenshot. The code you entered ends in the letter O, but our codes only contain zeros. Could you try again with a 0 at the end?',
      ),
      customerMessage('Oh dear. That worked. Maybe print them in a different font?'),
      agentNote('Passed the font suggestion on to the card team, second time this month.'),
      agentReply("Good point, I've passed it on to the team that prints them. Enjoy!"),
    ],
  },
  {
    ...support,
    key: 'suggestion-packaging',
    service: 'orders',
    category: 'suggestion',
    product: 'goods',
    priority: 'low',
    tags: ['feedback'],
    subjects: ['Less plastic, please', 'A suggestion about your packaging', 'Idea: refill packs'],
    lines: [
      customerMessage(
        'I like the {product}, but it came wrapped in four layers of plastic. {My last order from you was the same.|Paper would do just as well.} Would you consider something else?',
      ),
      colleagueNote("We're moving to paper padding in spring. Announced last week, so you can mention it."),
      agentReply(
        "Thanks for telling us. We're replacing the plastic with paper padding, starting with the first warehouse next month. I've shared your note with the packaging team.",
      ),
      customerMessage('Great to hear, thank you for the personal answer.'),
    ],
  },
];
