// A slider under a number field: moving it writes into the field, the field moves it.

// A step of 1, 10, 100, ... or 0.1, 0.01, ...: about 100 to 1,000 of them between whole ends.
function stepped([low, high]) {
  const step = 10 ** Math.floor(Math.log10((high - low) / 100));
  const whole = (steps) => Number((steps * step).toPrecision(12));
  return { step: whole(1), min: whole(Math.floor(low / step)), max: whole(Math.ceil(high / step)) };
}

export class Slider {
  // `reach` gives the ends for a value; `words` what is said of a value, "" being an empty field.
  constructor(field, { reach, moved, least = -Infinity, isOpen = false }) {
    Object.assign(this, { field, reach, least, isOpen });
    this.input = document.createElement("input");
    Object.assign(this.input, { type: "range", className: "slider" });
    this.input.setAttribute("aria-label", `${field.labels[0].textContent.trim()}, slider`);
    this.input.addEventListener("input", () => {
      field.value = this.text();
      this.speak();
      moved();
    });
    field.after(this.input);
  }

  // At the right end of an open slider the field is empty: no limit.
  text() {
    const { value, max } = this.input;
    return this.isOpen && Number(value) >= Number(max) ? "" : value;
  }

  // Stand at a value; between new ends when it lies beyond them, or when they are due.
  follow(value, isDue = false) {
    const { min, max } = this.input;
    if (isDue || value < Number(min) || value > Number(max)) {
      const ends = stepped(this.reach(value));
      if (ends.min < this.least) ends.min += ends.step;
      Object.assign(this.input, ends);
    }
    this.input.value = value;
    this.speak();
  }

  speak() {
    this.input.setAttribute("aria-valuetext", this.text() || "no limit");
  }
}
