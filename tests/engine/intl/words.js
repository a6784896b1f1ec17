// The order of words, plurals, lists and relative times. words.json: what workerd 2026-11-17 answers.
const attempt = (f) => { try { return f(); } catch (e) { return `${e.name}: ${e.message}`; } };
const words = ['a', 'B', 'b', 'A', 'aa', 'Ab', 'ab', 'aB', 'AB', 'z', 'Z', '10', '9', '2', '1', '02', '_x', '-x', ' x', '.x', 'x', '', 'é', 'e', 'f', 'E', 'É', 'è', 'ñ', 'n', 'o', 'résumé', 'resume', 'Resume', 'résume', 'co-op', 'coop', 'co op', 'item 10', 'item 9', 'item10', '$5', '#a', '@b', '(c)', '[d]', '{e}', '*f', '/g', '\\h', '&i', '%j', '`k', '^l', '+m', '<n', '=o', '>p', '|q', '~r', '"s', "'t", '!u', '?v', ',w', ';x', ':y', 'Zebra', 'apple', 'Apple', 'banana', 'ä', 'ö', 'ü', 'ß', 'ss', 'st', 'æ', 'ae', 'ø', 'å', 'ç', 'c', 'd', 'œ', 'oe', 'ł', 'l', 'user_id', 'userId', 'user-id', 'UserID', 'a1', 'a10', 'a2', 'я', 'а', 'б', 'Б', 'α', 'β', '日', '本', '\n', '\t', 'a b', 'ab c', 'v1.10.0', 'v1.9.0'];
export const answers = () => {
  const list = [];
  list.push([...words].sort((a, b) => a.localeCompare(b)));
  for (const o of [{ numeric: true }, { sensitivity: 'base' }, { sensitivity: 'accent' }, { sensitivity: 'case' }, { numeric: true, sensitivity: 'base' }]) list.push([...words].sort((a, b) => a.localeCompare(b, 'en', o)), [...words].sort(new Intl.Collator('en', o).compare));
  list.push(words.map((a) => words.map((b) => a.localeCompare(b)).join('')), words.map((a) => words.map((b) => a.localeCompare(b, undefined, { sensitivity: 'base' })).join('')), words.map((a) => words.map((b) => a.localeCompare(b, undefined, { sensitivity: 'accent', numeric: true })).join('')));
  const numbers = [0, 1, 2, 3, 4, 10, 11, 12, 13, 21, 22, 23, 100, 101, 102, 111, 1.5, 1.0, -1, NaN, Infinity, 0.5];
  list.push(numbers.map((n) => [new Intl.PluralRules('en').select(n), new Intl.PluralRules('en', { type: 'ordinal' }).select(n), new Intl.PluralRules('en', { minimumFractionDigits: 1 }).select(n)]));
  for (const type of ['conjunction', 'disjunction', 'unit']) for (const style of ['long', 'short', 'narrow']) list.push([[], ['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd']].map((x) => attempt(() => new Intl.ListFormat('en', { type, style }).format(x))));
  list.push(new Intl.ListFormat('en').formatToParts(['a', 'b', 'c']), attempt(() => new Intl.ListFormat('en').format([1])));
  for (const style of ['long', 'short', 'narrow']) for (const numeric of ['always', 'auto']) { const f = new Intl.RelativeTimeFormat('en', { style, numeric }); list.push(['second', 'minutes', 'hour', 'day', 'week', 'month', 'quarter', 'year'].map((unit) => [-1000, -2, -1, -0, 0, 1, 2, 1.5, 10000].map((n) => f.format(n, unit)))); }
  list.push(new Intl.RelativeTimeFormat('en').formatToParts(-3, 'day'), new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).formatToParts(1, 'day'), attempt(() => new Intl.RelativeTimeFormat('en').format(1, 'decade')), attempt(() => new Intl.RelativeTimeFormat('en').format(NaN, 'day')));
  list.push(['x'].map((x) => 'a'.localeCompare(x)), attempt(() => 'a'.localeCompare()), Object.prototype.toString.call(new Intl.Collator()), new Intl.Collator('en').resolvedOptions(), new Intl.PluralRules('en').resolvedOptions().pluralCategories, attempt(() => Intl.PluralRules()), 'undefined'.localeCompare(undefined), attempt(() => Intl.ListFormat()), Intl.Collator().compare('a', 'b'));
  return list;
};
export default { fetch() { return Response.json(answers()); } };
