// Lets plotly draw over the server's drawings, at the same place and size, so that people can
// point at a curve. Without plotly the drawings stay; the table below each never depends on it.
// Import `update` where figures change, or fire "chart:figure" with the new figure as detail.

const NARROW = 600; // as in charts.css
const TOKEN = /^var\((--[\w-]+)\)$/;
const SILENT = "<extra></extra>";

function resolved(value, styles) {
  if (Array.isArray(value)) return value.map((each) => resolved(each, styles));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, resolved(v, styles)]));
  }
  const token = typeof value === "string" && value.match(TOKEN);
  return token ? styles.getPropertyValue(token[1]).trim() : value;
}

function layoutFor(figure, width) {
  const narrow = width <= NARROW ? figure.narrow : null;
  if (!narrow) return figure.layout;
  const xaxis = { ...figure.layout.xaxis, ...narrow.xaxis };
  return { ...figure.layout, ...narrow, xaxis };
}

function visibleDrawing(element) {
  const drawings = [...element.querySelectorAll(".chart-wide > svg, .chart-narrow > svg")];
  return drawings.find((each) => each.getBoundingClientRect().width > 0);
}

function plotBox(element) {
  const found = element.querySelector(".chart-plot");
  if (found) return found;
  const made = document.createElement("div");
  made.className = "chart-plot";
  made.setAttribute("aria-hidden", "true"); // the drawing below keeps role and label
  element.append(made);
  return made;
}

async function draw(element) {
  const drawing = visibleDrawing(element);
  if (!window.Plotly || !drawing || !element.figure) return;
  const { width, height } = drawing.getBoundingClientRect();
  const styles = getComputedStyle(element);
  const figure = resolved(
    { data: element.figure.data, layout: layoutFor(element.figure, element.clientWidth) },
    styles,
  );
  const data = figure.data.map((trace) =>
    trace.hovertemplate ? { ...trace, hovertemplate: trace.hovertemplate + SILENT } : trace,
  );
  const format = { currency: [element.figure.currency, ""], decimal: ".", thousands: ",", grouping: [3] };
  const config = {
    displayModeBar: false,
    doubleClick: false,
    scrollZoom: false,
    responsive: false,
    locale: "aiproj",
    locales: { aiproj: { dictionary: {}, format } },
  };
  const layout = { ...figure.layout, width, height, autosize: false };
  const box = plotBox(element);
  await window.Plotly.react(box, data, layout, config);
  // Marked only now: until the plot is there, the drawing shows
  element.dataset.drawn = "";
}

function redrawLater(element) {
  cancelAnimationFrame(element.redraw);
  element.redraw = requestAnimationFrame(() => draw(element));
}

// Shows another figure of the same kind: {data, layout, narrow, currency}, as the server sends it;
// parts that are left out stay as they are.
export function update(element, figure) {
  element.figure = { ...element.figure, ...figure };
  element.dataset.changed = "";
  return draw(element);
}

function start(element) {
  if (element.figure) return;
  element.figure = JSON.parse(element.querySelector('script[type="application/json"]').textContent);
  element.addEventListener("chart:figure", (event) => update(element, event.detail));
  new ResizeObserver(() => redrawLater(element)).observe(element);
}

const charts = [...document.querySelectorAll("[data-chart]")];
charts.forEach(start);

const redrawAll = () => charts.forEach(redrawLater);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
new MutationObserver(redrawAll).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
