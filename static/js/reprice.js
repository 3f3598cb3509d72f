// Sliders beside the payoffs: what other amounts would do, from the points that the server put into
// the page, with no request. The form still asks the server, which corrects and gives the range.

import { money, number, percent, threeFigures } from "./numbers.js";
import { best, breakEven, limitShare, price } from "./pricing.js";
import { ProfitChart, share } from "./profit_chart.js";
import { Slider } from "./slider.js";

const PAYOFFS = ["true_positive", "false_positive", "false_negative", "true_negative"];
const COSTS = ["cost_per_action", "fixed_cost"];
const OTHERS = ["population", "prevalence", "volume", "budget"];
const FIELDS = [...PAYOFFS, ...COSTS, ...OTHERS];
const SLIDERS = [...PAYOFFS, "cost_per_action", "prevalence", "population", "volume"];
const LEAST = {
  cost_per_action: 0, fixed_cost: 0, population: 1, prevalence: 0.0001, volume: 0, budget: 0,
};
const MOST = { prevalence: 99.9999 };
const UNPRICED = {
  wrong: "Give plain numbers to see what they would do.",
  tuned: "The threshold is to be picked on another file. The server answers.",
  byAmount: "With an amount in each row the best cut-off depends on every row. The server answers.",
};
const PLAIN_NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)$/;
const THOUSANDS = /^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$/; // as the server reads them
const QUIET = 700; // ms without a change before a screen reader hears the result

