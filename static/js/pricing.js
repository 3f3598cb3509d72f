// What the stored points of a curve are worth under other payoffs: metrics/calc/payoffs.py and
// curves.py, operation by operation, so that page and server agree to the last digit.
//
// Points are {positives, negatives}: how many of each class are treated at each threshold, from
// nobody to everybody. A question has the names of the server's form; null is the file's own
// population or prevalence (0 to 1), or no limit.

const SAME = 1e-12; // a share that rounding put beyond the limit
const EQUAL = 1e-13; // profits that differ by this part of the largest are equal

// How many people one row stands for, among positives and negatives.
function scales({ population, prevalence }, positives, negatives) {
  const total = positives + negatives;
  const size = population ?? total;
  if (prevalence === null) return [size / total, size / total];
  return [(size * prevalence) / positives, (size * (1 - prevalence)) / negatives];
}

// Profit of the population and share treated at each point; right and wrong are what treating a
// positive is worth and treating a negative costs, against leaving them.
export function price({ positives, negatives }, asked) {
  const last = positives.length - 1;
  const [allPositives, allNegatives] = [positives[last], negatives[last]];
  const [ofPositives, ofNegatives] = scales(asked, allPositives, allNegatives);
  const size = asked.population ?? allPositives + allNegatives;
  const cost = asked.cost_per_action;
  const [gain, loss] = [asked.true_positive - cost, asked.false_positive - cost];
  const share = new Float64Array(last + 1);
  const profit = new Float64Array(last + 1);
  for (let at = 0; at <= last; at += 1) {
    const [hits, alarms] = [positives[at], negatives[at]];
    const treated = ofPositives * hits + ofNegatives * alarms;
    const money =
      ofPositives * (gain * hits + asked.false_negative * (allPositives - hits)) +
      ofNegatives * (loss * alarms + asked.true_negative * (allNegatives - alarms));
    share[at] = treated / size;
    profit[at] = money - (treated > 0 || asked.fixed_cost_always ? asked.fixed_cost : 0);
  }
  return { size, share, profit, right: gain - asked.false_negative, wrong: asked.true_negative - loss };
}

// The largest share that may be treated; null without a limit.
export function limitShare(asked, size) {
  const shares = [];
  if (asked.volume !== null) shares.push(asked.volume / size);
  if (asked.budget !== null && asked.cost_per_action > 0) {
    shares.push((asked.budget - asked.fixed_cost) / (asked.cost_per_action * size));
  } else if (asked.budget !== null && asked.budget < asked.fixed_cost) shares.push(0);
  return shares.length ? Math.max(Math.min(...shares), 0) : null;
}

// The point of the highest profit within the limit; of equal profits that of the fewest treated.
export function best({ share, profit }, limit) {
  const most = limit === null ? Infinity : limit * (1 + SAME);
  let allowed = share.length;
  while (allowed > 1 && share[allowed - 1] > most) allowed -= 1;
  const within = profit.subarray(0, allowed);
  const largest = profit.reduce((size, each) => Math.max(size, Math.abs(each)), 0);
  const enough = within.reduce((top, each) => Math.max(top, each)) - EQUAL * largest;
  return within.findIndex((each) => each >= enough);
}

// The chance of a positive from which treating pays, if scores are probabilities; null where the
// payoffs make no sense.
export function breakEven({ right, wrong }) {
  return right > 0 && wrong > 0 ? wrong / (wrong + right) : null;
}
