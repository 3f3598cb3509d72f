// The four outcomes at a slider, from the curve's points in the page. They lie at each tenth of a
// percent, as the slider's steps do; for a share between, the form asks the server.

import { number, percent } from "./numbers.js";

const SAME = 1e-12; // a share that rounding put beyond the wanted one
const DASH = "–";

// The last point that treats no more than the share.
function pointAt({ positives, negatives }, share) {
  const last = positives.length - 1;
  const most = share * (positives[last] + negatives[last]) * (1 + SAME);
  let at = last;
  while (at > 0 && positives[at] + negatives[at] > most) at -= 1;
  return at;
}

export function outcomesAt(points, share) {
  const { thresholds, positives, negatives } = points;
  const at = pointAt(points, share);
  const [hits, alarms] = [positives[at], negatives[at]];
  const [missed, spared] = [positives.at(-1) - hits, negatives.at(-1) - alarms];
  const rows = positives.at(-1) + negatives.at(-1);
  const treated = percent((hits + alarms) / rows, 1);
  return {
    where: thresholds[at]
      ? `From a score of ${thresholds[at]}; ${treated} of the file treated.`
      : "Nobody is treated.",
    cells: [hits, alarms, missed, spared].map((count) => number(count)),
    measures: [
      percent(hits / positives.at(-1), 1),
      at ? percent(hits / (hits + alarms), 1) : DASH,
      percent(alarms / negatives.at(-1), 1),
      percent((hits + spared) / rows, 1),
    ],
  };
}

function show(section, share, points) {
  const { where, cells, measures } = outcomesAt(points, share);
  const [outcomes, rates] = section.querySelectorAll("table");
  const fill = (table, texts) =>
    table.querySelectorAll("tbody td").forEach((cell, at) => (cell.textContent = texts[at]));
  section.querySelector("[data-outcomes-where]").textContent = where;
  fill(outcomes, cells);
  fill(rates, measures);
}

function start(section) {
  const points = JSON.parse(section.querySelector("script").textContent);
  const field = section.querySelector("input[name=treated]");
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", className: "slider", min: 0, max: 100, step: 0.1 });
  slider.setAttribute("aria-label", "Share treated in percent, slider");
  slider.value = field.value;
  field.after(slider);
  slider.addEventListener("input", () => {
    field.value = slider.value;
    show(section, slider.value / 100, points);
  });
  field.addEventListener("input", () => {
    if (field.value === "" || !field.validity.valid) return;
    slider.value = field.value;
    show(section, field.value / 100, points);
  });
}

document.querySelectorAll("[data-outcomes]").forEach(start);