function sentence(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

class Repricing {
  constructor(box) {
    this.form = box.closest("form");
    this.points = JSON.parse(box.querySelector("script").textContent);
    this.find = (name) => box.querySelector(`[data-reprice-${name}]`);
    this.chart = new ProfitChart(document.querySelector("figure.chart"), this.points);
    this.button = box.querySelector("button.primary");
    this.decides = this.form.querySelector(".decides");
    this.doubts = [...document.querySelectorAll("[data-doubt]")];
    this.kept = {
      button: this.button.textContent,
      decides: [...this.decides.children],
      doubts: this.doubts.map((each) => each.textContent.trim()),
    };
    const last = this.points.positives.length - 1;
    const positives = this.points.positives[last];
    const rows = positives + this.points.negatives[last];
    this.own = { population: rows, prevalence: (100 * positives) / rows };
    this.addSliders();
    this.before = this.outcome();
    document.querySelector("[data-reprice-hint]").hidden = false;
    this.form.addEventListener("input", () => this.later());
    this.find("undo").addEventListener("click", () => this.undo());
    // A browser that comes back to the page fills in what was typed there
    addEventListener("pageshow", () => this.isTyped() && this.later());
  }

  isTyped() {
    return FIELDS.some((name) => {
      const { value, defaultValue } = this.form.elements[name];
      return value !== defaultValue;
    });
  }

  // What a field says: null where it is empty, undefined where that is no amount for it.
  amount(name) {
    const typed = this.form.elements[name].value.trim().replace("−", "-");
    const text = THOUSANDS.test(typed) ? typed.replaceAll(",", "") : typed;
    if (text === "") return null;
    const [value, least, most] = [Number(text), LEAST[name] ?? -Infinity, MOST[name] ?? Infinity];
    return PLAIN_NUMBER.test(text) && value >= least && value <= most ? value : undefined;
  }

  // Payoffs that grow with the amount of a row need every row, which the page does not have.
  isByAmount() {
    return PAYOFFS.some((name) => {
      const field = this.form.elements[`${name}_per_amount`];
      return field && Number(field.value) !== 0;
    });
  }

  isTuned() {
    return Boolean(this.form.elements.tuning?.value);
  }

  people() {
    return this.amount("population") ?? this.own.population;
  }

  // The curve and its best points under what the fields say; null where they say no amounts.
  outcome() {
    const asked = Object.fromEntries(FIELDS.map((name) => [name, this.amount(name)]));
    const isWrong = Object.values(asked).includes(undefined);
    if (isWrong || this.isByAmount() || this.isTuned()) return null;
    for (const name of [...PAYOFFS, ...COSTS]) asked[name] ??= 0;
    if (asked.prevalence !== null) asked.prevalence /= 100;
    asked.fixed_cost_always = this.form.elements.fixed_cost_always.checked;
    const curve = price(this.points, asked);
    const limit = limitShare(asked, curve.size);
    const [chosen, free] = [best(curve, limit), best(curve, null)];
    const [isFew, isFreeFew] = [this.isFew(chosen), this.isFew(free)];
    return { curve, limit, chosen, free, isFew, isFreeFew };
  }

  // Too few positives or treated rows for one number, as the server refuses it.
  isFew(chosen) {
    const { positives, negatives, fewest } = this.points;
    return positives.at(-1) < fewest || (chosen > 0 && positives[chosen] + negatives[chosen] < fewest);
  }

  // Why nobody is treated: what it earns, or a limit that leaves no room for what would.
  whyNobody({ curve, limit, free, isFreeFew }) {
    const { doing, people } = this.form.elements;
    if (limit === null || !free) return sentence(`before correction, ${doing.value} nobody is best`);
    const [budget, fixed] = [this.amount("budget"), this.amount("fixed_cost") ?? 0];
    const short = budget !== null && budget < fixed;
    const [has, needs] = [budget, fixed].map((value) => {
      return money(value ?? 0, this.currency(), budget % 1 || fixed % 1 ? 2 : 0);
    });
    const why = short
      ? `the budget of ${has} does not cover the fixed cost of ${needs}: it allows ${doing.value} nobody`
      : `before correction, within the limit ${doing.value} nobody is best`;
    if (isFreeFew) return sentence(why);
    const worth = money(threeFigures(curve.profit[free]), this.currency());
    const part = share(curve.share[free]);
    const whom = free === curve.share.length - 1 ? "everybody" : `the best ${part} of ${people.value}`;
    const most = `Without the limit ${doing.value} ${whom} could be worth ${worth}, before correction.`;
    return `${sentence(why)} ${most}`;
  }

  addSliders() {
    const size = (name) => Math.abs(this.amount(name) || 0);
    const largest = () => Math.max(...[...PAYOFFS, "cost_per_action"].map(size)) || 100;
    const double = (value) => [Math.min(0, 2 * value), Math.max(0, 2 * value)];
    const reaches = {
      cost_per_action: (value) => [0, 2 * value || largest()],
      prevalence: (value) => [value / 5, Math.min(5 * value, 100 - (100 - value) / 5)],
      population: (value) => [value / 5, value * 5],
      volume: () => [0, this.people()],
    };
    const moved = () => this.later();
    this.sliders = SLIDERS.map((name) => {
      const reach = reaches[name] ?? ((value) => (value ? double(value) : [-largest(), largest()]));
      const least = LEAST[name] ?? -Infinity;
      return new Slider(this.form.elements[name], { reach, moved, least, isOpen: name === "volume" });
    });
    this.follow(true);
  }

  // Sliders stand where the fields say; an empty field means the file's own, no limit, or zero.
  follow(isDue = false) {
    const people = this.people();
    const isOtherSize = people !== this.size && people !== undefined;
    for (const slider of this.sliders) {
      const { name } = slider.field;
      const value = this.amount(name) ?? (name === "volume" ? people : this.own[name] ?? 0);
      if (this.amount(name) === undefined || slider.input === document.activeElement) continue;
      slider.follow(value, isDue || (name === "volume" && isOtherSize));
    }
    this.size = people;
  }

  later() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.show());
  }

  show() {
    this.follow();
    const outcome = this.outcome();
    const isFirst = this.find("result").hidden;
    this.find("result").hidden = this.find("undo").hidden = false;
    this.button.textContent = "Confirm with the server";
    if (outcome) {
      this.tell(outcome);
      this.decide(outcome.curve);
      this.doubt(outcome.curve);
      this.chart.show(outcome, this.currency());
    } else {
      this.find("profit").textContent = "–";
      this.find("words").textContent = this.whyUnpriced();
    }
    // What appears must not cover the slider in hand
    if (isFirst) document.activeElement.scrollIntoView({ block: "nearest" });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.announce(this.find("result").textContent), QUIET);
  }

  whyUnpriced() {
    if (this.isTuned()) return UNPRICED.tuned;
    return this.isByAmount() ? UNPRICED.byAmount : UNPRICED.wrong;
  }

  announce(text) {
    this.find("live").textContent = text.replace(/\s+/g, " ").trim();
  }

  currency() {
    const { value } = this.form.elements.currency;
    return this.points.symbols[value] ?? `${value} `;
  }

  tell(outcome) {
    const { curve, limit, chosen, isFew } = outcome;
    const { thresholds, cut_offs: cutOffs, periods, valuation } = this.points;
    const { people, period } = this.form.elements;
    const amount = (value) => money(threeFigures(value), this.currency());
    const treated = number(curve.share[chosen] * curve.size);
    const part = `${share(curve.share[chosen])} of ${people.value}`;
    const said = chosen
      ? [`Before correction, with the best ${part}: ${treated}, from a score of ${thresholds[chosen]}.`]
      : [this.whyNobody(outcome)];
    if (isFew) said.push("Too few cases for one number: confirm to get the likely range.");
    if (this.before && !this.before.isFew) {
      const stored = this.before.curve.profit[this.before.chosen];
      said.push(`Valuation ${valuation} likewise: ${amount(stored)}.`);
    }
    if (limit !== null && cutOffs > thresholds.length) {
      said.push(
        `Within a limit the page looks at ${number(thresholds.length)} of ` +
          `${number(cutOffs)} cut-offs, the server at all.`,
      );
    }
    this.find("profit").textContent = isFew ? "–" : amount(curve.profit[chosen]);
    this.find("period").textContent = periods[period.value];
    this.find("words").textContent = said.join(" ");
  }

  // The two differences that decide, and from what chance acting pays.
  decide(curve) {
    const pays = breakEven(curve);
    const values = [curve.right, curve.wrong].map((value) => money(value, this.currency(), 2));
    if (pays !== null) values.push(percent(pays, 1));
    const rows = values.map((value, at) => {
      const row = document.createElement("div");
      row.append(document.createElement("dt"), document.createElement("dd"));
      const [label, note] = this.points.decides[at];
      row.firstChild.textContent = `${label} `;
      const aside = document.createElement("span");
      Object.assign(aside, { textContent: note, className: "meta" });
      row.firstChild.append(aside);
      Object.assign(row.lastChild, { textContent: value, className: "num" });
      return row;
    });
    this.decides.replaceChildren(...rows);
  }

  // A payoff that makes no sense, in the server's words.
  doubt({ right, wrong }) {
    this.sayDoubts(
      [right, wrong].map((value, at) => {
        const shown = money(value, this.currency(), 2).replace("−", "−\u2060"); // one word
        return value > 0 ? "" : this.points.doubts[at].replace("{}", shown);
      }),
    );
  }

  sayDoubts(texts) {
    this.doubts.forEach((each, at) => {
      each.hidden = !texts[at];
      each.querySelector("span").textContent = texts[at];
    });
  }

  undo() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    this.form.reset();
    this.button.focus();
    this.follow(true);
    this.find("result").hidden = this.find("undo").hidden = true;
    this.button.textContent = this.kept.button;
    this.decides.replaceChildren(...this.kept.decides);
    this.sayDoubts(this.kept.doubts);
    this.chart.restore();
    this.announce(`Valuation ${this.points.valuation} is shown again.`);
  }
}

document.querySelectorAll("[data-reprice]").forEach((box) => new Repricing(box));
