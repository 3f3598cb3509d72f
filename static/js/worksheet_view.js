// What the worksheet's script shows: the state of saving, faults beside their fields, two texts,
// what the device kept, counters, and which fields a kind of candidate has.

const AI = ["ml", "generative", "bought"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const time = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

export class WorksheetView {
  constructor(form) {
    this.form = form;
  }

  begin() {
    this.follow();
  }

  say(text, link = null) {
    for (const place of document.querySelectorAll('[data-part="saved"]')) {
      place.textContent = text;
      if (!link) continue;
      const anchor = document.createElement("a");
      anchor.href = link.address;
      anchor.textContent = link.label;
      place.append(anchor);
    }
  }

  // The parts of the page that a save renews. A part that holds the focus stays as it is.
  show(root, { withSummary }) {
    for (const fresh of root.querySelectorAll("[data-part]")) {
      for (const old of document.querySelectorAll(`[data-part="${fresh.dataset.part}"]`)) {
        if (fresh.dataset.part === "faults") continue;
        if (old.innerHTML !== fresh.innerHTML && !old.contains(document.activeElement)) old.innerHTML = fresh.innerHTML;
      }
    }
    const place = this.form.querySelector('[data-part="faults"]');
    place.innerHTML = withSummary ? root.querySelector('[data-part="faults"]').innerHTML : "";
    this.mark(root.querySelectorAll("[data-fault]"));
  }

  // Each fault stands beside its field as the server would write it, and goes when it is right.
  mark(faults) {
    const wrong = new Map([...faults].map((each) => [each.dataset.fault, each.textContent.trim()]));
    for (const control of this.form.querySelectorAll("[aria-invalid=true]")) {
      if (!wrong.has(control.id)) this.clear(control);
    }
    for (const [id, text] of wrong) {
      const control = document.getElementById(id);
      if (!control) continue;
      this.clear(control);
      this.blame(control, text.slice(text.indexOf(": ") + 2));
    }
  }

  blame(control, text) {
    const list = document.createElement("ul");
    list.className = "errorlist";
    list.id = `${control.id}_error`;
    const item = document.createElement("li");
    item.textContent = text;
    list.append(item);
    control.closest(".field-row").querySelector(".below").append(list);
    control.setAttribute("aria-invalid", "true");
    const described = control.getAttribute("aria-describedby");
    control.setAttribute("aria-describedby", [described, list.id].filter(Boolean).join(" "));
    const row = control.closest("details");
    if (row) row.open = true;
  }

  clear(control) {
    const id = `${control.id}_error`;
    control.removeAttribute("aria-invalid");
    document.getElementById(id)?.remove();
    const others = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((each) => each && each !== id);
    if (others.length) control.setAttribute("aria-describedby", others.join(" "));
    else control.removeAttribute("aria-describedby");
  }

  clearSummary() {
    this.form.querySelector('[data-part="faults"]').replaceChildren();
  }

  focusSummary() {
    this.form.querySelector(".summary-error")?.focus();
  }

  focusConflict() {
    const conflict = this.form.querySelector("[data-conflict]");
    if (!this.form.contains(document.activeElement) || document.activeElement.matches("button")) conflict.focus();
  }

  offer(at, { use, discard }) {
    const place = this.form.querySelector("[data-kept]");
    const note = document.createElement("div");
    note.className = "note warn";
    const says = document.createElement("p");
    says.textContent = `This device holds text from ${time(at)} that was not saved.`;
    const choices = document.createElement("p");
    choices.className = "actions";
    for (const [label, act] of [["Use it", use], ["Discard it", discard]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button small";
      button.textContent = label;
      button.addEventListener("click", () => {
        place.replaceChildren();
        act();
      });
      choices.append(button);
    }
    note.append(says, choices);
    place.replaceChildren(note);
  }

  // Counters, names and facts of rows, and fields of AI candidates, as the fields now stand.
  follow() {
    for (const hint of this.form.querySelectorAll("[data-count]")) {
      const length = document.getElementById(hint.dataset.count).value.length;
      hint.textContent = hint.textContent.replace(/^[\d,]+/, length.toLocaleString("en-US"));
    }
    for (const row of this.form.querySelectorAll(".row-list > .row")) this.followRow(row);
    this.offerDatasets();
    const kind = this.form.querySelector("#id_kind");
    if (!kind) return;
    for (const each of this.form.querySelectorAll("[data-only-ai]")) each.hidden = !AI.includes(kind.value);
  }

  // A dataset can be chosen as soon as it has a name, in rows that are there and in those to come.
  offerDatasets() {
    const rows = this.form.querySelectorAll("[data-rows=datasets] .row-list > .row:not([hidden])");
    const named = [...rows].map((row) => [row.dataset.row, row.querySelector("input").value.trim()]);
    const places = [this.form, ...[...this.form.querySelectorAll("template")].map((each) => each.content)];
    for (const select of places.flatMap((each) => [...each.querySelectorAll("select[data-datasets]")])) {
      const hint = select.closest(".field-row").querySelector("[data-nothing-offered]");
      for (const [key, name] of named.filter(([, name]) => name)) {
        if (hint) hint.hidden = true;
        const option = [...select.options].find((each) => each.value === key);
        if (option) option.textContent = name;
        else select.add(new Option(name, key));
      }
    }
  }

  followRow(row) {
    const first = row.querySelector("input, select, textarea");
    if (this.isChanged(first)) row.querySelector(".row-name").textContent = this.words(first) || "New";
    for (const fact of row.querySelectorAll("[data-fact]")) {
      const control = this.form.elements[fact.dataset.fact];
      if (control && this.isChanged(control)) fact.textContent = this.words(control);
    }
  }

  isChanged(control) {
    if (control.tagName !== "SELECT") return control.value !== control.defaultValue;
    return ![...control.options].find((option) => option.defaultSelected)?.selected;
  }

  words(control) {
    if (control.tagName === "SELECT") return control.value ? control.selectedOptions[0].textContent : "";
    const text = control.value.trim();
    const day = control.type === "date" ? control.valueAsDate : null;
    if (day) return `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
    const currency = control.previousElementSibling?.matches(".affix") ? control.previousElementSibling.textContent : "";
    return currency && Number(text) ? `${currency} ${Number(text).toLocaleString("en-US")}` : text;
  }
}
