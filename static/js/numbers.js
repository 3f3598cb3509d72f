// How numbers are written in the page, as aiproj/shared/format.py writes them on the server.

const MINUS = "\u2212";
const UNITS = [[1e9, "bn"], [1e6, "M"], [1e3, "k"]];

// Halves go away from zero; toFixed alone would follow the binary digits.
function rounded(size, places) {
  const exact = Number(size.toPrecision(15));
  const scaled = Number(`${exact}e${places}`);
  const whole = Number.isNaN(scaled) ? exact * 10 ** places : scaled;
  return Math.round(whole) / 10 ** places;
}

// A number with commas between thousands and a true minus sign.
export function number(value, places = 0) {
  const size = rounded(Math.abs(value), places);
  const digits = { minimumFractionDigits: places, maximumFractionDigits: places };
  const text = size.toLocaleString("en-US", digits);
  return value < 0 && size ? MINUS + text : text;
}

// A share between 0 and 1.
export function percent(share, places = 0) {
  return `${number(share * 100, places)}%`;
}

// An amount with its sign before the currency, which is a symbol, or a code and a space.
export function money(value, currency, places = 0) {
  const text = number(Math.abs(value), places);
  return `${value < 0 && /[1-9]/.test(text) ? MINUS : ""}${currency}${text}`;
}

// An amount to three figures, as headlines say it.
export function threeFigures(value) {
  return Number(value.toPrecision(3));
}

// An amount to three figures in thousands, millions or billions, as labels of charts say it;
// tenths as cents.
export function shortMoney(value, currency) {
  const short = threeFigures(value);
  if (short === 0) return "0";
  const [unit, letter] = UNITS.find(([size]) => Math.abs(short) >= size) ?? [1, ""];
  const plain = String(Number((Math.abs(short) / unit).toPrecision(6)));
  const scaled = !letter && /\.\d$/.test(plain) ? `${plain}0` : plain;
  return `${short < 0 ? MINUS : ""}${currency}${scaled}${letter}`;
}
