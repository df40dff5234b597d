import type { Column } from './draw-table.ts';

export interface ReportPage {
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly table?: {
    readonly caption: string;
    readonly columns: readonly Column[];
    readonly rows: readonly (readonly string[])[];
  };
  readonly words: readonly string[];
}

/** What the report says after its cover: the harbour, the people and the figures are invented. */
export const reportText: readonly ReportPage[] = [
  {
    heading: 'Letter from the harbour master',
    paragraphs: [
      'The year began in fog and ended in sunshine. Between the two lay the busiest twelve months that Kestrel Bay has seen since the canneries closed, and I am grateful to everybody who worked through them with patience and good humour.',
      'We promised three things in our last report: to finish the outer wall, to dredge the northern channel, and to answer every complaint within a fortnight. The wall stands. The channel is deep enough for the new ferries at any tide. As for complaints, we managed a fortnight in nine cases of ten, which is better than before and not yet good enough.',
      'Not everything went well. The February gale sank two moorings and taught us that our telephone tree is slower than the weather. We have replaced it with a loudspeaker on the customs house, which nobody can leave on silent.',
      'To the volunteers of the lifeboat station, who were called out forty-one times and came forty-one times: thank you.',
    ],
    words: ['canneries', 'fortnight', 'loudspeaker', 'volunteers'],
  },
  {
    heading: 'Traffic through the port',
    paragraphs: [
      'Movements rose by eleven per cent. Most of the growth came from coastal freighters that carry gravel and timber, and which used to unload across the estuary. They came to us because the turning basin is wider and because our pilots answer at night.',
      'Passenger numbers recovered as well. The island ferry added a second morning crossing in April, and families took it as an invitation to stay for the weekend.',
    ],
    table: {
      caption: 'Table 1. Movements by quarter',
      columns: [
        { title: 'Quarter', width: 110 },
        { title: 'Freighters', width: 95, align: 'right' },
        { title: 'Ferries', width: 95, align: 'right' },
        { title: 'Trawlers', width: 95, align: 'right' },
        { title: 'Total', width: 75, align: 'right' },
      ],
      rows: [
        ['Jan to March', '118', '364', '902', '1,384'],
        ['April to June', '163', '546', '1,127', '1,836'],
        ['July to Sept', '171', '618', '1,240', '2,029'],
        ['Oct to Dec', '149', '402', '986', '1,537'],
        ['Year', '601', '1,930', '4,255', '6,786'],
      ],
    },
    words: ['freighters', 'trawlers', 'passenger', 'invitation'],
  },
  {
    heading: 'The outer breakwater',
    paragraphs: [
      'The old breakwater was built of granite blocks laid dry, and for ninety years the sea was content to move them one at a time. The new one is a slope of concrete tetrapods on a gravel bed, six hundred metres long, with a walkway on its sheltered side.',
      'The contractor placed the last tetrapod on the ninth of August, three weeks ahead of the timetable. The saving was spent on lanterns for the walkway, which the original budget had left in darkness.',
      'Divers inspected the foundation twice. They found settlement of four centimetres at the eastern end, which is within what the engineers had forecast, and one very large lobster, which was not.',
      'The granite of the old wall was not thrown away. It lies as an artificial reef south of the entrance, and the university is counting what comes to live there.',
    ],
    words: ['tetrapods', 'lanterns', 'foundation', 'artificial'],
  },
  {
    heading: 'Dredging and the seabed',
    paragraphs: [
      'Two suction dredgers removed one hundred and eighty thousand cubic metres of sediment from the northern channel. The work was done between October and March, when neither spawning herring nor holidaymakers would be disturbed.',
      'Laboratory samples were taken from every barge. Mercury and cadmium stayed below the threshold in all but two of them. The two barges were emptied into the sealed basin at Marlow Point instead of the open sea, at an additional cost that the contingency fund has covered.',
      'A survey in May showed that the channel is filling again at eleven millimetres a month, slower than the eighteen that the hydraulic model had predicted. If this holds, the next campaign can wait until the end of the decade.',
    ],
    words: ['sediment', 'herring', 'laboratory', 'contingency'],
  },
  {
    heading: 'Pilotage and safety',
    paragraphs: [
      'Seven pilots served two thousand and eleven ships. Their average experience is nineteen years, and their average age is fifty-four, so that recruitment has become urgent. Two apprentices started in September and will be licensed in the spring after next.',
      'There was one grounding. A yacht whose skipper had mistaken a restaurant for the leading light came to rest on the mudflats at low water and floated off unharmed six hours later. The restaurant has since agreed to dim its windows.',
      'Emergency exercises were held in every season. The autumn one rehearsed a chemical spill and showed that the absorbent booms were stored behind the Christmas decorations. They have changed places.',
    ],
    table: {
      caption: 'Table 2. Incidents reported',
      columns: [
        { title: 'Kind', width: 230 },
        { title: 'Last year', width: 120, align: 'right' },
        { title: 'This year', width: 120, align: 'right' },
      ],
      rows: [
        ['Collision with a quay', '9', '6'],
        ['Engine failure under way', '14', '15'],
        ['Person overboard', '3', '1'],
        ['Grounding', '2', '1'],
      ],
    },
    words: ['recruitment', 'apprentices', 'restaurant', 'decorations'],
  },
  {
    heading: 'The fish market',
    paragraphs: [
      'Four thousand tonnes were auctioned in the hall, a little less than last year, for a little more money. Mackerel did well. Cod remains scarce, and the boats that used to follow it now set pots for crab and lobster closer to home.',
      'The refrigerators were replaced in March. They use carbon dioxide in place of the former coolant and have halved the consumption of electricity. The warmth they give off dries the nets, a convenience that no feasibility study had foreseen.',
      'Bidding by telephone was introduced against the advice of the older merchants. Within a month the oldest of them was found bidding from his kitchen, in his slippers, and very cheaply.',
    ],
    words: ['mackerel', 'refrigerators', 'consumption', 'slippers'],
  },
  {
    heading: 'Wildlife and water',
    paragraphs: [
      'Grey seals returned to the skerries outside the entrance, where none had bred since the nineteen-sixties. Eleven pups were counted from the cliff by schoolchildren with binoculars, and twelve from an aeroplane by scientists.',
      'Bathing water was rated excellent at three beaches of four. The fourth lies beside the storm drain, and its rating will not improve until the municipal sewer is separated, which the council has scheduled for next winter.',
      'Kingfishers nested in the disused lock. The repair of its gates was postponed by seven weeks at their request, so to speak, and without objection from anybody.',
    ],
    words: ['schoolchildren', 'binoculars', 'municipal', 'kingfishers'],
  },
  {
    heading: 'Our people',
    paragraphs: [
      'The authority employs one hundred and twelve people. Thirty-eight of them are women, six more than a year ago, and for the first time one of them commands a tug.',
      'Sickness fell to four days a person. We credit the new canteen, whose cook retired from a cruise liner and considers vegetables a point of honour, and the end of the twelve-hour watch, which nobody misses.',
      'Training took eight hundred and sixty days. Every crane operator has renewed the certificate, every gardener can now use a defibrillator, and the accountants have learned to tie a bowline, at their own suggestion.',
      'Bartholomew Quigley retired after forty-seven years in the signal tower. His logbooks, written throughout in violet pencil, have been given to the museum.',
    ],
    words: ['vegetables', 'certificate', 'accountants', 'bartholomew'],
  },
  {
    heading: 'Income and expenditure',
    paragraphs: [
      'Income exceeded expenditure for the sixth year in succession. Harbour dues contributed the largest share, followed by leases on warehouses and by the marina, which is full and has a waiting list of three years.',
      'The surplus of 412 thousand goes to the reserve for maintenance, in accordance with the charter of the authority. No dividend is paid, since there is nobody to pay it to.',
    ],
    table: {
      caption: 'Table 3. Accounts in thousands',
      columns: [
        { title: 'Item', width: 230 },
        { title: 'Budget', width: 120, align: 'right' },
        { title: 'Outcome', width: 120, align: 'right' },
      ],
      rows: [
        ['Harbour dues', '6,150', '6,482'],
        ['Leases on warehouses', '2,040', '2,018'],
        ['Marina', '1,275', '1,341'],
        ['Salaries and pensions', '-5,690', '-5,733'],
        ['Maintenance', '-2,310', '-2,544'],
        ['Interest', '-1,160', '-1,152'],
        ['Surplus', '305', '412'],
      ],
    },
    words: ['expenditure', 'warehouses', 'dividend', 'pensions'],
  },
  {
    heading: 'The year to come',
    paragraphs: [
      'The swing bridge will be closed for renovation from January until Easter. Pedestrians may cross by a rowing boat that the authority provides, and cyclists are asked to fold what can be folded.',
      'Shore power is to reach the ferry berth in June. A ship that plugs in no longer runs its generators alongside, and the terraces behind the quay will for once have a quiet breakfast.',
      'We have applied for a subsidy to insulate the customs house, a handsome building in which ink has been known to freeze. An answer is expected in midsummer, when the question feels less pressing.',
      'Lastly, the lighthouse will be two hundred years old in November. There will be fireworks, provided that the wind is westerly and the insurers are cheerful.',
    ],
    words: ['pedestrians', 'generators', 'midsummer', 'fireworks'],
  },
  {
    heading: 'Notes and acknowledgements',
    paragraphs: [
      'Figures are rounded, and sums may therefore differ from their parts in the last digit. A movement is an arrival or a departure; shifting from one berth to another is not counted.',
      'Photographs were lent by the sailing club and by the daughters of the late Admiral Pemberton. The map on the wall of our reception was redrawn by the apprentice surveyors, who discovered a footpath that three previous editions had omitted.',
      'This report was printed on recycled paper by a cooperative in the next valley. Additional copies may be collected, free of charge, from the caretaker on weekdays before noon.',
    ],
    words: ['photographs', 'pemberton', 'footpath', 'cooperative', 'caretaker'],
  },
];
