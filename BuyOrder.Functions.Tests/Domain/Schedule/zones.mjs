// What ICU knows of time zones. Arguments: the first year and the one after the last. Input: a zone's name a line; output for each: a line of
// JSON, [offset at the start in minutes, [moment in seconds, offset from then on], …], or null for a zone that it does not know.
import { createInterface } from 'node:readline';

const DAY = 86_400_000;
const [from, to] = process.argv.slice(2, 4).map(year => Date.UTC(Number(year), 0, 1));

function offsets(zone) {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  return moment => {
    const text = format.format(moment).match(/GMT(?:([+-])(\d\d):(\d\d))?/);
    return text[1] ? Number(`${text[1]}1`) * (Number(text[2]) * 60 + Number(text[3])) : 0;
  };
}

function changes(zone) {
  const offset = offsets(zone);
  const found = [offset(from)];
  // Changes of one zone lie at least some weeks apart.
  for (let before = from; before < to; before += 4 * DAY) {
    let [low, high] = [before, Math.min(before + 4 * DAY, to)];
    if (offset(low) === offset(high))
      continue;
    while (high - low > 1000) {
      const middle = low + Math.floor((high - low) / 2000) * 1000;
      if (offset(middle) === offset(low))
        low = middle;
      else
        high = middle;
    }
    found.push([high / 1000, offset(high)]);
  }
  return found;
}

for await (const zone of createInterface({ input: process.stdin })) {
  let answer = null;
  try {
    answer = changes(zone);
  } catch (error) {
    if (!(error instanceof RangeError))
      throw error;
  }
  console.log(JSON.stringify(answer));
}
