// The small ones in one Worker: nanoid and date-fns.
import { addBusinessDays, addDays, compareAsc, differenceInDays, format, formatDistance, parse, parseISO } from 'date-fns';
import { de } from 'date-fns/locale';
import { customAlphabet, nanoid, urlAlphabet } from 'nanoid';
import { nanoid as unsafe } from 'nanoid/non-secure';

const ids = () => {
  const many = Array.from({ length: 50 }, () => nanoid());
  return {
    lengths: [nanoid().length, nanoid(5).length, unsafe(7).length],
    different: new Set(many).size,
    known: many.every((id) => [...id].every((letter) => urlAlphabet.includes(letter))),
    own: /^[ab]{12}$/.test(customAlphabet('ab', 12)()),
  };
};
const dates = () => {
  const day = new Date(Date.UTC(2026, 0, 30, 12, 34, 56));
  return {
    formats: ['yyyy-MM-dd', 'EEEE do MMMM', "h:mm a 'o''clock'", 'QQQ ww DDD', 'PPPP'].map((form) => format(day, form)),
    german: [format(day, 'PPPP', { locale: de }), formatDistance(day, addDays(day, 40), { locale: de, addSuffix: true })],
    sums: [addDays(day, 30), addBusinessDays(day, 10)].map((one) => one.toISOString()),
    distance: [differenceInDays(addDays(day, 9), day), formatDistance(day, addDays(day, 400)), compareAsc(day, 0)],
    parsed: [parseISO('2026-02-03T04:05:06Z'), parse('3 Feb 2026', 'd MMM yyyy', day)].map((one) => one.toISOString()),
    invalid: String(parseISO('no date')),
  };
};

export default {
  fetch(request) {
    return Response.json(request.url.endsWith('/ids') ? ids() : dates());
  },
};
