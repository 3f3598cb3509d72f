// The profit curve of the page, drawn for other amounts by charts.js, and put back.

import { money, percent, shortMoney } from "./numbers.js";

const TABLE_ROWS = 40;
const TITLE = "Profit by share treated, for the amounts as they stand";
const PLAIN = { showarrow: false, yanchor: "middle" };
const TEXTS = [".charttitle", ".sub", "figcaption"];

function element(name, textContent, more = {}) {
  return Object.assign(document.createElement(name), { textContent, ...more });
}

export const share = (value) => percent(value, value === 1 || (value >= 0.1 && value < 0.995) ? 0 : 1);

export class ProfitChart {
  constructor(figure, points) {
    this.points = points;
    this.body = figure.querySelector("[data-chart]");
    this.stored = JSON.parse(this.body.querySelector("script").textContent);
    this.texts = TEXTS.map((part) => figure.querySelector(part));
    this.table = figure.querySelector("tbody");
    this.drawings = [...this.body.querySelectorAll("svg[role=img]")];
    this.kept = {
      texts: this.texts.map((each) => each.textContent),
      labels: this.drawings.map((each) => each.getAttribute("aria-label")),
      rows: [...this.table.children],
    };
    this.resetAxes();
  }

  resetAxes() {
    this.end = this.stored.layout.xaxis.range[1];
    this.heights = this.stored.layout.yaxis.range;
  }

  show({ curve, limit, chosen, free, isFew, isFreeFew }, currency) {
    this.fitAcross(Math.max(curve.share[chosen], curve.share[free], limit ?? 0, 0.04));
    const line = this.cut(curve);
    const [nobody, everybody] = [curve.profit[0], curve.profit.at(-1)];
    const random = [nobody, nobody + (everybody - nobody) * this.end];
    this.fitUpward([0, ...line.y, ...random]);
    const at = (index) => ({ x: [curve.share[index]], y: [curve.profit[index]] });
    const { marks } = this.points;
    const data = [
      { ...this.trace("chosen at random"), x: [0, this.end], y: random },
      { ...this.trace("profit"), ...line },
      ...(free === chosen ? [] : [{ ...marks.free, ...at(free) }]),
      { ...marks.chosen, ...at(chosen) },
    ];
    const [best, unlimited] = [[chosen, isFew], [free, isFreeFew]].map(([index, few]) => ({
      x: curve.share[index],
      y: curve.profit[index],
      worth: few ? "too few cases" : shortMoney(curve.profit[index], currency),
    }));
    const labels = this.labels(best, free === chosen ? null : unlimited, limit);
    this.draw({ data, ...this.layouts(labels, limit), currency });
    this.say(best);
    this.fillTable(curve, currency);
  }

  trace(name) {
    return this.stored.data.find((each) => each.name === name);
  }

  // Axes stay while what they show fits well, so that a moving curve is seen to move.
  fitAcross(farthest) {
    const wanted = Math.min(1, Math.ceil(farthest * 25 - 1e-9) / 10);
    if (farthest > this.end || wanted < this.end / 2) this.end = wanted;
  }

  fitUpward(values) {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const [bottom, top] = this.heights;
    if (low >= bottom && high <= top && high - low > (top - bottom) / 2) return;
    const room = (high - low || 1) / 10;
    this.heights = [low < 0 ? low - room : 0, high > 0 ? high + room : 0];
  }

  // The curve up to the end of the axis.
  cut({ share: shares, profit }) {
    let inside = shares.length;
    while (shares[inside - 1] > this.end) inside -= 1;
    const [x, y] = [shares, profit].map((each) => Array.from(each.subarray(0, inside)));
    if (inside < shares.length && x.at(-1) < this.end) {
      const part = (this.end - shares[inside - 1]) / (shares[inside] - shares[inside - 1]);
      x.push(this.end);
      y.push(profit[inside - 1] + (profit[inside] - profit[inside - 1]) * part);
    }
    return { x, y };
  }

  layouts(annotations, limit) {
    const { layout, narrow } = this.stored;
    const { beyond, limit: rule } = this.points.marks;
    const own = { tickmode: "auto", tickvals: null, ticktext: null };
    const tallest = Math.max(...this.heights.map(Math.abs));
    return {
      layout: {
        ...layout,
        annotations,
        shapes: this.isInside(limit)
          ? [{ ...beyond, x0: limit, x1: this.end }, { ...rule, x0: limit, x1: limit }]
          : [],
        xaxis: { ...layout.xaxis, ...own, range: [0, this.end], nticks: 6, tickformat: ".0%" },
        yaxis: {
          ...layout.yaxis, ...own, range: this.heights, nticks: 7, automargin: true,
          tickformat: tallest >= 1000 ? "$~s" : "$,~r",
        },
      },
      narrow: { margin: narrow.margin, annotations, xaxis: { title: narrow.xaxis.title } },
    };
  }

  isInside(limit) {
    return limit !== null && limit < this.end;
  }

  labels(best, unlimited, limit) {
    const { key, strong } = this.points.marks.fonts;
    const found = [this.beside(best, best.worth, key)];
    if (unlimited) {
      const words = `best ${share(unlimited.x)}, ${unlimited.worth}`;
      found.push(this.beside(unlimited, words, strong));
    }
    if (this.isInside(limit)) {
      const isLeft = limit > this.end / 5;
      const side = { xanchor: isLeft ? "right" : "left", xshift: isLeft ? -7 : 8 };
      const top = { ...PLAIN, ...side, x: limit, y: 1, yref: "paper" };
      found.push({ ...top, text: `limit ${share(limit)}`, font: strong });
    }
    return found;
  }

  // Words beside a point of a curve that mostly rises to it: above on its left, where there is
  // room, else below on its right.
  beside({ x, y }, text, font) {
    const isLeft = x > this.end * 0.02 * text.length;
    const side = isLeft
      ? { xanchor: "right", xshift: -10, yshift: 16 }
      : { xanchor: "left", xshift: 12, yshift: -14 };
    return { ...PLAIN, ...side, x, y, text, font };
  }

  draw(detail) {
    this.body.dispatchEvent(new CustomEvent("chart:figure", { detail }));
  }

  say({ x, worth }) {
    const now = [
      TITLE,
      "Before the correction, without a range.",
      `Valuation ${this.points.valuation} stands until the server confirms another.`,
    ];
    this.texts.forEach((each, at) => (each.textContent = now[at]));
    const said = `${TITLE}. Best: ${share(x)}, ${worth}`;
    this.drawings.forEach((each) => each.setAttribute("aria-label", said));
  }

  fillTable({ share: shares, profit }, currency) {
    const last = shares.length - 1;
    const steps = Array.from({ length: TABLE_ROWS + 1 }, (_, step) => step / TABLE_ROWS);
    const places = new Set(steps.map((step) => Math.round(step * last)));
    const rows = [...places].map((at) => {
      const row = document.createElement("tr");
      const texts = [this.points.thresholds[at] || "nobody", money(profit[at], currency), "–", "–"];
      row.append(
        element("th", percent(shares[at], 1), { scope: "row" }),
        ...texts.map((text) => element("td", text, { className: "r" })),
      );
      return row;
    });
    this.table.replaceChildren(...rows);
  }

  restore() {
    const { data, layout, narrow, currency } = this.stored;
    this.draw({ data, layout, narrow, currency });
    delete this.body.dataset.changed;
    this.texts.forEach((each, at) => (each.textContent = this.kept.texts[at]));
    this.drawings.forEach((each, at) => each.setAttribute("aria-label", this.kept.labels[at]));
    this.table.replaceChildren(...this.kept.rows);
    this.resetAxes();
  }
}
