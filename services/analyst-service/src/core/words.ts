/** Words of our own templates and of ordinary prose: they say nothing of what a rule or a task is about. */
const ORDINARY = new Set(
  (
    'a an and any anybody applies are as at be before but by can code could did do does each else every failed failing failure for from ' +
    'had has have how if in into is it its just like make may more most must no not of on one only or other our out over path please ' +
    'run same seen should so some step than that the their them then there these they this those to up use used using was were what ' +
    'when where which while who will with without work works would you your error exception test tests add new fix change file ' +
    'num quoted str url uuid hash hex time duration'
  ).split(' '),
);
const WORDS_MAX = 2_000;
const LETTERS_MIN = 2;

/** Word forms made alike: plural and the endings of verbs. */
function stem(word: string): string {
  if (word.length > 5 && word.endsWith('ing')) return word.slice(0, -3);
  if (word.length > 4 && (word.endsWith('ies') || word.endsWith('ied'))) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && (word.endsWith('ed') || word.endsWith('es'))) return word.slice(0, -2);
  if (word.length > 3 && word.endsWith('s') && !word.endsWith('ss')) return word.slice(0, -1);
  return word.length > 4 && word.endsWith('e') ? word.slice(0, -1) : word;
}

/** The telling words of a text, in order, stemmed: names in camel or snake case are split; at most 2,000. */
export function tellingWords(text: string): string[] {
  const found = text
    .slice(0, WORDS_MAX * 10)
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .match(/[\p{L}\p{N}]{1,40}/gu);
  return (found ?? [])
    .slice(0, WORDS_MAX)
    .filter((word) => word.length >= LETTERS_MIN && !ORDINARY.has(word) && !/^\d+$/.test(word))
    .map(stem);
}
